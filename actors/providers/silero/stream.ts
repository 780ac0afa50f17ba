/**
 * One call's memory for Silero: the model's state, and the samples not judged yet.
 *
 *   samples ──> [32 of context | 256 new | more] ──> a row, as soon as it is full ──> its probability, in order
 *
 * Without the context the model fails without an error. batches.ts runs the model.
 */
import type { VoiceError } from '../../../machines/errors.ts';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import type { VadHandlers } from '../vad-provider.ts';

/** New samples in one window: 32 ms at 8 kHz. */
export const WINDOW_SAMPLES = 256;
export const WINDOW_MS = WINDOW_SAMPLES / BYTES_PER_MS;
/** The end of the previous window, which the model needs before each window. */
const CONTEXT_SAMPLES = 32;
export const ROW_SAMPLES = CONTEXT_SAMPLES + WINDOW_SAMPLES;
/** The model's state has two layers of this size. */
export const LAYER_SIZE = 128;

/** Room for a row and more than a carrier's frame. While a stall keeps samples waiting, the buffer is larger. */
const USUAL_SAMPLES = 2 * ROW_SAMPLES;

export class SileroStream {
  /** Both layers, one after the other. */
  readonly state = new Float32Array(2 * LAYER_SIZE);
  readonly #onReady: (stream: SileroStream) => void;
  readonly #onOver: () => void;
  #handlers: VadHandlers | undefined;
  #samples = new Float32Array(USUAL_SAMPLES);
  /** Indices of the context and the samples after it: from the first to before the second. */
  #from = 0;
  #until = CONTEXT_SAMPLES;
  #windows = 0;

  constructor(handlers: VadHandlers, onReady: (stream: SileroStream) => void, onOver: () => void = () => {}) {
    this.#handlers = handlers;
    this.#onReady = onReady;
    this.#onOver = onOver;
  }

  /** Whether a row is full. */
  get isReady(): boolean {
    return this.#handlers !== undefined && this.#until - this.#from >= ROW_SAMPLES;
  }

  /** Takes samples at 8 kHz, -1 to 1, any number; copied. */
  send(samples: Float32Array): void {
    if (!this.#handlers) return;
    if (this.#until + samples.length > this.#samples.length) this.#makeRoom(samples.length);
    this.#samples.set(samples, this.#until);
    this.#until += samples.length;
    if (this.isReady) this.#onReady(this);
  }

  /** Idempotent; no handler is called afterwards. */
  close(): void {
    if (!this.#handlers) return;
    this.#handlers = undefined;
    this.#onOver();
  }

  /** The next row; a view that is valid until another method is called. */
  takeRow(): Float32Array {
    const row = this.#samples.subarray(this.#from, this.#from + ROW_SAMPLES);
    this.#from += WINDOW_SAMPLES;
    return row;
  }

  /** Takes the model's probability for the row that was taken; `state` already is the state after that row. */
  judged(probability: number): void {
    this.#windows++;
    const isSound = Number.isFinite(probability) && this.#isStateFinite();
    if (!isSound) this.#forget();
    this.#handlers?.onWindow({ endMs: this.#windows * WINDOW_MS, probability: isSound ? probability : 0 });
    if (this.isReady) this.#onReady(this);
  }

  failed(error: VoiceError): void {
    const handlers = this.#handlers;
    this.close();
    handlers?.onFailed(error);
  }

  #isStateFinite(): boolean {
    let sum = 0;
    for (const value of this.state) sum += value;
    return Number.isFinite(sum);
  }

  /** Resets the model's state: one that is not finite would stay so, and no later speech would be detected. */
  #forget(): void {
    this.state.fill(0);
    this.#samples.fill(0, this.#from, this.#from + CONTEXT_SAMPLES);
  }

  #makeRoom(count: number): void {
    const kept = this.#samples.subarray(this.#from, this.#until);
    const needed = Math.max(USUAL_SAMPLES, kept.length + count);
    if (needed !== this.#samples.length) this.#samples = new Float32Array(needed);
    this.#samples.set(kept);
    this.#from = 0;
    this.#until = kept.length;
  }
}
