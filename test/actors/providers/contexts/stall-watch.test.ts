import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { StallWatch } from '../../../../actors/providers/contexts/stall-watch.ts';

const LIMIT_MS = 2_000;

let clock: SimulatedClock;
let watch: StallWatch;
let stalls: number;
let overdue: number;

beforeEach(() => {
  clock = new SimulatedClock();
  stalls = 0;
  overdue = 0;
  watch = new StallWatch({
    clock,
    limitMs: LIMIT_MS,
    onOverdue: () => overdue++,
    onStalled: () => stalls++,
  });
});

const send = (text: string) => {
  watch.owes(text);
  watch.written();
};
const stallsAfter = (ms: number) => {
  clock.increment(ms);
  return stalls;
};

describe('a voice that was given text', () => {
  it('has the whole limit from when the text was written', () => {
    send('Hello there.');
    expect([stallsAfter(LIMIT_MS - 1), stallsAfter(1)]).toEqual([0, 1]);
  });

  it('has the limit anew with all audio that is received', () => {
    send('Hello there.');
    stallsAfter(LIMIT_MS - 1);
    watch.received('Hello');
    expect([stallsAfter(LIMIT_MS - 1), stallsAfter(1)]).toEqual([0, 1]);
  });

  it('is not given more time by more text', () => {
    send('Hello there.');
    stallsAfter(LIMIT_MS - 1);
    send('How are you?');
    expect(stallsAfter(1)).toBe(1);
  });

  it('owes nothing once all letters were received, give or take two', () => {
    send('Hello there.');
    watch.received('Hello the');
    expect(stallsAfter(60_000)).toBe(0);
  });

  it('owes nothing after sound without times, until the next text', () => {
    send('Hello there.');
    watch.received(undefined);
    expect(stallsAfter(60_000)).toBe(0);
    send('How are you?');
    expect(stallsAfter(LIMIT_MS)).toBe(1);
  });

  it('has no credit from times that come after their sound', () => {
    send('Hello there.');
    watch.received(undefined);
    watch.received('Hello there.');
    send('Yes.');
    expect(stallsAfter(LIMIT_MS)).toBe(1);
  });

  it('owes an end when all text is written, even when every letter was received', () => {
    send('Hello.');
    watch.received('Hello.');
    watch.finished();
    watch.written();
    expect([stallsAfter(LIMIT_MS - 1), stallsAfter(1)]).toEqual([0, 1]);
  });

  it('is overdue at half the limit, and again after later sound', () => {
    send('Hello over there.');
    clock.increment(LIMIT_MS / 2 - 1);
    expect(overdue).toBe(0);
    clock.increment(1);
    expect([overdue, stalls]).toEqual([1, 0]);
    watch.received('Hello');
    expect([watch.owed, watch.isTimed]).toEqual([9, false]);
    clock.increment(LIMIT_MS / 2);
    expect([overdue, stalls]).toEqual([2, 0]);
    watch.received('over there.');
    expect([watch.owed, watch.isTimed]).toEqual([0, true]);
  });

  it('owes nothing after sound without times, which says nothing of its text', () => {
    send('Hello over there.');
    watch.received('Hello');
    watch.received(undefined);
    expect([watch.owed, watch.isTimed]).toEqual([0, false]);
    watch.received('over there.');
    expect([watch.owed, watch.isTimed]).toEqual([0, true]);
  });

  it('is not watched any more when it is stopped', () => {
    send('Hello there.');
    watch.stop();
    expect([stallsAfter(60_000), overdue]).toEqual([0, 0]);
  });
});
