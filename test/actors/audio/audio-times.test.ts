import { describe, expect, it } from 'vitest';
import { AudioTimes } from '../../../actors/audio/audio-times.ts';

const FRAME_MS = 20;

describe('call time of a position in the audio', () => {
  it('is when the frame that holds it arrived', () => {
    const times = new AudioTimes();
    for (let frame = 0; frame < 50; frame++) times.add(160, 1_000 + frame * FRAME_MS);

    expect(times.arrivalOf(1)).toBe(1_000);
    expect(times.arrivalOf(20)).toBe(1_000);
    expect(times.arrivalOf(21)).toBe(1_020);
    expect(times.arrivalOf(1_000)).toBe(1_980);
  });

  it('is told by arrival, not by pace, when audio came in a burst', () => {
    const times = new AudioTimes();
    for (let frame = 0; frame < 10; frame++) times.add(160, 500);
    times.add(160, 700);

    expect(times.arrivalOf(100)).toBe(500);
    expect(times.arrivalOf(210)).toBe(700);
  });

  it('is unknown for audio that has not come', () => {
    const times = new AudioTimes();
    expect(times.arrivalOf(0)).toBeUndefined();
    times.add(160, 0);
    expect(times.arrivalOf(21)).toBeUndefined();
  });

  it('stays right in a call of hours', () => {
    const times = new AudioTimes();
    const frames = 20_000;
    for (let frame = 0; frame < frames; frame++) times.add(160, frame * FRAME_MS);
    const endMs = frames * FRAME_MS;
    expect(times.arrivalOf(endMs)).toBe(endMs - FRAME_MS);
    expect(times.arrivalOf(endMs - 10_000)).toBe(endMs - 10_000 - FRAME_MS);
  });

  it('is unknown for audio too long ago to be remembered', () => {
    const times = new AudioTimes();
    for (let frame = 0; frame < 20_000; frame++) times.add(160, frame * FRAME_MS);
    expect(times.arrivalOf(1_000)).toBeUndefined();
  });
});
