/**
 * Turns a vendor's audio time into call time: when did the byte at this position reach us?
 */
import { BYTES_PER_MS } from './mulaw.ts';

/** How far back positions can be asked for. */
const REMEMBERED = 1_500;

export class AudioTimes {
  #endMs = 0;
  /** Where the audio now remembered begins. */
  #forgottenMs = 0;
  #frames: { endMs: number; atMs: number }[] = [];

  /** `bytes` of audio follow the stream so far; they arrived at call time `atMs`. */
  add(bytes: number, atMs: number): void {
    this.#endMs += bytes / BYTES_PER_MS;
    this.#frames.push({ endMs: this.#endMs, atMs });
    if (this.#frames.length <= 2 * REMEMBERED) return;
    this.#forgottenMs = this.#frames.at(-REMEMBERED - 1)?.endMs ?? 0;
    this.#frames = this.#frames.slice(-REMEMBERED);
  }

  /** Call time at which the audio up to `positionMs` had arrived; undefined when out of reach. */
  arrivalOf(positionMs: number): number | undefined {
    if (positionMs < this.#forgottenMs) return undefined;
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#frames[middle]?.endMs ?? 0) < positionMs) low = middle + 1;
      else high = middle;
    }
    return this.#frames[low]?.atMs;
  }
}
