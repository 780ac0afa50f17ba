import { describe, expect, it } from 'vitest';
import { startLine } from '../../../helpers/start/start-line.ts';

describe('marks', () => {
  it('carry the generation and the position, from before the first frame to after the last', () => {
    const { line, says, waits, marks } = startLine({ markEveryMs: 200 });
    says(3, 500);
    waits(1_000);

    expect(marks()).toEqual(['g3:0', 'g3:200', 'g3:400', 'g3:end']);
    expect(line.sent[0]).toBe('mark g3:0');
    expect(line.sent.at(-1)).toBe('mark g3:end');
  });

  it('say when the caller’s ear has reached the first frame', () => {
    const { says, waits, reported } = startLine({ latencyMs: 50 });
    says(1, 500);
    waits(99);
    expect(reported).toEqual([]);

    waits(1);
    expect(reported).toEqual(['heard 1']);
  });

  it('say when the caller’s ear has received the last frame', () => {
    const { says, waits, reported } = startLine({ latencyMs: 50 });
    says(1, 500);
    waits(599);
    expect(reported).toEqual(['heard 1']);

    waits(1);
    expect(reported).toEqual(['heard 1', 'finished 1 true']);
  });

  it('that never come back do not keep the caller waiting', () => {
    const { line, outbox, says, waits, reported } = startLine();
    line.loses('g1:end');
    says(1, 500);
    waits(1_499);
    expect(reported).toEqual(['heard 1']);

    waits(1);
    expect(reported).toEqual(['heard 1', 'finished 1 false']);
    expect(outbox.heardMs(1)).toBe(500);
    expect(outbox.isHeardToTheEnd(1)).toBe(true);
  });

  it('that come late are waited for as long as they come', () => {
    const { line, says, waits, reported } = startLine({ latencyMs: 20 });
    says(1, 2_000);
    waits(500);
    line.stalls(1_300);
    waits(2_700);
    expect(line.queuedMs()).toBeGreaterThan(0);
    expect(reported).toEqual(['heard 1']);
    waits(700);
    expect(reported).toEqual(['heard 1', 'finished 1 true']);
  });

  it('that come back after the wait was over report nothing twice', () => {
    const { outbox, line, says, waits, reported } = startLine();
    line.loses('g1:end');
    says(1, 500);
    waits(2_000);

    outbox.onMark('g1:end');

    expect(reported).toEqual(['heard 1', 'finished 1 false']);
  });

  /** jambonz-feature-server#811: "marks are being sent out almost immediately". */
  it.each([0, 20, 50, 120, 300])(
    'of a carrier that sends them back unplayed end no reply before its end, %i ms away',
    (latencyMs) => {
      for (const lengthMs of [100, 500, 1_140]) {
        const { line, outbox, says, waits, reported } = startLine({ latencyMs });
        line.echoesAtOnce = true;
        says(1, lengthMs);
        for (let ms = 0; reported.length < 2 && ms < 5_000; ms += 10) waits(10);
        expect(reported[1]).toMatch(/^finished 1/);
        expect(outbox.isHeardToTheEnd(1)).toBe(true);
        // What follows on the line, a close of ours say, comes to the carrier as much later.
        waits(latencyMs);
        expect(line.playedMs(1)).toBeGreaterThanOrEqual(lengthMs - 40);
      }
    },
  );

  it.each([30, 130, 330, 730, 1_250, 1_950])(
    'of such a carrier do not count as heard: silenced after %i ms',
    (atMs) => {
      for (const latencyMs of [0, 20, 60, 120]) {
        const { line, outbox, says, waits, reported } = startLine({ latencyMs });
        line.echoesAtOnce = true;
        says(1, 2_000);
        waits(atMs);

        outbox.silence(1);
        waits(1_000);

        expect(outbox.heardMs(1)).toBeLessThanOrEqual(line.playedMs(1) + 60);
        expect(outbox.heardMs(1)).toBeGreaterThanOrEqual(line.playedMs(1) - 60);
        expect(reported).not.toContain('finished 1 true');
      }
    },
  );

  it('of such a carrier let a held reply go on, and end it once', () => {
    const { line, outbox, says, waits, reported } = startLine({ latencyMs: 20 });
    line.echoesAtOnce = true;
    says(1, 500);
    waits(300);
    outbox.hold(1, 200);
    waits(1_000);
    expect(reported).toEqual(['heard 1']);

    outbox.resume(1);
    waits(1_000);
    expect(reported).toEqual(['heard 1', 'heard 1', 'finished 1 true']);
    expect(outbox.isHeardToTheEnd(1)).toBe(true);
  });

  it('end a reply without a sound at once', () => {
    const { says, waits, reported } = startLine();
    says(1, 0);
    waits(1);
    expect(reported).toEqual(['finished 1 true']);
  });

  it('that a clear sent back are swallowed', () => {
    const { outbox, line, says, waits, reported, marks } = startLine({ latencyMs: 20 });
    says(1, 2_000);
    waits(300);
    const heardMs = outbox.heardMs(1);

    outbox.silence(1);
    waits(1_000);

    expect(marks()).toContain('g1:400');
    expect(reported).toEqual(['heard 1']);
    expect(outbox.heardMs(1)).toBe(heardMs);
    expect(line.playedMs(1)).toBeLessThanOrEqual(320);
  });

  it('that a clear sent back do not make a reply heard that was silenced before its first frame', () => {
    const { outbox, says, waits, reported } = startLine({ latencyMs: 50 });
    says(1, 100);
    waits(10);

    outbox.silence(1);
    waits(1_000);

    expect(reported).toEqual([]);
  });

  it('of an earlier generation mean nothing to the next', () => {
    const { outbox, says, waits, reported } = startLine();
    says(1, 500);
    waits(100);
    outbox.silence(1);
    says(2, 500);

    for (const name of ['g1:200', 'g1:end', 'g1:0']) outbox.onMark(name);

    expect(reported).toEqual(['heard 1']);
    expect(outbox.heardMs(2)).toBe(0);
  });

  it('beyond what was sent are ignored', () => {
    const { outbox, says, waits } = startLine();
    says(1, 1_000);
    waits(100);
    outbox.onMark('g1:999999');
    expect(outbox.heardMs(1)).toBeLessThanOrEqual(1_000);
  });

  it('that are not ours are ignored', () => {
    const { outbox, says, reported } = startLine();
    says(1, 500);
    for (const name of ['', 'end', 'g1', 'g1:', 'g1:x', 'gx:end', 'utt-7:end', 'g01:end2'])
      outbox.onMark(name);
    expect(reported).toEqual([]);
  });
});
