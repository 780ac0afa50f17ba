import { describe, expect, it } from 'vitest';
import {
  decodeMulaw,
  decodeSample,
  encodeMulaw,
  encodeSample,
  FRAME_BYTES,
  FRAME_MS,
  SILENCE,
  silence,
} from '../../../actors/audio/mulaw.ts';

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

describe('mu-law', () => {
  it.each([
    [0, 0xff],
    [-1, 0x7f],
    [32_767, 0x80],
    [-32_768, 0x00],
    [1_000, 0xce],
    [-1_000, 0x4e],
  ])('writes %i as byte %i', (sample, byte) => {
    expect(encodeSample(sample)).toBe(byte);
  });

  it.each([
    [0xff, 0],
    [0x7f, 0],
    [0x80, 32_124],
    [0x00, -32_124],
    [0xfe, 8],
    [0x7e, -8],
    [0xce, 988],
    [0x01, -31_100],
    [0x02, -30_076],
    [0x03, -29_052],
  ])('reads byte %i as %i', (byte, sample) => {
    expect(decodeSample(byte) + 0).toBe(sample);
  });

  it('survives being read and written again, but for the negative zero', () => {
    const changed = BYTES.filter((byte) => encodeSample(decodeSample(byte)) !== byte);
    expect(changed).toEqual([0x7f]);
  });

  it('has no bias: its 256 values add up to nothing', () => {
    expect(BYTES.reduce((sum, byte) => sum + decodeSample(byte), 0)).toBe(0);
  });

  it('gets no sample more wrong than its step allows', () => {
    for (let sample = -32_635; sample <= 32_635; sample += 7) {
      const error = Math.abs(decodeSample(encodeSample(sample)) - sample);
      expect(error).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 16));
    }
  });

  it('grows with the sound', () => {
    let last = -Infinity;
    for (let sample = -32_768; sample <= 32_767; sample += 5) {
      const read = decodeSample(encodeSample(sample));
      expect(read).toBeGreaterThanOrEqual(last);
      last = read;
    }
  });

  it('reads and writes whole buffers as it does samples', () => {
    const samples = decodeMulaw(Uint8Array.from(BYTES));
    expect([...samples]).toEqual(BYTES.map((byte) => decodeSample(byte) + 0));
    expect([...encodeMulaw(samples)]).toEqual(BYTES.map((byte) => (byte === 0x7f ? 0xff : byte)));
  });
});

describe('silence', () => {
  it('is 0xFF, not zero: a zero is the loudest sound there is', () => {
    expect(silence(FRAME_MS)).toEqual(new Uint8Array(FRAME_BYTES).fill(SILENCE));
    expect(decodeSample(SILENCE)).toBe(0);
    expect(decodeSample(0)).toBe(-32_124);
  });
});
