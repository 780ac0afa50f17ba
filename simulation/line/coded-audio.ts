/**
 * Audio that carries its words: each 20 ms frame has the number of its word, and whether the frame ends that word.
 *
 *   byte 0: silence, noise, part of a word, end of a word      bytes 1 and 2: the word's number
 *
 * So the simulated STT transcribes exactly the frames that arrived, replayed, lost or reordered, and the caller's ear
 * knows exactly the frames that were played. The product carries these bytes like any others.
 */
import { FRAME_BYTES, SILENCE } from '../../actors/audio/mulaw.ts';

export const KIND = { noise: 1, word: 2, wordEnd: 3, silence: SILENCE } as const;

export const SILENT_FRAME: Uint8Array = new Uint8Array(FRAME_BYTES).fill(SILENCE);
export const NOISE_FRAME: Uint8Array = new Uint8Array(FRAME_BYTES).fill(KIND.noise);

/** Writes one frame's code into `audio` at `offset`. */
export function encodeWord(audio: Uint8Array, offset: number, word: number, isEnd: boolean): void {
  audio[offset] = isEnd ? KIND.wordEnd : KIND.word;
  audio[offset + 1] = word & 0xff;
  audio[offset + 2] = word >> 8;
}

export function wordFrame(word: number, isEnd: boolean): Uint8Array {
  const frame = new Uint8Array(FRAME_BYTES);
  encodeWord(frame, 0, word, isEnd);
  return frame;
}

/** The number of the word in the frame at `offset`. */
export const wordAt = (audio: Uint8Array, offset: number): number =>
  (audio[offset + 1] as number) | ((audio[offset + 2] as number) << 8);
