/** A speech that is held and taken up again: nothing is left out, and only what was cut is said twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_BYTES, SILENCE } from '../../../../actors/audio/mulaw.ts';
import { sound, startLine } from '../../../helpers/start/start-line.ts';

/** Frames whose bytes are their numbers: 1, 2, 3, … */
const numbered = (frames: number): Uint8Array => {
  const audio = new Uint8Array(frames * FRAME_BYTES);
  for (let i = 0; i < frames; i++) audio.fill(i + 1, i * FRAME_BYTES, (i + 1) * FRAME_BYTES);
  return audio;
};
const numbersOf = (frames: readonly Uint8Array[]): number[] => frames.map(([first]) => first as number);

describe('a speech that is held', () => {
  it('is silent at once: what the carrier has is cleared, and nothing follows', () => {
    const { outbox, line, says, waits } = startLine();
    says(1, 2_000);
    waits(500);
    outbox.hold(1, 400);
    const sent = line.frames.length;

    expect(line.sent.at(-1)).toBe('clear');
    waits(5_000);
    expect(line.frames).toHaveLength(sent);
    expect(outbox.heardMs(1)).toBe(500);
  });

  it('goes on from the given place, as another take, to its end', () => {
    const { outbox, line, begins, waits, reported, marks } = startLine();
    begins(1);
    outbox.write(1, numbered(100));
    outbox.end(1);
    waits(1_000);
    outbox.hold(1, 815);
    const before = line.frames.length;
    waits(2_000);
    outbox.resume(1);
    waits(3_000);

    const again = numbersOf(line.frames.slice(before));
    expect(again).toEqual(Array.from({ length: 60 }, (_, i) => 41 + i));
    expect(marks().filter((name) => name.startsWith('g1.2:'))).toEqual([
      ...['g1.2:800', 'g1.2:1000', 'g1.2:1200', 'g1.2:1400', 'g1.2:1600', 'g1.2:1800', 'g1.2:end'],
    ]);
    expect(reported.at(-1)).toBe('finished 1 true');
    expect(outbox.heardMs(1)).toBe(2_000);
  });

  it('takes what is made meanwhile, and sends it in order when it goes on', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    const audio = numbered(60);
    outbox.write(1, audio.subarray(0, 20 * FRAME_BYTES));
    waits(200);
    outbox.hold(1, 100);
    outbox.write(1, audio.subarray(20 * FRAME_BYTES));
    outbox.end(1);
    const before = line.frames.length;
    outbox.resume(1);
    waits(3_000);

    expect(numbersOf(line.frames.slice(before))).toEqual(Array.from({ length: 55 }, (_, i) => 6 + i));
  });

  it('is not moved by echoes of the take that was cleared', () => {
    const { outbox, says, waits, reported } = startLine({ latencyMs: 40 });
    says(1, 2_000);
    waits(700);
    outbox.hold(1, 400);
    outbox.resume(1);
    const place = outbox.placeMs(1);
    outbox.onMark('g1:600');
    outbox.onMark('g1:end');

    expect(place).toBe(400);
    expect(outbox.placeMs(1)).toBe(400);
    expect(reported).not.toContain('finished 1 true');
  });

  it('has been heard as far as before, although its next take is silenced before it has come so far', () => {
    const { outbox, says, waits } = startLine({ latencyMs: 40 });
    says(1, 2_000);
    waits(700);
    outbox.hold(1, 400);
    waits(1_000);
    outbox.resume(1);
    waits(120);
    outbox.silence(1);

    expect(outbox.heardMs(1)).toBe(700);
  });

  it('counts as heard what the caller’s ear had received, when it is silenced for good', () => {
    const { outbox, line, says, waits } = startLine();
    says(1, 2_000);
    waits(730);
    outbox.hold(1, 600);
    const sent = [...line.sent];
    outbox.silence(1);
    outbox.resume(1);
    waits(2_000);

    expect(outbox.heardMs(1)).toBe(730);
    expect(line.sent).toEqual(sent);
  });

  it('can be held before its first frame, and then begins when it is taken up', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    outbox.hold(1, 0);
    outbox.write(1, sound(400));
    outbox.end(1);
    waits(500);
    expect(line.sent).toEqual([]);

    outbox.resume(1);
    waits(1_000);
    expect(line.playedMs(1)).toBe(400);
  });

  it('ends when nothing of it is left to be heard', () => {
    const { outbox, says, waits, reported } = startLine();
    says(1, 500);
    waits(500);
    outbox.hold(1, 500);
    outbox.resume(1);
    waits(1_500);
    expect(reported.at(-1)).toMatch(/^finished 1/);
  });

  it('reports for each take that everything was sent', () => {
    const { outbox, says, waits, sentAll } = startLine();
    says(1, 600);
    waits(400);
    expect(sentAll).toEqual([1]);
    outbox.hold(1, 300);
    outbox.resume(1);
    waits(1_000);
    expect(sentAll).toEqual([1, 1]);
  });

  it('leaves no timer, however it ends', () => {
    const { outbox, says, waits, clock } = startLine();
    says(1, 2_000);
    waits(300);
    outbox.hold(1, 200);
    outbox.close();
    outbox.resume(1);
    waits(10_000);
    expect(clock.now()).toBeGreaterThan(0);
    expect(outbox.heardMs(1)).toBe(300);
  });

  it('says every frame once or, where it was cut, again, whenever it is held and however it is made', () => {
    const hold = fc.record({ afterMs: fc.nat(700), backMs: fc.nat(400), forMs: fc.nat(3_000) });
    fc.assert(
      fc.property(
        fc.array(hold, { maxLength: 4 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(120),
        (holds, chunkFrames, latencyMs) => {
          const { outbox, line, begins, waits } = startLine({ latencyMs });
          const audio = numbered(100);
          begins(1);
          for (let at = 0; at < 100; at += chunkFrames)
            outbox.write(1, audio.subarray(at * FRAME_BYTES, (at + chunkFrames) * FRAME_BYTES));
          outbox.end(1);
          for (const { afterMs, backMs, forMs } of holds) {
            waits(afterMs);
            outbox.hold(1, outbox.placeMs(1) - backMs);
            waits(forMs);
            outbox.resume(1);
          }
          waits(10_000);
          const said = numbersOf(line.playedFrames()).filter((number) => number !== SILENCE);
          expect([...new Set(said)].sort((a, b) => a - b)).toEqual(
            Array.from({ length: 100 }, (_, i) => i + 1),
          );
          const jumps = said.filter((number, i) => i > 0 && number > (said[i - 1] as number) + 1);
          expect(jumps).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a back-off', () => {
  it('keeps a generation off the line until it is over, and loses nothing of it', () => {
    const { outbox, line, clock, says, waits } = startLine();
    outbox.restUntil(clock.now() + 700);
    says(1, 500);
    waits(690);
    expect(line.frames).toHaveLength(0);
    waits(20);
    expect(line.frames.length).toBeGreaterThan(0);
    waits(1_000);
    expect(line.playedMs(1)).toBe(500);
  });

  it('does not touch what is on the line', () => {
    const { outbox, line, clock, says, waits } = startLine();
    says(1, 1_000);
    waits(200);
    outbox.restUntil(clock.now() + 5_000);
    waits(1_500);
    expect(line.playedMs(1)).toBe(1_000);
  });
});
