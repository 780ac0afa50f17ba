/**
 * The suite itself: XState skips an event without a driver and a state without an assertion, and calls that a pass.
 */
import { describe, expect, it } from 'vitest';
import { getStateNodes } from 'xstate/graph';
import { callMachine } from '../../machines/call.machine.ts';
import { transitionId, transitionsOf } from '../../machines/transition-id.ts';
import { startCall } from '../helpers/start/start-call.ts';
import { callerModel } from './caller/caller.model.ts';
import { allPairs, allPlaces, allTransitions } from './caller/model-graph.ts';
import { pairPaths, shortestPaths } from './caller/paths.ts';
import { assertions } from './driven/assertions.ts';
import { drivers } from './driven/drivers.ts';
import { EXCEPTIONS } from './exceptions.ts';

/** The place before any call: nothing to drive and nothing to see. */
const BEFORE = { event: 'caller dials', place: 'idle' };
const sorted = (names: Iterable<string>): string[] => [...names].sort();

describe('the model', () => {
  it('has a driver for each of its events, and no other', () => {
    const events = callerModel.events.filter((event) => event !== BEFORE.event);
    expect(sorted(Object.keys(drivers))).toEqual(sorted(events));
  });

  it('has an assertion for each of its states, and no other', () => {
    const places = getStateNodes(callerModel)
      .filter(({ type }) => type === 'atomic' || type === 'final')
      .map(({ path }) => path.join('.'));
    expect(sorted([BEFORE.place, ...Object.keys(assertions)])).toEqual(sorted(places));
  });

  it('can be in each of its states, and every event can happen', () => {
    expect(sorted(allPlaces)).toEqual(sorted([BEFORE.place, ...Object.keys(assertions)]));
    const happen = new Set(allTransitions.map((transition) => transition.split(' | ')[1]));
    expect(Object.keys(drivers).filter((event) => !happen.has(event))).toEqual([]);
  });

  it('has paths, and pairs of transitions to be found on them', () => {
    expect(shortestPaths().length).toBeGreaterThan(200);
    expect(pairPaths().length).toBeGreaterThan(shortestPaths().length);
    expect(allPairs.length).toBeGreaterThan(1_000);
  });
});

describe('an exception', () => {
  it('is a transition of the chart, and each is named once', () => {
    const ids = EXCEPTIONS.map(({ id }) => id);
    const transitions = transitionsOf(callMachine);
    expect(ids.filter((id) => !transitions.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(EXCEPTIONS.map((one) => [one.id, one] as const))(
    '%s is taken by hand',
    (id, { takes, options }) => {
      const call = startCall(options);
      takes(call);
      const taken = call.inspected.flatMap((inspected) =>
        inspected.type === '@xstate.microstep' ? inspected._transitions.map(transitionId) : [],
      );
      expect(taken).toContain(id);
    },
  );
});
