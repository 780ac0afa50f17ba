/**
 * The latest frames of a stream, copied into one block of memory. Frame objects that live for two seconds would
 * outlive the garbage collector's young generation, and with fifty calls the collector would be busy with them.
 */
import { BYTES_PER_MS } from './mulaw.ts';

export interface TimedFrame {
  /** Mu-law at 8 kHz, usually 160 bytes. */
  readonly audio: Uint8Array;
  /** Clock reading at which the frame arrived, in ms. */
  readonly atMs: number;
  /** Where the frame ends, in ms of the stream's audio. */
  readonly endMs: number;
}

/** A carrier's frames are 20 ms; shorter ones only shorten what is kept. */
const FRAMES_KEPT = 128;

export class FrameRing {
  readonly #bytes: Uint8Array;
  /** Where each frame ends, counted from the first byte ever pushed, and when it arrived. */
  readonly #ends = new Float64Array(FRAMES_KEPT);
  readonly #times = new Float64Array(FRAMES_KEPT);
  #pushed = 0;
  #end = 0;
  /** Frames before this one are forgotten. */
  #oldest = 0;

  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  /** Returns where the frame ends, in ms of the stream's audio. */
  push(audio: Uint8Array, atMs: number): number {
    const { length } = this.#bytes;
    const kept = audio.length > length ? audio.subarray(audio.length - length) : audio;
    this.#end += audio.length - kept.length;
    const start = this.#end % length;
    const fits = Math.min(kept.length, length - start);
    this.#bytes.set(kept.subarray(0, fits), start);
    this.#bytes.set(kept.subarray(fits), 0);
    this.#end += kept.length;
    this.#ends[this.#pushed % FRAMES_KEPT] = this.#end;
    this.#times[this.#pushed % FRAMES_KEPT] = atMs;
    this.#pushed++;
    return this.#end / BYTES_PER_MS;
  }

  clear(): void {
    this.#oldest = this.#pushed;
  }

  /** The whole frames still in the ring, oldest first; copies. */
  frames(): TimedFrame[] {
    const frames: TimedFrame[] = [];
    for (let n = Math.max(this.#oldest, this.#pushed - FRAMES_KEPT + 1); n < this.#pushed; n++) {
      const end = this.#ends[n % FRAMES_KEPT] as number;
      const before = n === 0 ? 0 : (this.#ends[(n - 1) % FRAMES_KEPT] as number);
      // Of a frame longer than the ring, only its end is kept.
      const start = Math.max(before, end - this.#bytes.length);
      if (this.#end - start > this.#bytes.length) continue;
      const atMs = this.#times[n % FRAMES_KEPT] as number;
      frames.push({ audio: this.#copy(start, end), atMs, endMs: end / BYTES_PER_MS });
    }
    return frames;
  }

  #copy(start: number, end: number): Uint8Array {
    const { length } = this.#bytes;
    const audio = new Uint8Array(end - start);
    for (let i = 0; i < audio.length; i++) audio[i] = this.#bytes[(start + i) % length] as number;
    return audio;
  }
}
