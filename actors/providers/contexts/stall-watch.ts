/**
 * Notices a voice that owes audio and sends none. A voice that waits for our text owes nothing and is not watched.
 *
 *   owes(text) … received(text) … finished() ──> onStalled, when nothing came for as long as the limit
 */
import type { CallClock } from '../../../machines/clock.ts';
import { countLetters } from '../../letters.ts';

/** Times may miss a letter or two of the text; that is not audio still owed. */
const UNTIMED_LETTERS = 2;

export interface StallOptions {
  readonly clock: CallClock;
  /** Longest wait for audio that is owed, in ms. */
  readonly limitMs: number;
  readonly onStalled: () => void;
}

export class StallWatch {
  readonly #options: StallOptions;
  /** Letters that were sent and whose sound has not come. */
  #owed = 0;
  #isFinished = false;
  #timer: unknown;

  constructor(options: StallOptions) {
    this.#options = options;
  }

  owes(text: string): void {
    this.#owed += countLetters(text);
  }

  /** Frames went out to the vendor: the wait begins, unless a wait is under way. */
  written(): void {
    if (this.#timer === undefined) this.#watch();
  }

  /** Audio or times came. `text` is what they cover; undefined pays all that is owed, and times may still follow. */
  received(text: string | undefined): void {
    this.#owed = text === undefined ? 0 : Math.max(0, this.#owed - countLetters(text));
    this.#watch();
  }

  /** The last text was sent: from here on the vendor owes an end. */
  finished(): void {
    this.#isFinished = true;
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** Starts the wait anew, or ends the wait when nothing is owed. */
  #watch(): void {
    const { clock, limitMs, onStalled } = this.#options;
    this.stop();
    const isOwed = this.#isFinished || this.#owed > UNTIMED_LETTERS;
    this.#timer = isOwed ? clock.setTimeout(onStalled, limitMs) : undefined;
  }
}
