/**
 * Notices a voice that owes audio and sends none. A voice that waits for our text owes nothing and is not watched.
 *
 *   owes(text) … received(text) … finished() ──> onOverdue at half the limit, onStalled at the limit, when nothing came
 */
import type { CallClock } from '../../../machines/clock.ts';
import { countLetters } from '../../letters.ts';

/** Times may miss a letter or two of the text; that is not audio still owed. */
const UNTIMED_LETTERS = 2;

export interface StallOptions {
  readonly clock: CallClock;
  /** Longest wait for audio that is owed, in ms. */
  readonly limitMs: number;
  /** Nothing came for half the limit: there is time to do something about it. */
  readonly onOverdue: () => void;
  readonly onStalled: () => void;
}

export class StallWatch {
  readonly #options: StallOptions;
  #owed = 0;
  /** Letters that were sent and have no times. */
  #untimed = 0;
  #isFinished = false;
  #timers: unknown[] = [];

  constructor(options: StallOptions) {
    this.#options = options;
  }

  /** Letters that were sent and whose sound has not come. */
  get owed(): number {
    return this.#owed;
  }

  /** Whether times of all the text have come. Sound without any pays what is owed, and proves nothing. */
  get isTimed(): boolean {
    return this.#untimed <= UNTIMED_LETTERS;
  }

  owes(text: string): void {
    const letters = countLetters(text);
    this.#owed += letters;
    this.#untimed += letters;
  }

  /** Frames went out to the vendor: the wait begins, unless a wait is under way. */
  written(): void {
    if (this.#timers.length === 0) this.#watch();
  }

  /** Audio or times came. `text` is what they cover; undefined pays all that is owed, and times may still follow. */
  received(text: string | undefined): void {
    const letters = text === undefined ? 0 : countLetters(text);
    this.#untimed -= letters;
    this.#owed = text === undefined ? 0 : Math.max(0, this.#owed - letters);
    this.#watch();
  }

  /** The last text was sent: from here on the vendor owes an end. */
  finished(): void {
    this.#isFinished = true;
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) this.#options.clock.clearTimeout(timer);
  }

  /** Starts the wait anew, or ends the wait when nothing is owed. */
  #watch(): void {
    const { clock, limitMs, onOverdue, onStalled } = this.#options;
    this.stop();
    if (!this.#isFinished && this.#owed <= UNTIMED_LETTERS) return;
    this.#timers = [clock.setTimeout(onOverdue, limitMs / 2), clock.setTimeout(onStalled, limitMs)];
  }
}
