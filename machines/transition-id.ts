/**
 * A name for every transition of the chart, the same in journals, coverage and pictures: `source|event|candidate`.
 *
 *   live.turn.responding|caller.startOfTurn|0     live.turn.listening.quiet|after SILENCE_TIMEOUT|1
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { type DelayName, delays } from './delays.ts';
import type { CallEvent } from './events.ts';
import type { ports } from './ports.ts';
import type { Region } from './state-paths.ts';

/** Triggers of the call chart's transitions, in our words. */
export type Cause = CallEvent['type'] | `after ${DelayName}` | `error ${keyof typeof ports}` | 'always';

/** Id of a transition of the call chart. */
export type TransitionId = `${string}|${Cause}|${number}`;

const AFTER = /^xstate\.after\.([^.]+)\..*$/;
const ERROR = /^xstate\.error\.actor\./;
const known = new WeakMap<AnyTransitionDefinition, string>();

/** The trigger of a transition, in our words. */
const causeOf = (eventType: string): string =>
  eventType === '' ? 'always' : eventType.replace(AFTER, 'after $1').replace(ERROR, 'error ');

export const isDelay = (name: string): name is DelayName => Object.hasOwn(delays, name);

/** The delay's name, when an XState event says that a delay of the chart ran out. */
export function delayOf(eventType: string): DelayName | undefined {
  const name = AFTER.exec(eventType)?.[1];
  return name !== undefined && isDelay(name) ? name : undefined;
}

/** The trigger of a transition of the call chart. */
export const causeIn = (id: TransitionId): Cause => id.split('|')[1] as Cause;

/** Whether a transition leaves a state of this region. */
export const isOfRegion = (id: TransitionId, region: Region): boolean =>
  id.startsWith(`live.${region}.`) || id.startsWith(`live.${region}|`);

export function transitionId(transition: AnyTransitionDefinition): string {
  const id = known.get(transition);
  if (id !== undefined) return id;
  const { source, eventType } = transition;
  const candidates = eventType === '' ? source.always : source.transitions.get(eventType);
  const name = `${source.path.join('.') || 'call'}|${causeOf(eventType)}|${candidates?.indexOf(transition) ?? 0}`;
  known.set(transition, name);
  return name;
}

/** The ids of every transition of a chart, in the order in which the chart is written. */
export function transitionsOf(machine: AnyStateMachine): string[] {
  const transitionsIn = (node: AnyStateNode): AnyTransitionDefinition[] => [
    ...[...node.transitions.values()].flat(),
    ...(node.always ?? []),
    ...Object.values(node.states).flatMap(transitionsIn),
  ];
  return transitionsIn(machine.root).map(transitionId);
}
