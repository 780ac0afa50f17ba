/**
 * A recorded call under other turn-taking settings: when each turn would have ended, and when it would have been
 * answered.
 *
 *   the STT's facts + how long the reply took ──> with these thresholds ──> Estimate, turn by turn
 *
 * Every turn is estimated from its recorded beginning and only up to its first divergence: what the caller would do
 * after it is unknown. A time that the journal does not contain is bounded or left out, never guessed.
 */

import type { Turn } from '../../readings/turns/turns.ts';
import type { SttFact, SttTurn } from './stt-turns.ts';

export interface EndpointSettings {
  readonly eotThreshold: number;
  /** Null: no reply is begun before the turn is over. */
  readonly eagerEotThreshold: number | null;
  readonly eotTimeoutMs: number;
}

export interface Estimate {
  readonly turn: number;
  /** From the caller's last word to the first sound of the answer, in ms; absent when unknown. */
  readonly waitMs?: number;
  /** When the turn would have diverged from the recorded one, in ms of call time; absent when its end is the same. */
  readonly divergesAt?: number;
  /** The turn would have been ended before the caller had finished. */
  readonly cutIn: boolean;
  /** The wait is an upper bound, because the STT reported nothing more after it had ended the turn. */
  readonly isBound: boolean;
  /** The caller's next turn would have been part of this one. */
  readonly isMerged: boolean;
  /** Number of replies begun early and thrown away. */
  readonly wasted: number;
  readonly wastedTokens: number;
}

/** The pace of the call's model: medians in ms, and the longest reply in tokens. */
export interface ModelPace {
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  readonly mostTokens: number;
}

export interface AnsweredTurn {
  readonly turn: Turn;
  readonly sttTurn: SttTurn & { readonly end: SttFact };
}

/** A caller who speaks again within this time after the end of their turn had not finished. */
const CUT_IN_MS = 1_000;

/** Each answered turn with the STT's facts of it. Turns that our own rule ended have no such facts and are left out. */
export function answeredTurns(turns: readonly Turn[], sttTurns: readonly SttTurn[]): AnsweredTurn[] {
  return turns.flatMap((turn) => {
    const of = sttTurns.find(({ end }) => end !== undefined && Math.abs(end.atMs - turn.endOfTurnAt) < 50);
    return of?.end ? [{ turn, sttTurn: { ...of, end: of.end } }] : [];
  });
}

export function estimate(
  { turn, sttTurn }: AnsweredTurn,
  recorded: EndpointSettings,
  settings: EndpointSettings,
  pace: ModelPace,
): Estimate {
  const ending = endWith(sttTurn, recorded, settings);
  const speculations = speculationsIn(sttTurn, ending, recorded, settings);
  const wasted = speculations.filter(({ withdrawnAt }) => withdrawnAt !== undefined);
  const confirmed = speculations.find(({ withdrawnAt }) => withdrawnAt === undefined);
  const isSame = Math.abs(ending.atMs - sttTurn.end.atMs) < 1;
  const isBegunAsRecorded = isSame && settings.eagerEotThreshold === recorded.eagerEotThreshold;
  const begunAt = isBegunAsRecorded ? turn.stages.requestedAt : (confirmed?.from ?? ending.atMs);
  // A caller who was cut in on or went on does not wait for what they said last.
  const hasWait = isSame || !(ending.isMerged || ending.cutIn);
  const waitMs = hasWait ? waitFrom(turn, sttTurn.end, begunAt, ending.atMs) : undefined;
  return {
    turn: turn.turn,
    ...(waitMs !== undefined && { waitMs }),
    ...(!isSame && { divergesAt: Math.min(ending.atMs, sttTurn.end.atMs) }),
    cutIn: ending.cutIn,
    isBound: ending.isBound,
    isMerged: ending.isMerged,
    wasted: wasted.length,
    wastedTokens: wasted.reduce((sum, speculation) => sum + tokensOf(speculation, pace), 0),
  };
}

interface Ending {
  readonly atMs: number;
  readonly cutIn: boolean;
  /** `atMs` is the latest possible end; the earliest is the recorded one. */
  readonly isBound: boolean;
  readonly isMerged: boolean;
}

/** The first moment at which the STT's confidence reaches the threshold, or no word has come for `eotTimeoutMs`. */
function endWith(
  { facts, end, nextStartsAt = Number.POSITIVE_INFINITY }: AnsweredTurn['sttTurn'],
  recorded: EndpointSettings,
  { eotThreshold, eotTimeoutMs }: EndpointSettings,
): Ending {
  const endedAt = (atMs: number, words: number, isBound: boolean): Ending => ({
    atMs,
    cutIn: end.words > words || nextStartsAt - atMs < CUT_IN_MS,
    isBound,
    isMerged: false,
  });
  const wasTimeout = end.confidence !== undefined && end.confidence < recorded.eotThreshold;
  if (eotThreshold === recorded.eotThreshold && eotTimeoutMs === recorded.eotTimeoutMs)
    return endedAt(end.atMs, end.words, false);
  // An end without a confidence counts as having reached the recorded threshold.
  const sureness = ({ kind, confidence }: SttFact): number =>
    confidence ?? (kind === 'endOfTurn' && !wasTimeout ? recorded.eotThreshold : 0);
  for (const [i, fact] of facts.entries()) {
    if (sureness(fact) >= eotThreshold) return endedAt(fact.atMs, fact.words, false);
    const timeoutAt = (fact.speechEndedAt ?? fact.atMs) + eotTimeoutMs;
    const follow = facts.slice(i + 1);
    const more = follow.find(({ words }) => words > fact.words);
    const sure = follow.find((one) => sureness(one) >= eotThreshold);
    const until = Math.min(more?.atMs ?? nextStartsAt, sure?.atMs ?? Number.POSITIVE_INFINITY);
    if (timeoutAt < until && timeoutAt >= fact.atMs)
      return endedAt(timeoutAt, fact.words, !wasTimeout && timeoutAt > end.atMs);
  }
  const longest = (end.speechEndedAt ?? end.atMs) + eotTimeoutMs;
  if (longest < nextStartsAt) return endedAt(Math.max(longest, end.atMs), end.words, !wasTimeout);
  return { atMs: longest, cutIn: false, isBound: false, isMerged: true };
}

interface Speculation {
  readonly from: number;
  /** When the caller went on speaking; absent when the turn was really over. */
  readonly withdrawnAt?: number;
}

/** Replies begun before the turn was over: one for each time the confidence reached `eagerEotThreshold`. */
function speculationsIn(
  { facts, nextStartsAt }: AnsweredTurn['sttTurn'],
  ending: Ending,
  recorded: EndpointSettings,
  { eagerEotThreshold }: EndpointSettings,
): Speculation[] {
  if (eagerEotThreshold === null) return [];
  const isAsRecorded = eagerEotThreshold === recorded.eagerEotThreshold;
  /** With the recorded threshold, the STT's own facts decide; with another, the confidence does. */
  const begins = ({ kind, confidence = 0 }: SttFact): boolean =>
    isAsRecorded ? kind === 'eagerEndOfTurn' : confidence >= eagerEotThreshold;
  const withdraws = ({ kind, confidence, words }: SttFact, open: SttFact): boolean =>
    words > open.words ||
    (isAsRecorded ? kind === 'turnResumed' : confidence !== undefined && confidence < eagerEotThreshold);
  const found: Speculation[] = [];
  let open: SttFact | undefined;
  for (const fact of facts.filter(({ atMs }) => atMs < ending.atMs)) {
    if (open && withdraws(fact, open)) {
      found.push({ from: open.atMs, withdrawnAt: fact.atMs });
      open = undefined;
    }
    if (!open && fact.kind !== 'endOfTurn' && begins(fact)) open = fact;
  }
  if (!open) return found;
  const withdrawnAt = ending.isMerged ? nextStartsAt : undefined;
  return [...found, { from: open.atMs, ...(withdrawnAt !== undefined && { withdrawnAt }) }];
}

function tokensOf({ from, withdrawnAt = from }: Speculation, pace: ModelPace): number {
  const tokens = Math.round((withdrawnAt - from - pace.firstTokenMs) / pace.tokenMs);
  return Math.min(pace.mostTokens, Math.max(0, tokens));
}

/** The wait, if the reply takes as long as recorded and is sent once it is ready and the turn is over. */
function waitFrom(
  { stages }: Turn,
  { speechEndedAt }: SttFact,
  begunAt: number | undefined,
  endedAt: number,
): number | undefined {
  const { requestedAt, firstAudioAt, firstSentAt, firstHeardAt } = stages;
  if (speechEndedAt === undefined || requestedAt === undefined || firstAudioAt === undefined)
    return undefined;
  if (begunAt === undefined || firstSentAt === undefined || firstHeardAt === undefined) return undefined;
  const readyAt = begunAt + (firstAudioAt - requestedAt);
  return Math.max(endedAt, readyAt) + (firstHeardAt - firstSentAt) - speechEndedAt;
}
