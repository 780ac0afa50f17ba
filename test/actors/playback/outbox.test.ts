import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { FRAME_BYTES, SILENCE } from '../../../actors/audio/mulaw.ts';
import { Outbox } from '../../../actors/playback/outbox.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { FakeLine } from '../../helpers/fakes/fake-line.ts';
import { sound, startLine } from '../../helpers/start/start-line.ts';
import { advance } from '../../helpers/time/advance.ts';

describe('the outbox', () => {
  it('sends frames of 20 ms whatever the size of what it is given', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    for (const bytes of [1, 159, 160, 161, 7, 1_000, 312])
      outbox.write(1, new Uint8Array(bytes).fill(bytes % 251));
    waits(1_000);

    expect(line.frames.every(({ length }) => length === FRAME_BYTES)).toBe(true);
    expect(line.frames).toHaveLength(Math.floor((1 + 159 + 160 + 161 + 7 + 1_000 + 312) / FRAME_BYTES));
  });

  it('keeps every byte, in order', () => {
    const { outbox, line, begins, waits } = startLine();
    const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);
    begins(1);
    for (let at = 0; at < bytes.length; at += 333) outbox.write(1, bytes.subarray(at, at + 333));
    outbox.end(1);
    waits(2_000);

    expect(Buffer.concat(line.frames).subarray(0, bytes.length)).toEqual(Buffer.from(bytes));
  });

  it('fills a last frame that is not full with silence, and drops nothing of it', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    outbox.write(1, sound(20));
    outbox.write(1, new Uint8Array(10).fill(7));
    outbox.end(1);
    waits(100);

    expect(line.frames).toHaveLength(2);
    expect(line.frames[1]?.subarray(0, 10)).toEqual(new Uint8Array(10).fill(7));
    expect(line.frames[1]?.subarray(10)).toEqual(new Uint8Array(150).fill(SILENCE));
  });

  it('holds an unfinished frame back until more comes', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    outbox.write(1, new Uint8Array(100));
    waits(500);
    expect(line.frames).toHaveLength(0);

    outbox.write(1, new Uint8Array(60));
    expect(line.frames).toHaveLength(1);
  });

  it('stays ahead of the caller’s ear by its lead and not more than a frame further', () => {
    const { outbox, line, begins, waits } = startLine({ leadMs: 300 });
    begins(1);
    outbox.write(1, sound(5_000));
    for (let ms = 0; ms < 4_600; ms++) {
      waits(1);
      expect(line.queuedMs()).toBeLessThanOrEqual(320);
      expect(line.queuedMs()).toBeGreaterThan(0);
    }
    expect(line.gapsMs(1).every((gap) => gap === 0)).toBe(true);
  });

  it('sends what comes late at once', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    outbox.write(1, sound(100));
    waits(400);
    expect(line.frames).toHaveLength(5);

    outbox.write(1, sound(40));
    expect(line.frames).toHaveLength(7);
  });

  it('waits while the socket does not read, and goes on when it does', () => {
    const { line, says, waits, reported } = startLine();
    line.unsentBytes = 65 * 1024;
    says(1, 400);
    waits(1_000);
    expect(line.frames).toHaveLength(0);

    line.unsentBytes = 0;
    waits(1_000);
    expect(line.frames).toHaveLength(20);
    expect(reported).toEqual(['heard 1', 'finished 1 true']);
  });

  it('is heard without a gap by an event loop that is 200 ms late', () => {
    const clock = new SimulatedClock();
    const line = new FakeLine(clock);
    const lateClock: CallClock = {
      now: () => clock.now(),
      setTimeout: (fn, ms) => clock.setTimeout(fn, ms + 200),
      clearTimeout: (id) => clock.clearTimeout(id),
    };
    const outbox = new Outbox({ clock: lateClock, line });
    outbox.begin(1, { onSent: () => {}, onSentAll: () => {}, onHeard: () => {}, onFinished: () => {} });
    outbox.write(1, sound(3_000));
    outbox.end(1);

    advance(clock, 3_000);

    expect(line.playedMs(1)).toBe(3_000);
    expect(line.gapsMs(1).every((gap) => gap === 0)).toBe(true);
  });

  it('sends nothing after it was closed', () => {
    const { outbox, line, says, waits, begins, reported } = startLine();
    says(1, 2_000);
    const before = [...line.sent];

    outbox.close();
    outbox.write(1, sound(100));
    begins(2);
    outbox.write(2, sound(100));
    waits(5_000);

    expect(line.sent).toEqual(before);
    expect(reported.filter((what) => what.startsWith('finished'))).toEqual([]);
  });

  it('remembers what was heard when it was closed, less what was then on its way', () => {
    const { outbox, line, says, waits } = startLine({ latencyMs: 40 });
    says(1, 2_000);
    waits(500);

    outbox.close();
    waits(1_000);

    expect(outbox.heardMs(1)).toBe(500 - 80);
    expect(line.playedMs(1)).toBeGreaterThanOrEqual(420);
  });

  it('plays one generation at a time: a new one silences the old', () => {
    const { line, says, waits } = startLine();
    says(1, 2_000);
    waits(100);
    says(2, 200);
    waits(2_000);

    expect(line.sent.filter((what) => what === 'clear')).toHaveLength(1);
    expect(line.playedMs(1)).toBe(100);
    expect(line.playedMs(2)).toBe(200);
  });

  it('does not clear the line for a generation that follows one heard to its end', () => {
    const { line, says, waits } = startLine();
    says(1, 200);
    waits(400);
    says(2, 200);
    waits(400);

    expect(line.sent).not.toContain('clear');
    expect(line.playedMs(2)).toBe(200);
  });
});
