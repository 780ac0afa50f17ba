/**
 * One side of a recording: mu-law written anywhere on a growing track. What was never written is silence, and costs
 * nothing.
 */
import { SAMPLE_RATE_HZ, SILENCE } from '../../actors/audio/mulaw.ts';

/** One second. */
const BLOCK = SAMPLE_RATE_HZ;

export class SoundTrack {
  /** By second; absent where nothing was written. */
  readonly #blocks: (Uint8Array | undefined)[] = [];

  /** Positions are samples since the beginning. Later writes replace earlier ones. */
  write(at: number, audio: Uint8Array): void {
    for (let from = 0; from < audio.length; ) {
      const offset = (at + from) % BLOCK;
      const until = Math.min(audio.length, from + BLOCK - offset);
      this.#block((at + from - offset) / BLOCK).set(audio.subarray(from, until), offset);
      from = until;
    }
  }

  /** Silence from here on. */
  cut(at: number): void {
    const second = Math.floor(at / BLOCK);
    this.#blocks[second]?.fill(SILENCE, at % BLOCK);
    this.#blocks.length = Math.min(this.#blocks.length, second + 1);
  }

  /** A copy of a part, `until` not included. */
  read(from: number, until: number): Uint8Array {
    const part = new Uint8Array(until - from).fill(SILENCE);
    for (let at = from; at < until; ) {
      const offset = at % BLOCK;
      const next = Math.min(until, at + BLOCK - offset);
      const block = this.#blocks[(at - offset) / BLOCK];
      if (block) part.set(block.subarray(offset, offset + next - at), at - from);
      at = next;
    }
    return part;
  }

  #block(second: number): Uint8Array {
    const known = this.#blocks[second];
    if (known) return known;
    const block = new Uint8Array(BLOCK).fill(SILENCE);
    this.#blocks[second] = block;
    return block;
  }
}
