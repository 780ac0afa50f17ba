/** The virtual clock runs timers by due time, and those due together in the order in which they were set. */
import { describe, expect, it } from 'vitest';
import { Dice } from '../../simulation/dice.ts';
import { VirtualClock } from '../../simulation/virtual-clock.ts';

describe('virtual clock', () => {
  it('does things by due time, and those due together in the order they were asked for', () => {
    const clock = new VirtualClock();
    const done: string[] = [];
    clock.setTimeout(() => done.push('c at 20'), 20);
    clock.setTimeout(() => done.push('a at 10'), 10);
    clock.at(10, () => done.push('b at 10'));
    clock.setTimeout(() => done.push('d at 20'), 20);
    clock.advanceTo(19);
    expect(done).toEqual(['a at 10', 'b at 10']);
    clock.advanceTo(20);
    expect(done.slice(2)).toEqual(['c at 20', 'd at 20']);
  });

  it('keeps that order among thousands, whatever was cancelled in between', () => {
    const clock = new VirtualClock();
    const dice = new Dice(3);
    const done: number[] = [];
    const timers = Array.from({ length: 3_000 }, (_, n) => {
      const dueMs = dice.int(0, 200);
      return { n, dueMs, handle: clock.setTimeout(() => done.push(n), dueMs) };
    });
    const kept = timers.filter(({ n, handle }) => {
      if (n % 3 === 0) clock.clearTimeout(handle);
      return n % 3 !== 0;
    });
    expect(clock.pending).toBe(kept.length);
    clock.advanceTo(200);
    expect(done).toEqual(kept.sort((a, b) => a.dueMs - b.dueMs || a.n - b.n).map(({ n }) => n));
    expect(clock.pending).toBe(0);
  });

  it('does what a deed asks for in the same breath, once its time has come', () => {
    const clock = new VirtualClock();
    const done: number[] = [];
    const tick = (): void => {
      done.push(clock.now());
      clock.setTimeout(tick, 20);
    };
    clock.setTimeout(tick, 20);
    clock.advanceTo(60);
    expect(done).toEqual([20, 40, 60]);
  });

  it('does everything overdue after a leap, in order, and gives only the world the time it was due', () => {
    const clock = new VirtualClock();
    const done: string[] = [];
    clock.at(30, (dueMs) => done.push(`world, due ${dueMs}, now ${clock.now()}`));
    clock.setTimeout(() => done.push(`call, now ${clock.now()}`), 10);
    clock.setTimeout(() => done.push('later'), 600);
    clock.leap(500);
    clock.advanceTo(500);
    expect(done).toEqual(['call, now 500', 'world, due 30, now 500']);
    expect(clock.pending).toBe(1);
  });

  it('never steps back', () => {
    const clock = new VirtualClock();
    clock.advanceTo(100);
    clock.advanceTo(50);
    expect(clock.now()).toBe(100);
  });
});
