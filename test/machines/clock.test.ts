import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../machines/clock.ts';

const HOUR_MS = 3_600_000;

describe('the clock of a call', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
  ])('goes on as before when the time of day is set %s', (_, stepMs) => {
    const before = systemClock.now();
    vi.setSystemTime(Date.now() + stepMs);

    const passedMs = systemClock.now() - before;

    expect(passedMs).toBeGreaterThanOrEqual(0);
    expect(passedMs).toBeLessThan(HOUR_MS / 2);
  });
});
