/**
 * The steps of a caller's wait, from their last word to the first sound of the answer heard. The steps add up.
 *
 *   last word ──held──> end of turn ──llm──> first token ──tts──> first audio ──line──> heard
 *
 * A reply begun before the end of turn has its steps shortened: only what the caller waited for counts.
 */
import type { Turn } from './turns.ts';

/** Milliseconds. */
export interface Wait {
  /** From the caller's last word to the first sound of the answer heard; the sum of the others. */
  readonly totalMs: number;
  /** From the caller's last word to the end of turn: STT waited to be sure that the turn was over. */
  readonly heldMs: number;
  /** From the end of turn to the model's first token. */
  readonly llmMs: number;
  /** From the first token to the first audio of TTS. */
  readonly ttsMs: number;
  /** From the first audio to the caller's ear. */
  readonly lineMs: number;
}

export type Step = 'held' | 'llm' | 'tts' | 'line';

/** The steps in their order in time. */
export const STEPS: readonly Step[] = ['held', 'llm', 'tts', 'line'];

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  held: 'end of turn held',
  llm: 'LLM',
  tts: 'TTS',
  line: 'line',
};

/** The wait of a turn; undefined when nothing of the answer was heard, or STT gave no word times. */
export function waitOf(turn: Turn): Wait | undefined {
  return turn.speechEndedAt === undefined ? undefined : waitFromEndOfTurn(turn);
}

/** The wait of a turn; without word times, it counts from the end of turn, with nothing held. */
export function waitFromEndOfTurn({ speechEndedAt, endOfTurnAt, stages }: Turn): Wait | undefined {
  const { firstTokenAt, firstAudioAt, firstHeardAt } = stages;
  if (firstHeardAt === undefined) return undefined;
  const begins = speechEndedAt ?? endOfTurnAt;
  const ended = Math.max(begins, endOfTurnAt);
  const token = Math.max(ended, firstTokenAt ?? ended);
  const audio = Math.max(token, firstAudioAt ?? token);
  const heard = Math.max(audio, firstHeardAt);
  return {
    totalMs: heard - begins,
    heldMs: ended - begins,
    llmMs: token - ended,
    ttsMs: audio - token,
    lineMs: heard - audio,
  };
}

/** The steps in whole milliseconds: `total` is the sum of the others. */
export function roundedWait({ totalMs, heldMs, llmMs, ttsMs }: Wait): Record<Step | 'total', number> {
  const held = Math.round(heldMs);
  const llm = Math.round(heldMs + llmMs) - held;
  const tts = Math.round(heldMs + llmMs + ttsMs) - held - llm;
  const total = Math.round(totalMs);
  return { held, llm, tts, line: total - held - llm - tts, total };
}

/** The step that took longest, the first of equals. */
export function slowestStep(wait: Wait): Step {
  const ms = roundedWait(wait);
  return STEPS.reduce((slowest, step) => (ms[step] > ms[slowest] ? step : slowest));
}

export type Band = 'good' | 'fair' | 'slow' | 'lost';

/** The longest wait of each band, in ms: `good` like a person, `fair` noticed, `slow` annoying, `lost` beyond that. */
export const BAND_LIMITS: Readonly<Record<Exclude<Band, 'lost'>, number>> = {
  good: 500,
  fair: 800,
  slow: 1_500,
};

/** The band of a wait in ms, judged by the whole milliseconds that are shown. */
export function bandOf(ms: number): Band {
  const shown = Math.round(ms);
  if (shown <= BAND_LIMITS.good) return 'good';
  if (shown <= BAND_LIMITS.fair) return 'fair';
  return shown <= BAND_LIMITS.slow ? 'slow' : 'lost';
}
