/**
 * Why a caller waited: one turn's wait, from their last word to the first sound of the answer, as steps that add up.
 *
 *   last word ──held──> end of turn ──llm──> first token ──tts──> first audio ──edge──> heard
 *
 * A reply begun before the end of turn has its steps shortened: only what the caller waited for counts.
 */
import type { Turn } from './turns.ts';

/** Milliseconds. */
export interface Wait {
  /** From the caller's last word to the first sound of the answer heard; the sum of the others. */
  readonly totalMs: number;
  /** The ears waited to be sure that the turn was over. */
  readonly heldMs: number;
  /** To the model's first token. */
  readonly llmMs: number;
  /** From there to the voice's first audio. */
  readonly ttsMs: number;
  /** From there to the caller's ear. */
  readonly edgeMs: number;
}

/** Undefined while, or because, nothing of the answer was heard, or the STT did not say when speech ended. */
export function waitOf({ speechEndedAt, endOfTurnAt, stages }: Turn): Wait | undefined {
  const { firstTokenAt, firstAudioAt, firstHeardAt } = stages;
  if (speechEndedAt === undefined || firstHeardAt === undefined) return undefined;
  const ended = Math.max(speechEndedAt, endOfTurnAt);
  const token = Math.max(ended, firstTokenAt ?? ended);
  const audio = Math.max(token, firstAudioAt ?? token);
  const heard = Math.max(audio, firstHeardAt);
  return {
    totalMs: heard - speechEndedAt,
    heldMs: ended - speechEndedAt,
    llmMs: token - ended,
    ttsMs: audio - token,
    edgeMs: heard - audio,
  };
}
