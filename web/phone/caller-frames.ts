/**
 * The caller's side of the audio: the microphone at the page's rate becomes mu-law frames of 20 ms.
 *
 *   samples ──> 8 kHz ──> mu-law ──> onFrame(160 bytes, level)
 */
import { encodeSample, FRAME_BYTES, SAMPLE_RATE_HZ } from './mulaw.ts';
import { Resampler } from './resampler.ts';

const LOUDEST = 32_767;

/** Receives a full frame, which it may keep, and the frame's root mean square, 0 to 1. */
type FrameListener = (frame: Uint8Array, rms: number) => void;

export class CallerFrames {
  readonly #onFrame: FrameListener;
  readonly #resampler: Resampler;
  #frame = new Uint8Array(FRAME_BYTES);
  #filled = 0;
  #energy = 0;

  constructor(rateHz: number, onFrame: FrameListener) {
    this.#resampler = new Resampler(rateHz, SAMPLE_RATE_HZ);
    this.#onFrame = onFrame;
  }

  /** Adds samples of the microphone, -1 to 1. */
  add(samples: Float32Array): void {
    for (const sample of samples) {
      this.#resampler.write(sample);
      while (!this.#resampler.needsInput) this.#take(this.#resampler.read());
    }
  }

  #take(sample: number): void {
    const bounded = Math.max(-1, Math.min(1, sample));
    this.#energy += bounded * bounded;
    this.#frame[this.#filled++] = encodeSample(Math.round(bounded * LOUDEST));
    if (this.#filled < FRAME_BYTES) return;
    const frame = this.#frame;
    const rms = Math.sqrt(this.#energy / FRAME_BYTES);
    this.#frame = new Uint8Array(FRAME_BYTES);
    this.#filled = 0;
    this.#energy = 0;
    this.#onFrame(frame, rms);
  }
}
