/**
 * The phone's audio without a browser: what its filters let through, its mu-law, its frames, and when its marks are due.
 */
import { describe, expect, it } from 'vitest';
import * as server from '../../../actors/audio/mulaw.ts';
import { CallerFrames } from '../../../web/phone/caller-frames.ts';
import {
  decodeSample,
  encodeSample,
  FRAME_BYTES,
  FRAME_MS,
  SAMPLE_RATE_HZ,
} from '../../../web/phone/mulaw.ts';
import { Playout } from '../../../web/phone/playout.ts';
import { Resampler } from '../../../web/phone/resampler.ts';

/** What sound cards run at. */
const RATES = [8_000, 16_000, 22_050, 44_100, 48_000, 96_000];

const tone = (hz: number, rateHz: number, seconds = 1, amplitude = 0.5) =>
  Float32Array.from(
    { length: rateHz * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rateHz),
  );

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

  it('keeps the level of a voice', () => {
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
  it('keeps the level of a voice and adds no images of it', () => {
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

describe('the page’s mu-law', () => {
  it('is the server’s, code by code and sample by sample', () => {
    for (let byte = 0; byte < 256; byte++) expect(decodeSample(byte)).toBe(server.decodeSample(byte));
    const differing = [];
    for (let sample = -32_768; sample <= 32_767; sample++)
      if (encodeSample(sample) !== server.encodeSample(sample)) differing.push(sample);
    expect(differing).toEqual([]);
    expect([SAMPLE_RATE_HZ, FRAME_MS, FRAME_BYTES]).toEqual([
      server.SAMPLE_RATE_HZ,
      server.FRAME_MS,
      server.FRAME_BYTES,
    ]);
  });
});

describe('the caller’s frames', () => {
  const framesOf = (samples: Float32Array, rateHz: number, blockSamples = 128) => {
    const frames: { audio: Uint8Array; rms: number }[] = [];
    const caller = new CallerFrames(rateHz, (audio, rms) => frames.push({ audio, rms }));
    for (let at = 0; at < samples.length; at += blockSamples)
      caller.hear(samples.subarray(at, at + blockSamples));
    return frames;
  };

  it.each(RATES)('come at %i Hz every 20 ms, 160 bytes each', (rateHz) => {
    const frames = framesOf(tone(440, rateHz, 3), rateHz);
    expect(frames.length).toBeGreaterThanOrEqual(149);
    expect(frames.length).toBeLessThanOrEqual(150);
    expect(new Set(frames.map(({ audio }) => audio.length))).toEqual(new Set([FRAME_BYTES]));
    expect(new Set(frames.map(({ audio }) => audio)).size).toBe(frames.length);
  });

  it('are the same however the microphone cuts its blocks', () => {
    const samples = tone(700, 44_100, 0.5);
    expect(framesOf(samples, 44_100, 441)).toEqual(framesOf(samples, 44_100, 128));
  });

  it('say how loud they are', () => {
    const frames = framesOf(tone(1_000, 48_000), 48_000);
    expect(frames[20]?.rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
  });

  it('are silent for a silent microphone, and bounded for a deafening one', () => {
    const [silent] = framesOf(new Float32Array(960), 48_000);
    expect(new Set(silent?.audio)).toEqual(new Set([server.SILENCE]));
    const loud = framesOf(tone(1_000, 48_000, 1, 9), 48_000).at(-1);
    expect(Math.max(...server.decodeMulaw(loud?.audio ?? new Uint8Array()))).toBe(32_124);
    expect(loud?.rms).toBeLessThanOrEqual(1);
  });
});

describe('the agent’s playout', () => {
  const RATE = 48_000;
  const BLOCK = 128;
  const speech = (ms: number) =>
    server.encodeMulaw(
      Int16Array.from(tone(600, SAMPLE_RATE_HZ, ms / 1_000), (sample) => Math.round(sample * 32_767)),
    );

  function startPlayout() {
    const playout = new Playout(RATE);
    const output: number[] = [];
    /** Each mark with when it was due, in ms of output. */
    const echoes: [string, number][] = [];
    return {
      playout,
      output,
      echoes,
      plays(ms: number) {
        for (let left = (ms * RATE) / 1_000; left > 0; left -= BLOCK) {
          const block = new Float32Array(BLOCK);
          const names = playout.fill(block);
          output.push(...block);
          for (const name of names) echoes.push([name, (output.length * 1_000) / RATE]);
        }
      },
    };
  }
  /** How long there was sound, in ms. */
  const soundMs = (output: readonly number[]) => {
    const sounds = output.map((sample) => Math.abs(sample) > 0.01);
    return ((sounds.lastIndexOf(true) - sounds.indexOf(true)) * 1_000) / RATE;
  };

  it('is silence while there is nothing to play', () => {
    const { output, plays, playout } = startPlayout();
    plays(100);
    expect(output.every((sample) => sample === 0)).toBe(true);
    expect([playout.playedSamples, playout.takeRms()]).toEqual([0, 0]);
  });

  it('plays what it is given at the pace of the line, and then no more', () => {
    const { output, plays, playout } = startPlayout();
    for (let frame = 0; frame < 10; frame++)
      playout.play(speech(200).subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
    plays(100);
    expect(playout.takeRms()).toBeCloseTo(0.5 / Math.SQRT2, 1);
    plays(400);
    expect(soundMs(output)).toBeGreaterThan(195);
    expect(soundMs(output)).toBeLessThan(206);
    expect(playout.playedSamples).toBe(1_600);
  });

  it('tells a mark when all audio before it was heard, through filter and loudspeaker', () => {
    const { echoes, plays, playout } = startPlayout();
    playout.mark('begin', 0);
    playout.play(speech(100));
    playout.mark('middle', 0);
    playout.play(speech(100));
    playout.mark('end', 50);
    plays(400);
    expect(echoes.map(([name]) => name)).toEqual(['begin', 'middle', 'end']);
    const [begin = 0, middle = 0, end = 0] = echoes.map(([, atMs]) => atMs);
    expect(begin).toBeLessThan(5);
    expect(Math.abs(middle - 103)).toBeLessThan(3);
    expect(Math.abs(end - 253)).toBeLessThan(3);
  });

  it('tells a mark at once when nothing is left to be heard', () => {
    const { echoes, plays, playout } = startPlayout();
    playout.play(speech(20));
    plays(200);
    playout.mark('late', 0);
    plays(BLOCK / 48);
    expect(echoes).toHaveLength(1);
  });

  it('never tells marks out of their order', () => {
    const { echoes, plays, playout } = startPlayout();
    playout.play(speech(20));
    playout.mark('slow', 200);
    playout.mark('fast', 0);
    plays(400);
    expect(echoes.map(([name]) => name)).toEqual(['slow', 'fast']);
  });

  it('is silent within a few milliseconds of a clear, and gives back every mark that waits', () => {
    const { output, echoes, plays, playout } = startPlayout();
    playout.play(speech(20));
    playout.mark('reached', 500);
    playout.play(speech(500));
    playout.mark('waiting', 0);
    plays(100);
    const cutAt = output.length;
    expect(playout.clear()).toEqual(['reached', 'waiting']);
    plays(600);
    expect(soundMs(output.slice(cutAt))).toBeLessThan(7);
    expect(echoes).toEqual([]);
    expect(playout.clear()).toEqual([]);

    playout.play(speech(40));
    playout.mark('next', 0);
    plays(100);
    expect(echoes.map(([name]) => name)).toEqual(['next']);
  });
});
