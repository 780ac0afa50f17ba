/** The figures beside a running timer. */
import { describe, expect, it } from 'vitest';
import { timeLeft } from '../../../web/chart/time-left.ts';

describe('the time left of a timer', () => {
  it('is shown in tenths of a second, never less than there is', () => {
    expect([7_200, 7_101, 0].map(timeLeft)).toEqual(['7.2 s', '7.2 s', '0.0 s']);
  });

  it('is shown in minutes when it is long', () => {
    expect(timeLeft(1_781_000)).toBe('29:41');
  });
});
