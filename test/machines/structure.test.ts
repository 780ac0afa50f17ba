/**
 * What the chart's shape promises, checked on the shape itself: nobody waits without a way out, and a barge-in
 * is one transition whose first act is silence.
 */
import type { AnyStateNode } from 'xstate';
import { describe, expect, it } from 'vitest';
import { callMachine } from '../../machines/call.machine.ts';
import { startCall } from '../helpers/start-call.ts';

const every = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(every)];
const lineage = (node: AnyStateNode): AnyStateNode[] => [node, ...(node.parent ? lineage(node.parent) : [])];
const nameOf = (node: AnyStateNode): string => node.path.join('.');
const hasTimer = (node: AnyStateNode): boolean => node.after.length > 0;
/** Moves on in the step in which it is entered. */
const isTransient = (node: AnyStateNode): boolean => (node.always ?? []).length > 0;

const states = every(callMachine.root as AnyStateNode);
const turn = states.find((node) => nameOf(node) === 'live.turn') as AnyStateNode;
const atomic = every(turn).filter((node) => node.type === 'atomic');
const waiting = atomic.filter((node) => !TRANSIENT.has(nameOf(node)));

describe('the shape of a call', () => {
  it('has these and no other states that nobody can wait in', () => {
    expect(atomic.filter(isTransient).map(nameOf).filter((name) => !TRANSIENT.has(name))).toEqual(
      ['live.turn.closing'],
    );
    for (const name of TRANSIENT) expect(atomic.map(nameOf)).toContain(name);
  });
});
