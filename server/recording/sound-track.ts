/**
 * One side of a recording: mu-law audio written anywhere on a growing track. Unwritten parts are silence and take no
 * memory.
 */
import { SAMPLE_RATE_HZ, SILENCE } from '../../actors/audio/mulaw.ts';

/** Samples of one second. */
const BLOCK = SAMPLE_RATE_HZ;

export class SoundTrack {
  /** One block per second; undefined where nothing was written. */
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

  /** Makes everything from `at` on silence. */
  cut(at: number): void {
    const second = Math.floor(at / BLOCK);
    this.#blocks[second]?.fill(SILENCE, at % BLOCK);
    this.#blocks.length = Math.min(this.#blocks.length, second + 1);
  }

  /** A copy of samples `from` to `until` (exclusive). */
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
