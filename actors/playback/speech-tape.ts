/**
 * A generation's audio as a tape: written at its end, read from a position, and rewound to an earlier one. Audio too
 * old for any rewind is dropped.
 */
import { BYTES_PER_MS } from '../audio/mulaw.ts';

/** Longer than any word: a rewind goes to the beginning of the word that is being heard. */
const KEPT_MS = 3_000;

export class SpeechTape {
  #chunks: Uint8Array[] = [];
  /** Where the first chunk kept begins, and the end of the last, in bytes since the beginning. */
  #start = 0;
  #end = 0;
  /** The read position: the chunk, the offset in it, and bytes since the beginning. */
  #chunk = 0;
  #offset = 0;
  #at = 0;

  get bytesAhead(): number {
    return this.#end - this.#at;
  }

  add(audio: Uint8Array): void {
    if (audio.length === 0) return;
    this.#chunks.push(audio);
    this.#end += audio.length;
  }

  /** Reads the next `bytes`, at most `bytesAhead`. Returns a view when they lie in one chunk. */
  next(bytes: number): Uint8Array {
    const first = this.#chunks[this.#chunk] as Uint8Array;
    if (first.length - this.#offset >= bytes) {
      const view = first.subarray(this.#offset, this.#offset + bytes);
      this.#advance(bytes);
      return view;
    }
    const joined = new Uint8Array(bytes);
    for (let filled = 0; filled < bytes; ) {
      const chunk = this.#chunks[this.#chunk] as Uint8Array;
      const part = chunk.subarray(this.#offset, this.#offset + bytes - filled);
      joined.set(part, filled);
      filled += part.length;
      this.#advance(part.length);
    }
    return joined;
  }

  /** Reading continues from `toMs`, or from the oldest audio kept when `toMs` was dropped. */
  rewind(toMs: number): void {
    const to = Math.max(this.#start, Math.min(toMs * BYTES_PER_MS, this.#end));
    this.#at = this.#start;
    this.#chunk = 0;
    this.#offset = 0;
    while (this.#at < to) {
      const { length } = this.#chunks[this.#chunk] as Uint8Array;
      this.#advance(Math.min(length, to - this.#at));
    }
  }

  /** Drops audio that was read and lies more than `KEPT_MS` before `ms`. */
  forgetBefore(ms: number): void {
    const oldest = Math.min((ms - KEPT_MS) * BYTES_PER_MS, this.#at);
    let gone = 0;
    for (const { length } of this.#chunks) {
      if (this.#start + length > oldest) break;
      this.#start += length;
      gone += 1;
    }
    if (gone === 0) return;
    this.#chunks = this.#chunks.slice(gone);
    this.#chunk -= gone;
  }

  #advance(bytes: number): void {
    this.#at += bytes;
    this.#offset += bytes;
    if (this.#offset < (this.#chunks[this.#chunk] as Uint8Array).length) return;
    this.#chunk += 1;
    this.#offset = 0;
  }
}
