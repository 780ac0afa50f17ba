import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sound, startLine } from '../../../helpers/start/start-line.ts';

describe('silence', () => {
  it('is one clear, and then nothing of that generation ever again', () => {
    const { outbox, line, says, waits, reported } = startLine();
    says(1, 2_000);
    waits(500);

    outbox.silence(1);
    const after = line.sent.length;
    outbox.write(1, sound(500));
    outbox.end(1);
    waits(5_000);

    expect(line.sent.slice(after)).toEqual([]);
    expect(line.sent.at(-1)).toBe('clear');
    expect(line.playedMs(1)).toBe(500);
    expect(reported).toEqual(['heard 1']);
  });

  it('is the same when asked for twice', () => {
    const { outbox, line, says, waits } = startLine();
    says(1, 2_000);
    waits(500);

    outbox.silence(1);
    waits(100);
    outbox.silence(1);

    expect(line.sent.filter((what) => what === 'clear')).toHaveLength(1);
    expect(outbox.heardMs(1)).toBe(500);
  });

  it('needs no clear when nothing was sent', () => {
    const { outbox, line, begins } = startLine();
    begins(1);
    outbox.write(1, new Uint8Array(100));

    outbox.silence(1);

    expect(line.sent).toEqual([]);
  });

  it('needs no clear when everything was heard', () => {
    const { outbox, line, says, waits } = startLine();
    says(1, 200);
    waits(300);

    outbox.silence(1);

    expect(line.sent).not.toContain('clear');
  });

  it('clears the line when everything was sent and the caller has not heard all of it', () => {
    const { outbox, line, says, waits, reported } = startLine();
    says(1, 300);
    waits(100);
    expect(line.sent).toContain('mark g1:end');

    outbox.silence(1);
    waits(1_000);

    expect(line.playedMs(1)).toBe(100);
    expect(outbox.isHeardToTheEnd(1)).toBe(false);
    expect(reported).toEqual(['heard 1']);
  });

  it('holds for a generation that has not begun', () => {
    const { outbox, line, says, waits, reported } = startLine();

    outbox.silence(1);
    says(1, 500);
    waits(1_000);

    expect(line.sent).toEqual([]);
    expect(reported).toEqual([]);
    expect(outbox.heardMs(1)).toBe(0);
    expect(outbox.isHeardToTheEnd(1)).toBe(false);
  });

  it('of one generation lets the next be heard', () => {
    const { outbox, line, says, waits, reported } = startLine();
    says(1, 500);
    waits(100);
    outbox.silence(1);

    says(2, 300);
    waits(1_000);

    expect(line.playedMs(2)).toBe(300);
    expect(reported).toEqual(['heard 1', 'heard 2', 'finished 2 true']);
  });

  it('asked for by the listener of a frame stops the frames behind it', () => {
    const { outbox, line } = startLine();
    outbox.begin(1, {
      onSent: () => outbox.silence(1),
      onSentAll: () => {},
      onHeard: () => {},
      onFinished: () => {},
    });

    outbox.write(1, sound(200));

    expect(line.sent).toEqual(['mark g1:0', 'media', 'clear']);
  });

  it('leaves no frame of its generation behind the clear, whenever it comes', () => {
    const step = fc.record({
      bytes: fc.integer({ min: 0, max: 4_000 }),
      pauseMs: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.nat(12),
        fc.nat(120),
        (steps, at, latencyMs) => {
          const { outbox, line, begins, waits } = startLine({ latencyMs });
          begins(1);
          steps.forEach(({ bytes, pauseMs }, i) => {
            if (i === at) outbox.silence(1);
            outbox.write(1, new Uint8Array(bytes));
            waits(pauseMs);
          });
          outbox.silence(1);
          waits(2_000);

          const clears = line.sent.filter((what) => what === 'clear').length;
          expect(clears).toBe(line.frames.length > 0 ? 1 : 0);
          if (clears > 0) expect(line.sent.at(-1)).toBe('clear');
          expect(line.queuedMs()).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
