/**
 * A turn as Universal-Streaming detects it, in audio time.
 *
 *   nothing ──a word──> partials ──pause──> utterance ──confident or long silence──> end
 *
 * The end-of-turn confidence grows with silence, three times slower when the sentence is not finished. Pure: moments in,
 * changes out; the session numbers and sends them. Rules: AssemblyAI's page "Turn detection".
 */

import type { RecognizedWord } from '../recognition/match.ts';
import type { Moment } from '../recognition/recognizer.ts';
import type { AssemblyAiHabits } from './habits.ts';

export interface EndOfTurnRule {
  /** 0 to 1; at 1 only silence ends a turn. */
  readonly confidenceThreshold: number;
  /** Least silence for an end by confidence. */
  readonly minSilenceMs: number;
  /** Silence that ends a turn at any confidence. */
  readonly maxSilenceMs: number;
}

export interface TurnWord extends RecognizedWord {
  /** False while the word can still change. */
  readonly isFinal: boolean;
}

export interface TurnChange {
  readonly isEnd: boolean;
  /** The words since the last utterance, when this message completes one. */
  readonly utterance: readonly TurnWord[];
}

/** Confidence after `endOfTurnMs` of silence behind a finished sentence: the vendor's default threshold. */
const CONFIDENCE_AT_END = 0.4;
/** Factor of silence for the same confidence after an unfinished sentence. */
const UNFINISHED_FACTOR = 3;
/** A word is final when its sound ended this long ago. */
const WORD_OVER_MS = 100;
/** The pause and the confidence that together complete an utterance. The vendor publishes no figures. */
const UTTERANCE_MS = 200;
const UTTERANCE_CONFIDENCE = 0.2;
/** A turn has at least this much speech. */
const LEAST_SPEECH_MS = 80;

export class Turn {
  rule: EndOfTurnRule;
  /** Confidence that the turn is over, 0 to 1. */
  confidence = 0;
  /** Words of the turn so far; empty between turns. */
  words: readonly TurnWord[] = [];
  readonly #endOfTurnMs: number;
  readonly #habits: Pick<AssemblyAiHabits, 'endsLateByMs'>;
  /** How many words belong to utterances already completed. */
  #uttered = 0;

  /**
   * `endOfTurnMs`: silence after a finished sentence until the default threshold of 0.4 is reached. `endsLateByMs`: further
   * silence before an end; confidence and utterances are as usual. At Infinity there is no end, forced or not.
   */
  constructor(rule: EndOfTurnRule, endOfTurnMs: number, habits: Pick<AssemblyAiHabits, 'endsLateByMs'>) {
    this.rule = rule;
    this.#endOfTurnMs = endOfTurnMs;
    this.#habits = habits;
  }

  /** The change that this moment brings, if any. After an end, the caller must not pass the same words again. */
  advance(moment: Moment): TurnChange | undefined {
    const { words, atMs, lastSpeechMs } = moment;
    const [first] = words;
    if (first === undefined || lastSpeechMs < first.startMs) return undefined;
    const before = signature(this.words);
    this.words = words.map((word, i) => ({
      ...word,
      isFinal: i < words.length - 1 || atMs - word.endMs >= WORD_OVER_MS,
    }));
    const silenceMs = Math.max(0, atMs - lastSpeechMs);
    this.confidence = this.#confidenceAfter(silenceMs);
    if (this.#isOver(silenceMs - this.#habits.endsLateByMs)) return this.force();
    const utterance = this.#isComplete(silenceMs) ? this.#complete() : [];
    return utterance.length > 0 || signature(this.words) !== before ? { isEnd: false, utterance } : undefined;
  }

  /** Ends the open turn now; without an open turn nothing happens. */
  force(): TurnChange | undefined {
    if (this.words.length === 0 || this.#habits.endsLateByMs === Number.POSITIVE_INFINITY) return undefined;
    this.words = this.words.map((word) => ({ ...word, isFinal: true }));
    return { isEnd: true, utterance: this.#complete() };
  }

  /** Call after an end was reported: the next turn starts empty. */
  reset(): void {
    this.words = [];
    this.confidence = 0;
    this.#uttered = 0;
  }

  #isComplete(silenceMs: number): boolean {
    const isSure = this.confidence >= UTTERANCE_CONFIDENCE && silenceMs >= UTTERANCE_MS;
    return isSure && this.words.every(({ isFinal }) => isFinal);
  }

  #isOver(silenceMs: number): boolean {
    const [first, last] = [this.words[0], this.words.at(-1)];
    if (!first || !last?.isFinal || last.endMs - first.startMs < LEAST_SPEECH_MS) return false;
    const { confidenceThreshold, minSilenceMs, maxSilenceMs } = this.rule;
    const isSure = this.#confidenceAfter(silenceMs) > confidenceThreshold && silenceMs >= minSilenceMs;
    return isSure || silenceMs >= maxSilenceMs;
  }

  #complete(): readonly TurnWord[] {
    const utterance = this.words.slice(this.#uttered);
    this.#uttered = this.words.length;
    return utterance;
  }

  #confidenceAfter(silenceMs: number): number {
    const isFinished = this.words.at(-1)?.endsSentence ?? false;
    const neededMs = this.#endOfTurnMs * (isFinished ? 1 : UNFINISHED_FACTOR);
    return 1 - (1 - CONFIDENCE_AT_END) ** (Math.max(0, silenceMs) / neededMs);
  }
}

const signature = (words: readonly TurnWord[]): string =>
  words.map(({ text, isFinal }) => `${text} ${isFinal}`).join('|');
