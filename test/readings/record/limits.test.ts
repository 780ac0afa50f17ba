/** The limits in a journal's header: the chart needs every one of them, a picture makes do with those there are. */
import { describe, expect, it } from 'vitest';
import { callMachine } from '../../../machines/call.machine.ts';
import { CallPicture } from '../../../readings/chart/picture.ts';
import { isLimits, limitsToShow } from '../../../readings/record/limits.ts';
import { chartModel } from '../../../scripts/chart/chart-model.ts';
import { entryOf } from '../../helpers/entry.ts';
import { LIMITS } from '../../helpers/start/start-call.ts';

const { silenceMs: _, ...withoutSilence } = LIMITS;
const timersIn = (limits: unknown): string[] => {
  const known = limitsToShow(limits) ?? expect.fail('they are none');
  const picture = new CallPicture(known, chartModel(callMachine));
  picture.take(entryOf('state', 'listening.quiet', { region: 'turn' }));
  return picture.timers.map(({ name }) => name);
};

describe('limits', () => {
  it('are whole when each is there, and a number, or a list of numbers', () => {
    expect(isLimits(LIMITS)).toBe(true);
    expect(isLimits(withoutSilence)).toBe(false);
    expect(isLimits({ ...LIMITS, replyMs: 'soon' })).toBe(false);
    expect(isLimits({ ...LIMITS, reopenMs: 250 })).toBe(false);
    expect(isLimits({ ...LIMITS, reopenMs: [250, '750'] })).toBe(false);
  });

  it('of another version are shown as far as they go: one that is missing has no timer', () => {
    expect(timersIn(LIMITS)).toContain('SILENCE_TIMEOUT');
    expect(timersIn(withoutSilence)).not.toContain('SILENCE_TIMEOUT');
    expect(timersIn(withoutSilence)).toContain('MAX_DURATION');
  });

  it('are not shown when they are none', () => {
    expect(limitsToShow(undefined)).toBeUndefined();
    expect(limitsToShow([1, 2])).toBeUndefined();
    expect(limitsToShow({ ...LIMITS, replyMs: 'soon' })).toBeUndefined();
  });
});
