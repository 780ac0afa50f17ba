/**
 * The outbox's estimate of what was heard, against what the carrier truly played.
 *
 * A silenced reply plays on until the `clear` has reached the carrier: all that was played by then was heard.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sound, startLine } from '../../../helpers/start/start-line.ts';

const FRAME_MS = 20;

describe('the heard position', () => {
  it('is exact while the line plays at its pace', () => {
    const { outbox, line, says, waits } = startLine();
    says(1, 1_500);
    for (let ms = 0; ms < 1_700; ms += 10) {
      expect(outbox.heardMs(1)).toBeGreaterThanOrEqual(line.playedMs(1) - 1);
      expect(outbox.heardMs(1)).toBeLessThanOrEqual(line.playedMs(1) + 1);
      waits(10);
    }
  });

  it('is nothing before the first frame', () => {
    const { outbox, begins } = startLine();
    expect(outbox.heardMs(1)).toBe(0);
    begins(1);
    expect(outbox.heardMs(1)).toBe(0);
  });

  it('is exact before any mark has come back', () => {
    const { outbox, line, says, waits } = startLine();
    line.loses('g1:0', 'g1:200');
    says(1, 1_000);
    waits(150);
    expect(outbox.heardMs(1)).toBe(line.playedMs(1));
  });

  it('stands still while the reply is made too slowly', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    outbox.write(1, sound(300));
    waits(900);
    expect(outbox.heardMs(1)).toBe(300);
    expect(line.playedMs(1)).toBe(300);

    outbox.write(1, sound(300));
    waits(100);
    expect(outbox.heardMs(1)).toBe(400);
    expect(line.playedMs(1)).toBe(400);
  });

  it.each([
    ['a ping before the reply has told that the carrier is far away', 345, [690, undefined]],
    ['a ping in the reply, before its first echo, has told so', 345, [undefined, 690]],
    ['a ping that something nearer has answered says nothing', 140, [3, 5]],
    ['no ping is answered, and the carrier is on another continent', 140, [undefined, undefined]],
  ])('of a silenced reply is exact when %s', (_, latencyMs, [before, during]) => {
    const { outbox, line, says, waits } = startLine({ latencyMs });
    if (before !== undefined) outbox.pinged(before);
    says(1, 3_000);
    waits(100);
    if (during !== undefined) outbox.pinged(during);
    waits(900);

    outbox.silence(1);
    waits(latencyMs);

    expect(Math.abs(outbox.heardMs(1) - line.playedMs(1))).toBeLessThanOrEqual(FRAME_MS);
  });

  it('is told by echoes, once there are any, and not by pings', () => {
    const { outbox, line, says, waits } = startLine({ latencyMs: 20 });
    says(1, 3_000);
    waits(500);
    outbox.pinged(900);
    waits(500);

    outbox.silence(1);
    waits(20);

    expect(Math.abs(outbox.heardMs(1) - line.playedMs(1))).toBeLessThanOrEqual(FRAME_MS);
  });

  it('falls back behind a carrier that stalls as soon as a mark shows it', () => {
    const { outbox, line, says, waits } = startLine();
    says(1, 3_000);
    waits(300);
    line.stalls(250);
    waits(700);

    expect(Math.abs(outbox.heardMs(1) - line.playedMs(1))).toBeLessThanOrEqual(60);
  });

  it('stands still at the last echo while the next is overdue', () => {
    const { outbox, line, says, waits } = startLine({ latencyMs: 20 });
    says(1, 3_000);
    waits(450);
    line.stalls(1_500);
    waits(600);
    expect(outbox.heardMs(1)).toBe(400);
    expect(line.playedMs(1)).toBeGreaterThanOrEqual(400);
  });

  it('is nothing while not even the first echo has come in time', () => {
    const { outbox, line, says, waits } = startLine({ latencyMs: 20 });
    line.stalls(1_500);
    says(1, 3_000);
    waits(700);
    expect(outbox.heardMs(1)).toBe(0);
  });

  it('distinguishes a carrier that begins late from a line with high latency', () => {
    const { outbox, line, says, waits } = startLine({ latencyMs: 20 });
    says(1, 400);
    waits(1_000);
    line.stalls(1_000);
    says(2, 3_000);
    waits(1_300);
    expect(line.playedMs(2)).toBeGreaterThan(200);
    expect(outbox.heardMs(2)).toBeLessThanOrEqual(line.playedMs(2) + 40);
  });

  it('is not held back by an old stall once a mark has confirmed more', () => {
    const { outbox, line, begins, waits } = startLine();
    begins(1);
    outbox.write(1, sound(600));
    waits(100);
    line.stalls(250);
    waits(900);

    expect(line.playedMs(1)).toBe(600);
    expect(outbox.heardMs(1)).toBe(600);
  });

  it.each([0, 20, 60, 120])(
    'of a silenced reply is what was played, %i ms away from the carrier',
    (latencyMs) => {
      for (const atMs of [30, 130, 330, 730, 1_250]) {
        const { outbox, line, says, waits } = startLine({ latencyMs });
        says(1, 2_000);
        waits(atMs);

        outbox.silence(1);
        waits(1_000);

        expect(outbox.heardMs(1)).toBeLessThanOrEqual(line.playedMs(1) + FRAME_MS);
        expect(outbox.heardMs(1)).toBeGreaterThanOrEqual(line.playedMs(1) - 60);
      }
    },
  );

  it('of a silenced reply is right on a line with a steady buffer of its own', () => {
    for (const atMs of [330, 730, 1_250]) {
      const { outbox, line, says, waits } = startLine({ latencyMs: 30 });
      says(1, 3_000);
      waits(40);
      line.stalls(100);
      waits(atMs);

      outbox.silence(1);
      waits(1_000);

      expect(outbox.heardMs(1)).toBeLessThanOrEqual(line.playedMs(1) + FRAME_MS);
      expect(outbox.heardMs(1)).toBeGreaterThanOrEqual(line.playedMs(1) - 60);
    }
  });

  const step = fc.record({
    bytes: fc.integer({ min: 0, max: 5_000 }),
    pauseMs: fc.integer({ min: 0, max: 500 }),
  });

  it('is never ahead of the truth by more than a frame, nor behind it by more than three', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(2_000), (steps, tailMs) => {
        const { outbox, line, begins, waits } = startLine();
        const compare = () => {
          expect(outbox.heardMs(1)).toBeLessThanOrEqual(line.playedMs(1) + FRAME_MS);
          expect(outbox.heardMs(1)).toBeGreaterThanOrEqual(line.playedMs(1) - 60);
        };
        begins(1);
        for (const { bytes, pauseMs } of steps) {
          outbox.write(1, new Uint8Array(bytes));
          compare();
          waits(pauseMs);
          compare();
        }
        outbox.end(1);
        waits(tailMs);
        outbox.silence(1);
        waits(500);
        compare();
      }),
      { numRuns: 100 },
    );
  });

  it('of a silenced reply holds on any line, however unevenly the reply was made', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(150), (steps, latencyMs) => {
        const { outbox, line, begins, waits } = startLine({ latencyMs });
        begins(1);
        for (const { bytes, pauseMs } of steps) {
          outbox.write(1, new Uint8Array(bytes));
          waits(pauseMs);
        }
        outbox.silence(1);
        waits(1_000);

        expect(outbox.heardMs(1)).toBeLessThanOrEqual(line.playedMs(1) + FRAME_MS);
        expect(outbox.heardMs(1)).toBeGreaterThanOrEqual(line.playedMs(1) - 60);
      }),
      { numRuns: 100 },
    );
  });
});
