/**
 * What if a call had had other settings of turn-taking: when each turn would have ended, and when it would have been
 * answered.
 *
 *   what the ears reported + how long the reply took ──> with these thresholds ──> Estimate, turn by turn
 *
 * Every turn is estimated from how it really began and only up to its first divergence: once we behave otherwise,
 * what the caller does is unknown. What the journal cannot tell is not guessed but bounded or left out.
 */
import type { SttFact, SttTurn } from './stt-turns.ts';
import type { Turn } from './turns.ts';

export interface EndpointSettings {
  readonly eotThreshold: number;
  /** Null: no reply is begun before the turn is over. */
  readonly eagerEotThreshold: number | null;
  readonly eotTimeoutMs: number;
}

export interface Estimate {
  readonly turn: number;
  /** From the caller's last word to the first sound of the answer, in ms; absent when the journal cannot tell. */
  readonly waitMs?: number;
  /** It would have ended elsewhere: when the two part, in call time. */
  readonly divergesAt?: number;
  /** The caller had more to say when their turn was taken as over. */
  readonly cutIn: boolean;
  /** It would have ended later, within bounds only: the ears reported nothing more once they had ended it. */
  readonly isBound: boolean;
  /** Replies begun early and thrown away. */
  readonly wasted: number;
  readonly wastedTokens: number;
}

/** How fast this call's model was: medians, in ms. */
export interface ModelPace {
  readonly firstTokenMs: number;
  readonly tokenMs: number;
}

export interface AnsweredTurn {
  readonly turn: Turn;
  readonly heard: SttTurn & { readonly end: SttFact };
}

/** Who goes on this soon after the end of their turn had not finished. */
const CUT_IN_MS = 1_000;
/** The chart's own: limits.maxSpeculations. */
const MOST_SPECULATIONS = 3;

/** Each answered turn with what the ears reported of it; turns that we ended ourselves have no such report. */
export function answeredTurns(turns: readonly Turn[], heard: readonly SttTurn[]): AnsweredTurn[] {
  return turns.flatMap((turn) => {
    const of = heard.find(({ end }) => end !== undefined && Math.abs(end.atMs - turn.endOfTurnAt) < 50);
    return of?.end ? [{ turn, heard: { ...of, end: of.end } }] : [];
  });
}

export function estimate(
  answered: AnsweredTurn,
  recorded: EndpointSettings,
  settings: EndpointSettings,
  pace: ModelPace,
): Estimate {
  const { turn, heard } = answered;
  const { end } = heard;
  const ending = endWith(heard, recorded, settings);
  const speculations = speculationsIn(heard.facts, ending, settings);
  const wasted = speculations.filter(({ end: endOf }) => endOf !== undefined);
  const wastedMs = wasted.map(({ from, end: endOf }) => (endOf ?? from) - from);
  const begunAt = speculations.find(({ end: endOf }) => endOf === undefined)?.from ?? ending.atMs;
  const waitMs = ending.isMerged ? undefined : waitFrom(turn, end, begunAt, ending.atMs);
  const isSame = Math.abs(ending.atMs - end.atMs) < 1;
  return {
    turn: turn.turn,
    ...(waitMs !== undefined && { waitMs }),
    ...(!isSame && { divergesAt: Math.min(ending.atMs, end.atMs) }),
    cutIn: ending.cutIn,
    isBound: ending.isBound,
    wasted: wasted.length,
    wastedTokens: wastedMs.reduce((sum, ms) => sum + tokensIn(ms, pace), 0),
  };
}

const tokensIn = (ms: number, { firstTokenMs, tokenMs }: ModelPace): number =>
  Math.max(0, Math.round((ms - firstTokenMs) / tokenMs));

interface Ending {
  readonly atMs: number;
  readonly cutIn: boolean;
  /** It may have come earlier, but not before the recorded end. */
  readonly isBound: boolean;
  /** The caller went on before it: their next turn would have been part of this one. */
  readonly isMerged: boolean;
}

function endWith(
  { facts, end, nextStartsAt = Number.POSITIVE_INFINITY }: AnsweredTurn['heard'],
  recorded: EndpointSettings,
  { eotThreshold, eotTimeoutMs }: EndpointSettings,
): Ending {
  const sure = facts.find(({ confidence = 0 }) => confidence >= eotThreshold);
  const wentOnAfter = (atMs: number, words: number): boolean =>
    end.words > words || nextStartsAt - atMs < CUT_IN_MS;
  if (sure)
    return { atMs: sure.atMs, cutIn: wentOnAfter(sure.atMs, sure.words), isBound: false, isMerged: false };
  const byTimeout = (end.confidence ?? 1) < recorded.eotThreshold;
  const timeoutAt = (end.speechEndedAt ?? end.atMs - recorded.eotTimeoutMs) + eotTimeoutMs;
  const atMs = byTimeout && eotTimeoutMs === recorded.eotTimeoutMs ? end.atMs : timeoutAt;
  if (atMs > nextStartsAt) return { atMs, cutIn: false, isBound: true, isMerged: true };
  return {
    atMs,
    cutIn: wentOnAfter(atMs, end.words),
    isBound: !byTimeout && atMs > end.atMs,
    isMerged: false,
  };
}

interface Speculation {
  readonly from: number;
  /** When the caller went on; absent when it was right. */
  readonly end?: number;
}

/** Replies begun before the turn was over: one for each time the ears became sure enough of a text. */
function speculationsIn(
  facts: readonly SttFact[],
  ending: Ending,
  { eagerEotThreshold }: EndpointSettings,
): Speculation[] {
  if (eagerEotThreshold === null) return [];
  const found: Speculation[] = [];
  let open: SttFact | undefined;
  for (const fact of facts.filter(({ atMs }) => atMs < ending.atMs)) {
    const { confidence = 0, words, atMs } = fact;
    if (open && (words > open.words || confidence < eagerEotThreshold)) {
      found.push({ from: open.atMs, end: atMs });
      open = undefined;
    }
    if (!open && confidence >= eagerEotThreshold && found.length < MOST_SPECULATIONS) open = fact;
  }
  if (open) found.push({ from: open.atMs });
  return found;
}

/** The reply takes as long as it took; it is heard once it is ready and the turn is over. */
function waitFrom(
  { stages }: Turn,
  { speechEndedAt }: SttFact,
  begunAt: number,
  endedAt: number,
): number | undefined {
  const { requestedAt, firstAudioAt, firstSentAt, firstHeardAt } = stages;
  if (speechEndedAt === undefined || requestedAt === undefined || firstAudioAt === undefined)
    return undefined;
  if (firstSentAt === undefined || firstHeardAt === undefined) return undefined;
  const readyAt = begunAt + (firstAudioAt - requestedAt);
  return Math.max(endedAt, readyAt) + (firstHeardAt - firstSentAt) - speechEndedAt;
}
