/** The frames of 20 ms that the page makes of the microphone’s blocks. */
import { describe, expect, it } from 'vitest';
import * as server from '../../../actors/audio/mulaw.ts';
import { CallerFrames } from '../../../web/phone/caller-frames.ts';
import { FRAME_BYTES } from '../../../web/phone/mulaw.ts';
import { RATES, tone } from './tone.ts';

describe('the caller’s frames', () => {
  const framesOf = (samples: Float32Array, rateHz: number, blockSamples = 128) => {
    const frames: { audio: Uint8Array; rms: number }[] = [];
    const caller = new CallerFrames(rateHz, (audio, rms) => frames.push({ audio, rms }));
    for (let at = 0; at < samples.length; at += blockSamples)
      caller.add(samples.subarray(at, at + blockSamples));
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

  it('are silent for a silent microphone, and bounded for a very loud one', () => {
    const [silent] = framesOf(new Float32Array(960), 48_000);
    expect(new Set(silent?.audio)).toEqual(new Set([server.SILENCE]));
    const loud = framesOf(tone(1_000, 48_000, 1, 9), 48_000).at(-1);
    expect(Math.max(...server.decodeMulaw(loud?.audio ?? new Uint8Array()))).toBe(32_124);
    expect(loud?.rms).toBeLessThanOrEqual(1);
  });
});
