/** The frequencies that the phone’s resampler lets through, at every rate that sound cards run at. */
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../web/phone/mulaw.ts';
import { Resampler } from '../../../web/phone/resampler.ts';
import { RATES, tone } from './tone.ts';

function resample(samples: Float32Array, fromHz: number, toHz: number): number[] {
  const resampler = new Resampler(fromHz, toHz);
  const output: number[] = [];
  for (const sample of samples) {
    resampler.write(sample);
    while (!resampler.needsInput) output.push(resampler.read());
  }
  return output;
}

/** Power of everything, and of one frequency, without the filter's run-in. */
function measure(samples: readonly number[], hz: number, rateHz: number) {
  const steady = samples.slice(Math.round(rateHz * 0.1), Math.round(rateHz * 0.9));
  let [sine, cosine, power] = [0, 0, 0];
  steady.forEach((sample, n) => {
    const angle = (2 * Math.PI * hz * n) / rateHz;
    sine += sample * Math.sin(angle);
    cosine += sample * Math.cos(angle);
    power += sample * sample;
  });
  const { length } = steady;
  return { power: power / length, tonePower: (2 * (sine * sine + cosine * cosine)) / (length * length) };
}

const decibels = (ratio: number): number => 10 * Math.log10(ratio);

const POWER_IN = 0.125;

describe.each(RATES)('from %i Hz to the telephone', (rateHz) => {
  const through = (hz: number) => resample(tone(hz, rateHz), rateHz, SAMPLE_RATE_HZ);

  it('keeps the level of speech', () => {
    for (const hz of [200, 1_000, 2_500, 3_300]) {
      const { tonePower } = measure(through(hz), hz, SAMPLE_RATE_HZ);
      expect(Math.abs(decibels(tonePower / POWER_IN))).toBeLessThan(0.5);
    }
  });

  it('lets nothing fold back into it', () => {
    for (const hz of [4_050, 4_500, 5_000, 7_000, 9_000, 15_000].filter((hz) => hz < rateHz / 2)) {
      expect(decibels(measure(through(hz), hz, SAMPLE_RATE_HZ).power / POWER_IN)).toBeLessThan(-55);
    }
  });

  it('adds nothing to a tone', () => {
    const { power, tonePower } = measure(through(1_000), 1_000, SAMPLE_RATE_HZ);
    expect(decibels(Math.max(power - tonePower, 1e-12) / power)).toBeLessThan(-60);
  });
});

describe.each(RATES)('from the telephone to %i Hz', (rateHz) => {
  it('keeps the level of speech and adds no images of it', () => {
    for (const hz of [200, 1_000, 2_500, 3_300]) {
      const output = resample(tone(hz, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ, rateHz);
      const { power, tonePower } = measure(output, hz, rateHz);
      expect(Math.abs(decibels(tonePower / POWER_IN))).toBeLessThan(0.5);
      expect(decibels(Math.max(power - tonePower, 1e-12) / power)).toBeLessThan(-55);
    }
  });

  it('gives exactly as many samples as the time they last', () => {
    const output = resample(tone(1_000, SAMPLE_RATE_HZ, 2), SAMPLE_RATE_HZ, rateHz);
    expect(Math.abs(output.length - 2 * rateHz)).toBeLessThan(rateHz / SAMPLE_RATE_HZ);
  });
});
