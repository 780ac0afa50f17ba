import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS, silence } from '../../../../actors/audio/mulaw.ts';
import { LEAD_MS, MESSAGE_MS, RealTimeAudio } from '../../../../actors/providers/assemblyai/audio.ts';

/** Sound that is not digital silence; `pitch` distinguishes stretches. */
const sound = (ms: number, pitch = 0x55): Uint8Array => new Uint8Array(ms * BYTES_PER_MS).fill(pitch);

let clock: SimulatedClock;
let sent: { readonly audio: Uint8Array; readonly atMs: number }[];
let stream: RealTimeAudio;

beforeEach(() => {
  clock = new SimulatedClock();
  sent = [];
  stream = new RealTimeAudio(clock, (audio) => sent.push({ audio, atMs: clock.now() }));
});

const sentMs = () => sent.reduce((ms, { audio }) => ms + audio.length / BYTES_PER_MS, 0);
/** Lets time pass in small steps. */
function pass(ms: number, onStep = () => {}): void {
  for (let passed = 0; passed < ms; passed += 20) {
    clock.increment(20);
    onStep();
  }
}
/** Live audio: 20 ms every 20 ms. */
const live = (ms: number, speak = sound) => pass(ms, () => stream.add(speak(20)));

describe('audio for AssemblyAI', () => {
  it.each([1, 160, 639, 640, 8_000, 12_345])(
    'goes out in messages of 80 ms, none lost, when it comes %i bytes at a time',
    (chunkBytes) => {
      const given = Uint8Array.from({ length: 16_000 }, (_, i) => i % 251);
      for (let at = 0; at < given.length; at += chunkBytes) stream.add(given.subarray(at, at + chunkBytes));
      pass(3_000);
      expect(new Set(sent.map(({ audio }) => audio.length))).toEqual(new Set([MESSAGE_MS * BYTES_PER_MS]));
      expect(Buffer.concat(sent.map(({ audio }) => audio))).toEqual(Buffer.from(given));
    },
  );

  it('passes a live caller on at once', () => {
    live(2_000);
    expect(sentMs()).toBe(2_000);
    expect(sent.every(({ atMs }, i) => atMs <= (i + 1) * MESSAGE_MS)).toBe(true);
  });

  it('sends a backlog no faster than it was spoken, a lead apart, and what follows behind it', () => {
    stream.add(sound(2_000));
    expect(sentMs()).toBeLessThanOrEqual(LEAD_MS);
    expect(sentMs()).toBeGreaterThan(LEAD_MS - MESSAGE_MS);
    live(3_000);
    for (const [i, { atMs }] of sent.entries())
      expect((i + 1) * MESSAGE_MS - atMs).toBeLessThanOrEqual(LEAD_MS);
    expect(sentMs()).toBeGreaterThan(3_000 + LEAD_MS - MESSAGE_MS);
    pass(1_500);
    expect(sentMs()).toBe(2_000 + 3_000 - (5_000 % MESSAGE_MS));
  });

  it('makes up at once for time in which nothing came', () => {
    stream.add(sound(MESSAGE_MS));
    pass(1_000);
    stream.add(sound(960));
    expect(sentMs()).toBe(1_040);
  });

  it('leaves digital silence out of a backlog, but for 80 ms of each pause, and so catches up', () => {
    stream.add(sound(960, 1));
    stream.add(silence(800));
    stream.add(sound(240, 2));
    pass(2_000);
    const pitches = sent.map(({ audio }) => audio[0]);
    expect(pitches).toEqual([...Array(12).fill(1), 0xff, 2, 2, 2]);
    expect(sent.at(-1)?.atMs).toBe(2_000 - 720 - LEAD_MS);
  });

  it('leaves nothing out while it keeps up', () => {
    live(2_000, silence);
    expect(sentMs()).toBe(2_000);
  });

  it('knows where in the caller’s audio a place in the vendor’s stream is', () => {
    stream.add(sound(960, 1));
    stream.add(silence(800));
    stream.add(sound(240, 2));
    pass(2_000);
    expect(stream.givenAt(500)).toBe(500);
    expect(stream.givenAt(960)).toBe(960);
    expect(stream.givenAt(1_040)).toBe(1_040);
    expect(stream.givenAt(1_041)).toBe(1_761);
    expect(stream.givenAt(1_280)).toBe(2_000);
  });

  it('sends nothing more once it is stopped', () => {
    stream.add(sound(2_000));
    const before = sent.length;
    stream.stop();
    pass(3_000);
    expect(sent).toHaveLength(before);
  });
});
