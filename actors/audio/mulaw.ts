/**
 * G.711 mu-law, the telephone's 8-bit samples at 8 kHz. Silence is 0xFF: a zero-filled buffer is a loud click.
 */
export const SAMPLE_RATE_HZ = 8_000;
export const BYTES_PER_MS = SAMPLE_RATE_HZ / 1_000;
export const FRAME_MS = 20;
/** Bytes in one 20 ms frame. */
export const FRAME_BYTES = FRAME_MS * BYTES_PER_MS;
export const SILENCE = 0xff;

const BIAS = 132;
const CLIP = 32_635;

const DECODE = Int16Array.from({ length: 256 }, (_, byte) => {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 15) << 3) + BIAS) << ((inverted >> 4) & 7);
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS;
});

/** One byte as a 16-bit sample, -32,124 to 32,124. */
export const decodeSample = (byte: number): number => DECODE[byte & 0xff] ?? 0;

/** One 16-bit sample as a byte; louder than 32,635 is clipped. */
export function encodeSample(sample: number): number {
  const negative = sample < 0;
  const magnitude = Math.min(negative ? -sample : sample, CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((negative ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

export function decodeMulaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODE[bytes[i] as number] as number;
  return samples;
}

export function encodeMulaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = encodeSample(samples[i] as number);
  return bytes;
}

/** `ms` of silence. */
export const silence = (ms: number): Uint8Array => new Uint8Array(ms * BYTES_PER_MS).fill(SILENCE);
