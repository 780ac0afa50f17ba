/**
 * The caller's model as a graph, made with `xstate/graph`: its states, its transitions, and which transition may follow which.
 *
 *   model ──adjacency──> states (place and counters) ──> transitions and pairs of transitions, by name
 *
 * A transition's name is a place, an event and the next place: counters bound the graph, and do not multiply what is to be
 * covered.
 */
import type { EventFromLogic, SnapshotFrom } from 'xstate';
import { adjacencyMapToArray, createTestModel } from 'xstate/graph';
import { callerModel } from './caller.model.ts';
import { AGENTS } from './caller.setup.ts';

type ModelState = SnapshotFrom<typeof callerModel>;
export type ModelEvent = EventFromLogic<typeof callerModel>;

export interface Step {
  readonly event: ModelEvent;
  /** After the event. */
  readonly state: ModelState;
}
export type Path = readonly Step[];

/** More states than the graph has: a model that grows without bound fails here, not in hours. */
const TRAVERSAL_LIMIT = 200_000;

const nested = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value as object)
        .map(([key, inner]) => `${key}.${nested(inner)}`)
        .join();

/** Where the model is, e.g. `talking.waiting.forVoice`. */
export const placeOf = ({ value }: ModelState): string => nested(value);

/** Nothing can follow. */
export const isOver = (state: ModelState): boolean => placeOf(state).startsWith('over');

/** The place to which a call returns when its STT comes back. */
const placeBefore = ({ historyValue }: ModelState): string =>
  Object.values(historyValue)
    .flat()
    .map((node) => node.path.join('.'))
    .join();

/** Where the model is, with all that its guards will ever ask again. */
export function keyOf(state: ModelState): string {
  const place = placeOf(state);
  const { reciting, ...context } = state.context;
  if (isOver(state)) return `${place} ${context.farewell}`;
  const before = place.startsWith('sttLost') ? placeBefore(state) : '';
  const isReciting = /reciting/.test(place + before);
  return JSON.stringify([place, before, context, isReciting && reciting]);
}

/** The events to try in a state. Raw traversal would try the descriptors alone, and so one agent. */
export const eventsIn = ({ _nodes }: ModelState): ModelEvent[] =>
  [...new Set(_nodes.flatMap((node) => node.ownEvents as ModelEvent['type'][]))].flatMap(
    (type): ModelEvent[] => (type === 'caller dials' ? AGENTS.map((agent) => ({ type, agent })) : [{ type }]),
  );

export const testModel = createTestModel(callerModel, {
  events: eventsIn,
  filterEvents: (state, event) => state.can(event),
  serializeState: keyOf,
  limit: TRAVERSAL_LIMIT,
});

/** An event as a title says it. */
export const say = (event: ModelEvent): string =>
  event.type === 'caller dials' ? `a caller dials the ${event.agent} agent` : event.type;
export const titleOf = (path: Path): string => path.map(({ event }) => say(event)).join(', ');

export interface Transition extends Step {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

const edgeName = (from: ModelState, event: ModelEvent, to: ModelState): string =>
  `${placeOf(from)} | ${say(event)} | ${placeOf(to)}`;

const adjacency = testModel.getAdjacencyMap();
export const transitions: readonly Transition[] = adjacencyMapToArray(adjacency).map(
  ({ state: from, event, nextState: state }) => ({
    from: keyOf(from),
    to: keyOf(state),
    event,
    state,
    name: edgeName(from, event, state),
  }),
);
const leaving = new Map<string, Transition[]>();
for (const transition of transitions)
  leaving.set(transition.from, [...(leaving.get(transition.from) ?? []), transition]);
export const following = (key: string): readonly Transition[] => leaving.get(key) ?? [];
export const start = Object.values(adjacency)[0]?.state as ModelState;

export const pairName = (last: string, next: string): string => `${last} -> ${next}`;

export const edgesOf = (path: Path): string[] =>
  path.map(({ event, state }, i) => edgeName(path[i - 1]?.state ?? start, event, state));
export const pairsOf = (path: Path): string[] => {
  const names = edgesOf(path);
  return names.slice(1).map((name, i) => pairName(names[i] as string, name));
};

export const allPlaces = [...new Set(Object.values(adjacency).map(({ state }) => placeOf(state)))];
export const allTransitions = [...new Set(transitions.map(({ name }) => name))];
export const allPairs = [
  ...new Set(transitions.flatMap(({ name, to }) => following(to).map((next) => pairName(name, next.name)))),
];
