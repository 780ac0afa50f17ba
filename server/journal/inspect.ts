/**
 * XState's inspection of one call, as journal entries. The only file that reads inspection events.
 */
import type { InspectedMicrostepEvent, InspectionEvent } from 'xstate';
import type { Journal } from './journal.ts';

type StateValue = string | { readonly [region: string]: StateValue };

/** `{ a: { b: 'c' } }` as `a.b.c`. */
const pathOf = (value: StateValue): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value)
        .map(([key, inner]) => `${key}.${pathOf(inner)}`)
        .join();

/** The regions of a call: before and after `live` there is only one. */
function regionsOf(value: StateValue): Record<string, string> {
  if (typeof value !== 'string' && value.live !== undefined && typeof value.live !== 'string') {
    return Object.fromEntries(Object.entries(value.live).map(([region, inner]) => [region, pathOf(inner)]));
  }
  return { turn: pathOf(value) };
}

const nameOf = (actorRef: unknown): string => (actorRef as { id: string }).id;

/** The region of a call in which a transition left a state to enter it again. */
function reenteredBy({ _transitions }: InspectedMicrostepEvent): string | undefined {
  return _transitions.find(({ reenter }) => reenter)?.source.path[1];
}

/** Readings of the clock inside an event, as call time. */
function inCallTime(journal: Journal, data: Record<string, unknown>): Record<string, unknown> {
  const { speechEndedAtMs } = data;
  return typeof speechEndedAtMs === 'number'
    ? { ...data, speechEndedAtMs: journal.toCallTime(speechEndedAtMs) }
    : data;
}

const AFTER = /^xstate\.after\.([A-Z_]+)\./;

export function inspectInto(journal: Journal): (inspected: InspectionEvent) => void {
  let regions: Record<string, string> = {};
  let last: StateValue | undefined;
  /** XState announces a state's children before the state. */
  const started: string[] = [];

  /** A region that was left and entered again has moved, though to where it was. */
  const move = (value: StateValue, reentered?: string): void => {
    if (value === last && reentered === undefined && started.length === 0) return;
    last = value;
    const next = regionsOf(value);
    for (const [region, to] of Object.entries(next)) {
      const from = regions[region];
      if (from !== to || region === reentered)
        journal.append('state', to, { region, ...(from !== undefined && { from }) });
    }
    regions = next;
    for (const child of started.splice(0)) journal.append('child', child, { is: 'started' });
  };

  return (inspected) => {
    const isRoot = inspected.actorRef.sessionId === inspected.rootId;
    switch (inspected.type) {
      case '@xstate.event': {
        if (!isRoot) return;
        const { type, ...data } = inspected.event as { type: string };
        const timer = AFTER.exec(type)?.[1];
        if (timer) journal.append('timer', timer);
        else if (!type.startsWith('xstate.') || type.startsWith('xstate.error.')) {
          journal.append('event', type, inCallTime(journal, data));
        }
        return;
      }
      case '@xstate.microstep':
        if (isRoot)
          move((inspected.snapshot as unknown as { value: StateValue }).value, reenteredBy(inspected));
        return;
      case '@xstate.actor':
        if (!isRoot) started.push(nameOf(inspected.actorRef));
        return;
      case '@xstate.snapshot':
        if (isRoot) move((inspected.snapshot as unknown as { value: StateValue }).value);
        else if (inspected.event.type === 'xstate.stop') {
          journal.append('child', nameOf(inspected.actorRef), { is: 'stopped' });
        }
        return;
    }
  };
}
