/**
 * XState's inspection of one call, as journal entries. The only file that reads inspection events.
 */
import type { InspectedActionEvent, InspectedMicrostepEvent, InspectionEvent } from 'xstate';
import { delayOf, transitionId } from '../../machines/transition-id.ts';
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
const stateOf = ({ snapshot }: { snapshot: unknown }): StateValue =>
  (snapshot as { value: StateValue }).value;

/** The state that a transition left to enter it again: region first, e.g. `['turn', 'closing']`. */
const reenteredBy = ({ _transitions }: InspectedMicrostepEvent): string[] =>
  _transitions.find(({ reenter }) => reenter)?.source.path.slice(1) ?? [];

type Data = Readonly<Record<string, unknown>>;

export function inspectInto(journal: Journal): (inspected: InspectionEvent) => void {
  let regions: Record<string, string> = {};
  let last: StateValue | undefined;
  /** A region that was left and entered again has moved, though to where it was. */
  const move = (value: StateValue, [reentered, ...again]: string[] = []): void => {
    if (value === last && reentered === undefined) return;
    last = value;
    const next = regionsOf(value);
    for (const [region, to] of Object.entries(next)) {
      const from = regions[region];
      if (from === to && region !== reentered) continue;
      journal.append('state', to, {
        region,
        ...(from !== undefined && { from }),
        ...(region === reentered && { again: again.join('.') }),
      });
    }
    regions = next;
  };

  const order = ({ action: { type, params } }: InspectedActionEvent): void => {
    if (type === 'xstate.sendTo') {
      const { type: command, ...data } = (params as unknown as { event: { type: string } }).event;
      journal.append('command', command, data);
    } else if (!type.startsWith('xstate.')) journal.append('command', type, params as Data | undefined);
  };

  return (inspected) => {
    if (inspected.actorRef.sessionId !== inspected.rootId) {
      const name = nameOf(inspected.actorRef);
      if (inspected.type === '@xstate.event' && inspected.event.type === 'xstate.init')
        journal.append('child', name, { is: 'started', ...inspected.event.input });
      else if (inspected.type === '@xstate.snapshot' && inspected.event.type === 'xstate.stop')
        journal.append('child', name, { is: 'stopped' });
      return;
    }
    switch (inspected.type) {
      case '@xstate.event': {
        const { type, ...data } = inspected.event as { type: string };
        const delay = delayOf(type);
        if (delay !== undefined) journal.append('timer', delay);
        else if (!type.startsWith('xstate.') || type.startsWith('xstate.error.'))
          journal.append('event', type, data);
        return;
      }
      case '@xstate.action':
        order(inspected);
        return;
      case '@xstate.microstep':
        for (const transition of inspected._transitions)
          journal.append('transition', transitionId(transition));
        move(stateOf(inspected), reenteredBy(inspected));
        return;
      case '@xstate.snapshot':
        move(stateOf(inspected));
    }
  };
}
