/**
 * Converts a vendor's audio time to a place in the caller's audio and the clock reading at which that audio arrived.
 *
 *   frames that the vendor is sent ──add──> rings of numbers ──momentOf(vendor's ms)──> position, arrival
 *
 * A vendor counts the audio that it was sent: from the start of its connection, and without the silence kept from it.
 * Frames are numbers in rings, not objects: see frame-ring.ts.
 */
import type { TimedFrame } from '../audio/frame-ring.ts';
import { BYTES_PER_MS } from '../audio/mulaw.ts';

/** How many frames back positions can be asked for: 30 s of a carrier's. */
const REMEMBERED = 1_500;

export interface AudioMoment {
  /** Clock reading at which the audio had arrived. */
  readonly atMs: number;
  /** In ms of the caller's audio. */
  readonly positionMs: number;
}

export class AudioTimes {
  readonly #endsMs = new Float64Array(REMEMBERED);
  readonly #arrivals = new Float64Array(REMEMBERED);
  readonly #positions = new Float64Array(REMEMBERED);
  #count = 0;
  /** How much audio the vendor was sent, in ms. */
  #endMs = 0;
  #sentUpToMs = 0;
  /** Where the audio now remembered begins. */
  #forgottenMs = 0;

  /** Where the audio that the vendor was sent ends, in ms of the caller's audio; 0 before the first frame. */
  get sentUpToMs(): number {
    return this.#sentUpToMs;
  }

  /** Adds the next frame that the vendor is sent. */
  add({ audio, atMs, endMs }: TimedFrame): void {
    const slot = this.#count % REMEMBERED;
    if (this.#count >= REMEMBERED) this.#forgottenMs = this.#endsMs[slot] as number;
    this.#endMs += audio.length / BYTES_PER_MS;
    this.#endsMs[slot] = this.#endMs;
    this.#arrivals[slot] = atMs;
    this.#positions[slot] = endMs;
    this.#sentUpToMs = endMs;
    this.#count++;
  }

  /** The moment of the audio up to `vendorMs`; undefined when the vendor gave no time, or one out of reach. */
  momentOf(vendorMs: number | undefined): AudioMoment | undefined {
    if (vendorMs === undefined || this.#count === 0) return undefined;
    if (vendorMs < this.#forgottenMs || vendorMs > this.#endMs) return undefined;
    let low = Math.max(0, this.#count - REMEMBERED);
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#endsMs[middle % REMEMBERED] as number) < vendorMs) low = middle + 1;
      else high = middle;
    }
    const slot = low % REMEMBERED;
    const beforeEndMs = (this.#endsMs[slot] as number) - vendorMs;
    return {
      atMs: this.#arrivals[slot] as number,
      positionMs: (this.#positions[slot] as number) - beforeEndMs,
    };
  }
}
