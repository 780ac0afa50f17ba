/** The resampler between the synthesizer’s rates and the telephone’s 8 kHz. */
import { describe, expect, it } from 'vitest';
import { toTelephoneRate } from '../../../sandbox/voice/resample.ts';

describe('resampling to the telephone', () => {
  const tone = (hz: number) =>
    Int16Array.from({ length: 16_000 }, (_, at) =>
      Math.round(10_000 * Math.sin((2 * Math.PI * hz * at) / 16_000)),
    );
  /** Level of a tone after resampling, in dB, away from the ends. */
  const gainDb = (hz: number) => {
    const inside = toTelephoneRate(tone(hz), 16_000).subarray(400, 7_600);
    const rms = Math.sqrt(inside.reduce((sum, sample) => sum + sample ** 2, 0) / inside.length);
    return 20 * Math.log10((rms * Math.SQRT2) / 10_000);
  };

  it('keeps speech and halves the samples', () => {
    expect(toTelephoneRate(tone(1_000), 16_000)).toHaveLength(8_000);
    expect(gainDb(300)).toBeCloseTo(0, 1);
    expect(gainDb(3_000)).toBeGreaterThan(-0.5);
  });

  it('removes what would fold back into speech', () => {
    expect(gainDb(4_500)).toBeLessThan(-80);
    expect(gainDb(6_000)).toBeLessThan(-80);
  });

  it('refuses a rate that is no multiple of 8000 Hz', () => {
    expect(() => toTelephoneRate(tone(300), 22_050)).toThrow('22050 Hz');
  });
});
