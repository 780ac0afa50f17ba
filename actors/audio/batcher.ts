/**
 * Joins telephone frames into batches of the size that a vendor prefers. A full batch is sent at once.
 */
import { BYTES_PER_MS } from './mulaw.ts';

export class Batcher {
  readonly #bytes: number;
  readonly #send: (batch: Uint8Array) => void;
  #batch: Uint8Array;
  #filled = 0;

  constructor(batchMs: number, send: (batch: Uint8Array) => void) {
    this.#bytes = batchMs * BYTES_PER_MS;
    this.#send = send;
    this.#batch = new Uint8Array(this.#bytes);
  }

  add(audio: Uint8Array): void {
    for (let taken = 0; taken < audio.length; ) {
      const part = audio.subarray(taken, taken + this.#bytes - this.#filled);
      this.#batch.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled < this.#bytes) return;
      const full = this.#batch;
      this.#batch = new Uint8Array(this.#bytes);
      this.#filled = 0;
      this.#send(full);
    }
  }
}
