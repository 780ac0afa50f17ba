/** Examinations cost money: one at a time, and the latest is the answer for a minute to all who ask for no newer one. */
import { describe, expect, it } from 'vitest';
import type { Examination } from '../../../readings/findings.ts';
import { KeptExaminations } from '../../../server/plugins/doctor.ts';

function stage() {
  let nowMs = 0;
  const running: ((examination: Examination) => void)[] = [];
  const signals: AbortSignal[] = [];
  const kept = new KeptExaminations(
    (signal) => {
      signals.push(signal);
      return new Promise((resolve) => running.push(resolve));
    },
    () => nowMs,
  );
  return {
    kept,
    signals,
    passes: (ms: number) => {
      nowMs += ms;
    },
    begun: () => signals.length,
    ends: (at: string) => running.shift()?.({ at, tookMs: 1, findings: [] }),
  };
}

describe('an examination', () => {
  it('is begun once, however many ask for it meanwhile', async () => {
    const { kept, begun, ends } = stage();
    const asked = [kept.examine(), kept.examine(), kept.examine()];
    expect(kept.isRunning).toBe(true);
    ends('first');
    expect((await Promise.all(asked)).map((examination) => examination?.at)).toEqual([
      'first',
      'first',
      'first',
    ]);
    expect(begun()).toBe(1);
    expect(kept.isRunning).toBe(false);
    expect(kept.latest?.at).toBe('first');
  });

  it('is the answer for a minute, and then a new one is made', async () => {
    const { kept, begun, ends, passes } = stage();
    const first = kept.examine();
    ends('first');
    await first;
    passes(59_000);
    expect((await kept.examine())?.at).toBe('first');
    passes(2_000);
    const second = kept.examine();
    ends('second');
    expect((await second)?.at).toBe('second');
    expect(begun()).toBe(2);
  });

  it('is made anew for whoever takes none that has ended', async () => {
    const { kept, begun, ends } = stage();
    const first = kept.examine();
    const same = kept.examine(0);
    ends('first');
    expect([(await first)?.at, (await same)?.at]).toEqual(['first', 'first']);
    const second = kept.examine(0);
    ends('second');
    expect((await second)?.at).toBe('second');
    expect(begun()).toBe(2);
  });

  it('is broken off when the server closes, and none follows', async () => {
    const { kept, signals } = stage();
    void kept.examine();
    kept.close();
    expect(signals[0]?.aborted).toBe(true);
    expect(await kept.examine()).toBeUndefined();
  });

  it('is not there when the server uses no vendor', async () => {
    const kept = new KeptExaminations(undefined, () => 0);
    expect(kept.isAvailable).toBe(false);
    expect(await kept.examine()).toBeUndefined();
  });
});
