import { describe, expect, it } from 'vitest';
import { AudioTimes } from '../../../actors/stt/audio-times.ts';

const FRAME_MS = 20;
const frame = (atMs: number, endMs = 0) => ({ audio: new Uint8Array(160), atMs, endMs });
const at = (times: AudioTimes, vendorMs: number) => times.momentOf(vendorMs)?.atMs;

describe('call time of a position in the audio', () => {
  it('is when the frame that holds it arrived', () => {
    const times = new AudioTimes();
    for (let i = 0; i < 50; i++) times.add(frame(1_000 + i * FRAME_MS));

    expect(at(times, 1)).toBe(1_000);
    expect(at(times, 20)).toBe(1_000);
    expect(at(times, 21)).toBe(1_020);
    expect(at(times, 1_000)).toBe(1_980);
  });

  it('follows arrival, not pace, when audio came in a burst', () => {
    const times = new AudioTimes();
    for (let i = 0; i < 10; i++) times.add(frame(500));
    times.add(frame(700));

    expect(at(times, 100)).toBe(500);
    expect(at(times, 210)).toBe(700);
  });

  it('is unknown for audio that has not come', () => {
    const times = new AudioTimes();
    expect(at(times, 0)).toBeUndefined();
    times.add(frame(0));
    expect(at(times, 21)).toBeUndefined();
  });

  it('is unknown when the vendor gives no time', () => {
    const times = new AudioTimes();
    times.add(frame(0));
    expect(times.momentOf(undefined)).toBeUndefined();
  });

  it('stays right in a call of hours', () => {
    const times = new AudioTimes();
    const frames = 20_000;
    for (let i = 0; i < frames; i++) times.add(frame(i * FRAME_MS));
    const endMs = frames * FRAME_MS;
    expect(at(times, endMs)).toBe(endMs - FRAME_MS);
    expect(at(times, endMs - 10_000)).toBe(endMs - 10_000 - FRAME_MS);
  });

  it('is unknown for audio too long ago to be remembered', () => {
    const times = new AudioTimes();
    for (let i = 0; i < 20_000; i++) times.add(frame(i * FRAME_MS));
    expect(at(times, 1_000)).toBeUndefined();
  });
});

describe('where the audio ends that a vendor was sent', () => {
  it('is where its last frame ends in the caller’s audio, whatever was kept from the vendor before', () => {
    const times = new AudioTimes();
    expect(times.sentUpToMs).toBe(0);
    times.add(frame(0, 20));
    times.add(frame(5_000, 5_020));
    expect(times.sentUpToMs).toBe(5_020);
    expect(times.momentOf(30)).toEqual({ atMs: 5_000, positionMs: 5_010 });
  });
});
