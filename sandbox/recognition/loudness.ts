/**
 * Distinguishes audible sound from the near-silence between words, by level.
 * Whether the sound is speech is Silero's judgement.
 */
import { decodeSample } from '../../actors/audio/mulaw.ts';

/** RMS of 16-bit samples, about -54 dBFS. The pauses inside synthesised speech stay below 50. */
const AUDIBLE_RMS = 64;
/** 8 ms at 8 kHz. */
const BLOCK_SAMPLES = 64;

const ENERGY = Float64Array.from({ length: 256 }, (_, byte) => decodeSample(byte) ** 2);

/** Whether these mu-law bytes are loud enough to be heard. */
export function isAudible(mulaw: Uint8Array): boolean {
  let energy = 0;
  for (const byte of mulaw) energy += ENERGY[byte] as number;
  return energy >= AUDIBLE_RMS ** 2 * mulaw.length;
}

/** Where the sound in `mulaw` ends, in samples from its start, to the nearest 8 ms; 0 when there is none. */
export function audibleEnd(mulaw: Uint8Array): number {
  for (let end = mulaw.length; end > 0; end -= BLOCK_SAMPLES) {
    if (isAudible(mulaw.subarray(Math.max(0, end - BLOCK_SAMPLES), end))) return end;
  }
  return 0;
}
