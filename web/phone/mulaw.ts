/**
 * G.711 mu-law for the page, like actors/audio/mulaw.ts for the server. A test checks that the two are equal.
 */
export const SAMPLE_RATE_HZ = 8_000;
export const FRAME_MS = 20;
/** Bytes in one 20 ms frame. */
export const FRAME_BYTES = (FRAME_MS * SAMPLE_RATE_HZ) / 1_000;

const BIAS = 132;
const CLIP = 32_635;

/** One byte as a 16-bit sample, -32,124 to 32,124. */
export function decodeSample(byte: number): number {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 15) << 3) + BIAS) << ((inverted >> 4) & 7);
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

/** One 16-bit sample as a byte; louder than 32,635 is clipped. */
export function encodeSample(sample: number): number {
  const negative = sample < 0;
  const magnitude = Math.min(negative ? -sample : sample, CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((negative ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
