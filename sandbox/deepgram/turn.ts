/**
 * A turn as Flux detects it, in audio time.
 *
 *   waiting ──words──> ongoing ──eager threshold──> awaiting ──end threshold──> waiting
 *                         ^────spoke again────────────┘
 *
 * The end-of-turn confidence grows with silence, three times slower when the sentence is not finished. Pure: moments in,
 * changes out; the session numbers and sends them.
 */

import type { RecognizedWord } from '../recognition/match.ts';
import type { Moment } from '../recognition/recognizer.ts';
import type { DeepgramHabits } from './habits.ts';

export interface TurnThresholds {
  /** 0.5 to 1; at 1 the model never ends a turn. */
  readonly eotThreshold: number;
  /** 0.3 to 0.9; absent: no eager ends of turn. */
  readonly eagerEotThreshold?: number;
  /** Silence in ms that ends a turn at any confidence. */
  readonly eotTimeoutMs: number;
}

export interface TurnChange {
  readonly event: 'StartOfTurn' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn';
  readonly trigger?: 'model' | 'manual' | 'timeout';
}

/** Confidence after `endOfTurnMs` of silence behind a finished sentence. */
const CONFIDENCE_AT_END = 0.7;
/** Factor of silence for the same confidence after an unfinished sentence. */
const UNFINISHED_FACTOR = 3;

export const transcriptOf = (words: readonly { readonly text: string }[]): string =>
  words.map(({ text }) => text).join(' ');

export class Turn {
  thresholds: TurnThresholds;
  /** Confidence that the turn is over, 0 to 1. */
  confidence = 0;
  /** Words of the turn so far; empty between turns. */
  words: readonly RecognizedWord[] = [];
  readonly #endOfTurnMs: number;
  readonly #habits: Pick<DeepgramHabits, 'endsLateByMs'>;
  #state: 'waiting' | 'ongoing' | 'awaiting' = 'waiting';

  /**
   * `endOfTurnMs`: silence after a finished sentence until EndOfTurn at the default threshold of 0.7. `endsLateByMs`: further
   * silence that the model and the timeout let pass; the confidence, and what is eager, are as usual.
   */
  constructor(thresholds: TurnThresholds, endOfTurnMs: number, habits: Pick<DeepgramHabits, 'endsLateByMs'>) {
    this.thresholds = thresholds;
    this.#endOfTurnMs = endOfTurnMs;
    this.#habits = habits;
  }

  /** The change that this moment brings, if any. After an EndOfTurn, the caller must not pass the same words again. */
  advance(moment: Moment): TurnChange | undefined {
    if (this.#state === 'waiting') return this.#begin(moment);
    const hadTranscript = transcriptOf(this.words);
    this.words = moment.words;
    const silenceMs = moment.atMs - moment.lastSpeechMs;
    this.confidence = this.#confidenceAfter(silenceMs);
    if (this.#state === 'awaiting' && (moment.speaking || transcriptOf(this.words) !== hadTranscript)) {
      this.#state = 'ongoing';
      return { event: 'TurnResumed' };
    }
    const countedMs = silenceMs - this.#habits.endsLateByMs;
    if (this.#confidenceAfter(countedMs) >= this.thresholds.eotThreshold) return this.#end('model');
    if (countedMs >= this.thresholds.eotTimeoutMs) return this.#end('timeout');
    const { eagerEotThreshold = Number.POSITIVE_INFINITY } = this.thresholds;
    if (this.#state === 'awaiting' || this.confidence < eagerEotThreshold) return undefined;
    this.#state = 'awaiting';
    return { event: 'EagerEndOfTurn' };
  }

  /** Ends the open turn now; without an open turn nothing happens. */
  force(): TurnChange | undefined {
    return this.#state === 'waiting' ? undefined : this.#end('manual');
  }

  /** Call after an EndOfTurn was reported: the next turn starts empty. */
  reset(): void {
    this.words = [];
    this.confidence = 0;
  }

  #begin({ words, lastSpeechMs }: Moment): TurnChange | undefined {
    const [first] = words;
    if (first === undefined || lastSpeechMs < first.startMs) return undefined;
    this.#state = 'ongoing';
    this.words = words;
    return { event: 'StartOfTurn' };
  }

  #end(trigger: 'model' | 'manual' | 'timeout'): TurnChange {
    this.#state = 'waiting';
    return { event: 'EndOfTurn', trigger };
  }

  #confidenceAfter(silenceMs: number): number {
    const isFinished = this.words.at(-1)?.endsSentence ?? false;
    const neededMs = this.#endOfTurnMs * (isFinished ? 1 : UNFINISHED_FACTOR);
    return 1 - (1 - CONFIDENCE_AT_END) ** (Math.max(0, silenceMs) / neededMs);
  }
}
