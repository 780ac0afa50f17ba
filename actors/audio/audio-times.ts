/**
 * Turns a vendor's audio time into call time: when did the byte at this position reach us?
 *
 * Frames are numbers in two rings, not objects: see frame-ring.ts.
 */
import { BYTES_PER_MS } from './mulaw.ts';

/** How many frames back positions can be asked for: 30 s of a carrier's. */
const REMEMBERED = 1_500;

export class AudioTimes {
  readonly #endsMs = new Float64Array(REMEMBERED);
  readonly #arrivals = new Float64Array(REMEMBERED);
  #count = 0;
  #endMs = 0;
  /** Where the audio now remembered begins. */
  #forgottenMs = 0;

  /** `bytes` of audio follow the stream so far; they arrived at call time `atMs`. */
  add(bytes: number, atMs: number): void {
    const slot = this.#count % REMEMBERED;
    if (this.#count >= REMEMBERED) this.#forgottenMs = this.#endsMs[slot] as number;
    this.#endMs += bytes / BYTES_PER_MS;
    this.#endsMs[slot] = this.#endMs;
    this.#arrivals[slot] = atMs;
    this.#count++;
  }

  /** Call time at which the audio up to `positionMs` had arrived; undefined when out of reach. */
  arrivalOf(positionMs: number): number | undefined {
    if (positionMs < this.#forgottenMs || positionMs > this.#endMs) return undefined;
    let low = Math.max(0, this.#count - REMEMBERED);
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#endsMs[middle % REMEMBERED] as number) < positionMs) low = middle + 1;
      else high = middle;
    }
    return this.#count === 0 ? undefined : this.#arrivals[low % REMEMBERED];
  }
}
