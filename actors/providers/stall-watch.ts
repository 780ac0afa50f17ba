/**
 * Notices a voice that owes audio and sends none. A voice that waits for our text owes nothing and is not watched.
 *
 *   owes(text) … heard(text) … finished() ──> onStalled, when nothing was heard for as long as the limit
 */
import type { CallClock } from '../../machines/clock.ts';

/** Times may miss a letter or two of what was sent; that is not audio still owed. */
const UNTIMED_LETTERS = 2;
const LETTERS = /[\p{L}\p{N}]/gu;

/** What a voice can speak of a text; marks alone have no sound. */
export const countLetters = (text: string): number => text.match(LETTERS)?.length ?? 0;

export interface StallOptions {
  readonly clock: CallClock;
  /** Longest wait for audio that is owed, in ms. */
  readonly limitMs: number;
  readonly onStalled: () => void;
}

export class StallWatch {
  readonly #options: StallOptions;
  /** Letters sent and not yet heard. */
  #owed = 0;
  #isFinished = false;
  #timer: unknown;

  constructor(options: StallOptions) {
    this.#options = options;
  }

  owes(text: string): void {
    this.#owed += countLetters(text);
  }

  /** Something went to the vendor: the wait begins, unless one is under way. */
  written(): void {
    if (this.#timer === undefined) this.#watch();
  }

  /** Audio came, or times did. `text` is what they cover; undefined is all there was to say. */
  heard(text: string | undefined): void {
    this.#owed -= text === undefined ? this.#owed : countLetters(text);
    this.#watch();
  }

  /** All text is with the vendor: from here on its end is owed. */
  finished(): void {
    this.#isFinished = true;
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** Starts the wait anew, or ends it when nothing is owed. */
  #watch(): void {
    const { clock, limitMs, onStalled } = this.#options;
    this.stop();
    const isOwed = this.#isFinished || this.#owed > UNTIMED_LETTERS;
    this.#timer = isOwed ? clock.setTimeout(onStalled, limitMs) : undefined;
  }
}
