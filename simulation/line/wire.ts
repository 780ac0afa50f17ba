/**
 * One direction of a connection: delayed, never out of order; messages sent together arrive together.
 *
 *   carry ──delay──> deliver, with the time at which it was due
 */
import type { Action, VirtualClock } from '../virtual-clock.ts';

export class Wire {
  readonly #clock: VirtualClock;
  readonly #delayMs: () => number;
  #lastDueMs = 0;
  #packet: Action[] = [];
  #packedAtMs = -1;

  constructor(clock: VirtualClock, delayMs: () => number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  /** `moreMs`: delay on top of the usual one; later messages cannot overtake this one. */
  carry(deliver: Action, moreMs = 0): void {
    const now = this.#clock.now();
    if (this.#packedAtMs === now && moreMs === 0) {
      this.#packet.push(deliver);
      return;
    }
    const packet = [deliver];
    this.#packet = packet;
    this.#packedAtMs = now;
    this.#lastDueMs = Math.max(this.#lastDueMs, now + Math.max(1, this.#delayMs()) + moreMs);
    this.#clock.at(this.#lastDueMs, (dueMs) => {
      for (const arrive of packet) arrive(dueMs);
    });
  }
}
