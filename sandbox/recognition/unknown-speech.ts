/**
 * Speech that is not in the phrase book: Silero judges speech, and no learnt sound matches.
 * After 600 ms of it there is one word, `(unclear)`; a cough or a door is shorter and gives no word.
 */
import type { RecognizedWord } from './match.ts';

const UNCLEAR = '(unclear)';
/** Length of unknown speech from which it counts as a word. */
const MIN_MS = 600;
/** A shorter gap does not separate two stretches of speech; learnt sound this close means that the speech is known. */
const GAP_MS = 200;
const CONFIDENCE = 0.5;

interface SpeechWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** End of the last learnt sound; -Infinity before the first. */
  readonly lastLearntMs: number;
}

export class UnknownSpeech {
  #startMs = 0;
  #endMs = Number.NEGATIVE_INFINITY;
  #words: RecognizedWord[] = [];

  /** Takes one window that Silero judged to be speech. */
  receive({ startMs, endMs, lastLearntMs }: SpeechWindow): void {
    if (lastLearntMs > startMs - GAP_MS) {
      this.#endMs = Number.NEGATIVE_INFINITY;
      return;
    }
    if (startMs - this.#endMs > GAP_MS) this.#startMs = startMs;
    this.#endMs = endMs;
    if (endMs - this.#startMs < MIN_MS) return;
    const earlier = this.#words.filter((word) => word.startMs !== this.#startMs);
    this.#words = [...earlier, this.#word()];
  }

  words(): readonly RecognizedWord[] {
    return this.#words;
  }

  /** Forgets the words; speech that goes on starts a new word. */
  forgetWords(): void {
    this.#words = [];
    this.#endMs = Number.NEGATIVE_INFINITY;
  }

  #word(): RecognizedWord {
    return {
      text: UNCLEAR,
      startMs: this.#startMs,
      endMs: this.#endMs,
      confidence: CONFIDENCE,
      endsSentence: false,
    };
  }
}
