/**
 * A hash of the last 160 bytes of a stream, kept up byte by byte, so that a learnt frame is found at any alignment.
 * Arithmetic only.
 */
import { FRAME_BYTES } from '../../actors/audio/mulaw.ts';

const BASE = 0x01000193;
const NEGATIVE_ZERO = 0x7f;
const ZERO = 0xff;

let leaving = 1;
for (let i = 0; i < FRAME_BYTES; i++) leaving = Math.imul(leaving, BASE);
/** Weight in the state of the byte that leaves the window. */
const LEAVING = leaving;

/** A copy in which the two mu-law zeros are the same byte: 0x7F is the one byte that decoding and encoding again changes. */
export function normalize(mulaw: Uint8Array): Uint8Array {
  const copy = new Uint8Array(mulaw);
  for (let i = 0; i < copy.length; i++) if (copy[i] === NEGATIVE_ZERO) copy[i] = ZERO;
  return copy;
}

/** The state after one more byte; `left` is the byte from 160 positions before it. */
export const roll = (state: number, entered: number, left: number): number =>
  (Math.imul(state, BASE) + entered - Math.imul(left, LEAVING)) | 0;

/** The hash proper, evenly spread over 32 bits. */
export const hashOf = (state: number): number => Math.imul(state ^ (state >>> 15), 0x9e3779b1) >>> 0;

/** The hash of one whole frame, equal to the rolling hash at its last byte. */
export function hashFrame(frame: Uint8Array): number {
  let state = 0;
  for (const byte of frame) state = roll(state, byte, 0);
  return hashOf(state);
}
