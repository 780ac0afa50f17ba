/** The states and the transitions that readings know by name are those of the chart. */
import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { callMachine } from '../../machines/call.machine.ts';
import { isWithin, STATE_PATHS, turnStatesTo } from '../../machines/state-paths.ts';
import { transitionsOf } from '../../machines/transition-id.ts';
import { isBargeIn } from '../../readings/turns/barge-ins.ts';

const every = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(every)];

/** A state as a journal has it: `['live', 'vad', 'on']` is `on` of the region `vad`; `ended` is of the region `turn`. */
const placeOf = ({ path: [first = '', region = '', ...inner] }: AnyStateNode): string =>
  first === 'live' ? `${region}: ${inner.join('.')}` : `turn: ${first}`;

const isPlace = ({ path }: AnyStateNode): boolean => (path[0] === 'live' ? path.length > 2 : path.length > 0);

const inChart = every(callMachine.root as unknown as AnyStateNode)
  .filter(isPlace)
  .map(placeOf);
const listed = Object.entries(STATE_PATHS).flatMap(([region, paths]) =>
  paths.map((path) => `${region}: ${path}`),
);

describe('the list of states', () => {
  it('has every state of the chart, and no other', () => {
    expect(listed.toSorted()).toEqual(inChart.toSorted());
    expect(listed.length).toBeGreaterThan(35);
  });

  it('has outer states before inner ones', () => {
    for (const [region, paths] of Object.entries(STATE_PATHS)) {
      const seen = new Set<string>(['']);
      for (const path of paths) {
        expect(seen, `${region}: ${path}`).toContain(path.split('.').slice(0, -1).join('.'));
        seen.add(path);
      }
    }
  });

  it('has the regions of the chart', () => {
    const regions = Object.keys(callMachine.root.states.live?.states ?? {});
    expect(Object.keys(STATE_PATHS).toSorted()).toEqual(regions.toSorted());
  });
});

describe('a state', () => {
  it('is within itself and what is around it, and not within one that its name begins with', () => {
    expect(isWithin('responding.speaking', 'responding.speaking')).toBe(true);
    expect(isWithin('responding.speaking.doubted', 'responding')).toBe(true);
    expect(isWithin('responding', 'responding.speaking')).toBe(false);
    expect(isWithin('listeningIn', 'listening')).toBe(false);
  });

  it('is reached through the states around it, as far as this chart has them', () => {
    expect(turnStatesTo('responding.speaking.doubted')).toEqual([
      'responding',
      'responding.speaking',
      'responding.speaking.doubted',
    ]);
    expect(turnStatesTo('responding.speaking.humming')).toEqual(['responding', 'responding.speaking']);
    expect(turnStatesTo('dreaming')).toEqual([]);
  });
});

describe('a transition with which the caller takes the floor', () => {
  it('is one of the chart', () => {
    expect(transitionsOf(callMachine).filter(isBargeIn)).toHaveLength(2);
  });
});
