/**
 * Speech that nobody taught: a voice is there, but none of its sound is in the phrase book.
 * After 600 ms of it there is one word, `(unclear)`; a cough or a door is shorter and stays without words.
 */
import type { HeardWord } from './reading.ts';

const UNCLEAR = '(unclear)';
/** How long an unknown voice must go on before it counts as words. */
const MIN_MS = 600;
/** A shorter gap, or a taught sound this close, does not part two stretches of voice. */
const GAP_MS = 200;
const CONFIDENCE = 0.5;

interface VoiceWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** End of the last taught sound; -Infinity before the first. */
  readonly lastTaughtMs: number;
}

export class UnknownSpeech {
  #startMs = 0;
  #endMs = Number.NEGATIVE_INFINITY;
  #words: HeardWord[] = [];

  /** A window in which somebody spoke. */
  hear({ startMs, endMs, lastTaughtMs }: VoiceWindow): void {
    if (lastTaughtMs > startMs - GAP_MS) {
      this.#endMs = Number.NEGATIVE_INFINITY;
      return;
    }
    if (startMs - this.#endMs > GAP_MS) this.#startMs = startMs;
    this.#endMs = endMs;
    if (endMs - this.#startMs < MIN_MS) return;
    const earlier = this.#words.filter((word) => word.startMs !== this.#startMs);
    this.#words = [...earlier, this.#word()];
  }

  words(): readonly HeardWord[] {
    return this.#words;
  }

  /** Forgets what was heard; what goes on from here is new. */
  letGo(): void {
    this.#words = [];
    this.#endMs = Number.NEGATIVE_INFINITY;
  }

  #word(): HeardWord {
    return {
      text: UNCLEAR,
      startMs: this.#startMs,
      endMs: this.#endMs,
      confidence: CONFIDENCE,
      endsSentence: false,
    };
  }
}
