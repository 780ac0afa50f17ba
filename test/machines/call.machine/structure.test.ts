/**
 * The chart's structure, checked as data: no state waits without a way out, every state shown to a person has a
 * description, and a stream that fails ends nothing else.
 */
import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { callMachine } from '../../../machines/call.machine.ts';
import { delays } from '../../../machines/delays.ts';
import { ports } from '../../../machines/ports.ts';

/** States that are left in the step in which they are entered. */
const TRANSIENT = ['live.turn.pickingUp', 'live.turn.yielding', 'live.turn.failing'];
/** States after the caller has gone: closing the socket once more changes nothing. */
const EXCUSED = new Map([
  ['live.turn.lingering.awaiting', ['transport.closed']],
  ['live.turn.lingering.insisting', ['transport.closed']],
]);
/** States that only hold the regions. */
const SCAFFOLDING = ['', 'live', 'live.turn', 'live.vad', 'live.stt'];

const every = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(every)];
const lineage = (node: AnyStateNode): AnyStateNode[] => [node, ...(node.parent ? lineage(node.parent) : [])];
const nameOf = (node: AnyStateNode): string => node.path.join('.');
const isInTurn = (node: AnyStateNode): boolean => nameOf(node).startsWith('live.turn.');

const states = every(callMachine.root as unknown as AnyStateNode);
const atomicOfTurn = states.filter((node) => isInTurn(node) && node.type === 'atomic');
const waiting = atomicOfTurn.filter((node) => !TRANSIENT.includes(nameOf(node)));

/** Whether this event leads away from a state, and nothing on the way forbids it. */
function handles(node: AnyStateNode, event: string): boolean {
  for (const state of lineage(node)) {
    const own = state.transitions.get(event);
    if (own?.some(({ target }) => target !== undefined)) return true;
    if (own?.some(({ guard }) => guard === undefined)) return false;
  }
  return false;
}

const timersOf = (node: AnyStateNode) =>
  lineage(node)
    .filter(isInTurn)
    .flatMap((state) => state.after)
    .filter(({ target }) => target !== undefined);

describe('a state that waits', () => {
  it.each(waiting.map((node) => [nameOf(node), node] as const))('%s can be interrupted', (_, node) => {
    const interrupts = ['caller.startOfTurn', 'caller.interruption', 'caller.endOfTurn'];
    expect(interrupts.some((event) => handles(node, event))).toBe(true);
  });

  it.each(waiting.map((node) => [nameOf(node), node] as const))('%s can be stopped', (name, node) => {
    const stops = ['transport.closed', 'operator.hangUp'];
    const missing = stops.filter((event) => !handles(node, event));
    expect(missing).toEqual(EXCUSED.get(name) ?? []);
  });

  it.each(waiting.map((node) => [nameOf(node), node] as const))('%s ends by itself', (_, node) => {
    expect(timersOf(node)).not.toEqual([]);
  });

  it('is every state but those that always move on', () => {
    const transient = atomicOfTurn.filter((node) => TRANSIENT.includes(nameOf(node)));
    expect(transient.map(nameOf)).toEqual(TRANSIENT);
    for (const node of transient) expect(node.always?.at(-1)?.guard).toBeUndefined();
  });
});

describe('a state a person may see', () => {
  const places = states.filter((node) => !SCAFFOLDING.includes(nameOf(node)));

  it.each(places.map((node) => [nameOf(node), node] as const))('%s says what is going on', (_, node) => {
    expect(node.description).toMatch(/\.$/);
  });
});

describe('a stream', () => {
  const invokes = states.flatMap((node) => node.invoke.map((invoke) => ({ node, invoke })));

  it('that breaks on starting is handled where it was started', () => {
    expect(invokes).toHaveLength(8);
    for (const { node, invoke } of invokes)
      expect(handles(node, `xstate.error.actor.${invoke.id}`)).toBe(true);
  });

  it('is one of the ports, under its own name', () => {
    for (const { invoke } of invokes) {
      expect(Object.keys(ports)).toContain(invoke.src);
      expect(invoke.id).toBe(invoke.src);
    }
  });

  it('lives where it is needed: STT with the connection, the reply with the agent’s floor', () => {
    const homes = invokes.map(({ node, invoke }) => `${nameOf(node)}: ${invoke.id}`);
    expect(homes).toEqual([
      'live.turn.responding: llm',
      'live.turn.responding: tts',
      'live.turn.responding: playback',
      'live.turn.closing: llm',
      'live.turn.closing: tts',
      'live.turn.closing: playback',
      'live.vad.on: vad',
      'live.stt.connected: stt',
    ]);
  });
});

describe('the silence timer', () => {
  it('exists in quiet and nowhere else', () => {
    const timed = states.filter((node) => node.after.some(({ delay }) => delay === 'SILENCE_TIMEOUT'));
    expect(timed.map(nameOf)).toEqual(['live.turn.listening.quiet']);
  });
});

describe('the words that the chart is written in', () => {
  /** A name of an action or a guard, alone, with parameters, or within `and` and `not`. */
  const namesIn = (word: unknown): string[] => {
    if (typeof word === 'string') return [word];
    const { type, guards } = word as { readonly type?: string; readonly guards?: readonly unknown[] };
    return guards ? guards.flatMap(namesIn) : [type ?? 'nameless'];
  };
  const transitions = states.flatMap((node) => [
    ...[...node.transitions.values()].flat(),
    ...(node.always ?? []),
  ]);
  const sorted = (names: readonly string[]) => [...new Set(names)].sort();

  it('are all its actions, and no action is left over', () => {
    const actions = [
      ...states.flatMap(({ entry, exit }) => [...entry, ...exit]),
      ...transitions.flatMap((transition) => transition.actions),
    ];
    const named = actions.flatMap(namesIn).filter((name) => !name.startsWith('xstate.'));
    expect(sorted(named)).toEqual(sorted(Object.keys(callMachine.implementations.actions)));
  });

  it('are all its guards, and no guard is left over', () => {
    const guards = transitions.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
    expect(sorted(guards.flatMap(namesIn))).toEqual(sorted(Object.keys(callMachine.implementations.guards)));
  });

  it('are all its delays, and no delay is left over', () => {
    const used = states.flatMap((node) => node.after.map(({ delay }) => String(delay)));
    expect(sorted(used)).toEqual(sorted(Object.keys(delays)));
  });
});
