/** The memory that recordings of calls may use. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { Recordings } from '../../../server/recording/recordings.ts';

describe('the room for recordings', () => {
  const SECOND = 1_000;
  const fill = (clock: SimulatedClock, recordings: Recordings, call: object): void => {
    recordings.begin(call, clock);
    clock.increment(SECOND);
    recordings.end(call);
  };

  it('is made by the oldest ended ones, and never by a live one or the one that just ended', () => {
    const clock = new SimulatedClock();
    const [live, first, second, third] = [{}, {}, {}, {}];
    // Three seconds of calls, and the headers.
    const recordings = new Recordings(3 * 16_000 + 1_000);
    expect(recordings.begin(live, clock)).toBeDefined();
    fill(clock, recordings, first);
    expect(recordings.of(first)).toBeDefined();
    fill(clock, recordings, second);
    expect(recordings.of(first)).toBeUndefined();
    expect(recordings.of(second)).toBeDefined();
    fill(clock, recordings, third);
    expect([recordings.of(live), recordings.of(third)]).not.toContain(undefined);
  });

  it('is not there for a call that begins while live ones fill it', () => {
    const clock = new SimulatedClock();
    const recordings = new Recordings(16_000);
    recordings.begin({}, clock);
    clock.increment(2 * SECOND);
    expect(recordings.begin({}, clock)).toBeUndefined();
  });
});
