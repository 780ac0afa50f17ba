/**
 * XState's inspection of one call, as journal entries. The only file that reads inspection events.
 */
import type { InspectedActionEvent, InspectedMicrostepEvent, InspectionEvent } from 'xstate';
import type { LlmCommand, PlaybackCommand, SttCommand } from '../../machines/events.ts';
import type { Region, StatePath } from '../../machines/state-paths.ts';
import { delayOf, type TransitionId, transitionId } from '../../machines/transition-id.ts';
import type { CommandFacts, EventFacts, StreamName } from '../../readings/record/entry-facts.ts';
import type { Journal } from './journal.ts';

type StateValue = string | { readonly [region: string]: StateValue };

/** Messages to streams. */
type Message = SttCommand | LlmCommand | PlaybackCommand;
type EffectName = Exclude<keyof CommandFacts, Message['type']>;
type ChartEvent = {
  readonly [Type in keyof EventFacts]: { readonly type: Type } & EventFacts[Type];
}[keyof EventFacts];

/** A state that a transition leaves and enters again. */
interface Reentered {
  readonly region?: Region;
  /** The state within the region; empty for the region itself. */
  readonly again: StatePath | '';
}

/** `{ a: { b: 'c' } }` as `a.b.c`. */
const pathOf = (value: StateValue): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value)
        .map(([key, inner]) => `${key}.${pathOf(inner)}`)
        .join();

/** The regions of a call, each with its state: before and after `live` there is only one. */
function regionsOf(value: StateValue): [Region, StatePath][] {
  const live = typeof value !== 'string' && typeof value.live !== 'string' ? value.live : undefined;
  const states = Object.entries(live ?? { turn: value }).map(([region, inner]) => [region, pathOf(inner)]);
  return states as [Region, StatePath][];
}

const nameOf = (actorRef: unknown): StreamName => (actorRef as { id: StreamName }).id;
const stateOf = ({ snapshot }: { snapshot: unknown }): StateValue =>
  (snapshot as { value: StateValue }).value;

function reenteredBy({ _transitions }: InspectedMicrostepEvent): Reentered {
  const [, region, ...path] = _transitions.find(({ reenter }) => reenter)?.source.path ?? [];
  return { region, again: path.join('.') } as Reentered;
}

/** Effects are named by call.setup.ts; XState's own actions are not recorded. */
const isEffect = (type: string): type is EffectName => !type.startsWith('xstate.');
/** The chart's own events and those of streams that threw; XState's other events are not recorded. */
const isChartEvent = (event: { readonly type: string }): event is ChartEvent =>
  !event.type.startsWith('xstate.') || event.type.startsWith('xstate.error.');

/** The returned function journals what has changed since its last call: each region's new state. */
function statesInto(journal: Journal): (value: StateValue, reentered?: Reentered) => void {
  let regions: ReadonlyMap<Region, StatePath> = new Map();
  let last: StateValue | undefined;
  // A region that was left and entered again is journaled, though its state is the same.
  return (value, reentered) => {
    if (value === last && reentered?.region === undefined) return;
    last = value;
    const next = new Map(regionsOf(value));
    for (const [region, to] of next) {
      const from = regions.get(region);
      const isReentered = region === reentered?.region;
      if (from === to && !isReentered) continue;
      journal.append('state', to, {
        region,
        ...(from !== undefined && { from }),
        ...(isReentered && { again: reentered.again }),
      });
    }
    regions = next;
  };
}

export function inspectInto(journal: Journal): (inspected: InspectionEvent) => void {
  const recordStates = statesInto(journal);

  const recordAction = ({ action: { type, params } }: InspectedActionEvent): void => {
    if (type === 'xstate.sendTo') {
      const { type: message, ...facts } = (params as unknown as { event: Message }).event;
      journal.append('command', message, facts);
    } else if (isEffect(type)) journal.append('command', type, (params ?? {}) as CommandFacts[EffectName]);
  };

  const recordStream = (child: StreamName, inspected: InspectionEvent): void => {
    if (inspected.type === '@xstate.event' && inspected.event.type === 'xstate.init')
      journal.append('child', child, { is: 'started', ...inspected.event.input });
    else if (inspected.type === '@xstate.snapshot' && inspected.event.type === 'xstate.stop')
      journal.append('child', child, { is: 'stopped' });
  };

  const recordEvent = (event: { readonly type: string }): void => {
    const delay = delayOf(event.type);
    if (delay !== undefined) journal.append('timer', delay);
    else if (isChartEvent(event)) {
      const { type, ...facts } = event;
      journal.append('event', type, facts);
    }
  };

  return (inspected) => {
    if (inspected.actorRef.sessionId !== inspected.rootId) {
      recordStream(nameOf(inspected.actorRef), inspected);
      return;
    }
    switch (inspected.type) {
      case '@xstate.event':
        recordEvent(inspected.event);
        return;
      case '@xstate.action':
        recordAction(inspected);
        return;
      case '@xstate.microstep':
        for (const transition of inspected._transitions)
          journal.append('transition', transitionId(transition) as TransitionId);
        recordStates(stateOf(inspected), reenteredBy(inspected));
        return;
      case '@xstate.snapshot':
        recordStates(stateOf(inspected));
    }
  };
}
