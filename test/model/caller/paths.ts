/**
 * The walks of `npm test`: to every state by the shortest way, and on until every transition has followed every transition it can.
 *
 *   shortest path ──nearest missing pair──> … ──> an end of the call
 */
import {
  following,
  isOver,
  keyOf,
  type Path,
  pairName,
  say,
  start,
  type Transition,
  testModel,
  transitions,
} from './model-graph.ts';

/** Pairs of transitions that no path has had yet. */
class Missing {
  readonly #pairs = new Map<string, Set<string>>();

  constructor() {
    for (const { name, to } of transitions) {
      const after = this.#pairs.get(name) ?? new Set();
      for (const next of following(to)) after.add(next.name);
      this.#pairs.set(name, after);
    }
  }

  has(last: Transition | undefined, next: Transition): boolean {
    return last !== undefined && this.#pairs.get(last.name)?.has(next.name) === true;
  }

  found(last: Transition | undefined, next: Transition): void {
    if (last) this.#pairs.get(last.name)?.delete(next.name);
  }

  get names(): string[] {
    return [...this.#pairs].flatMap(([last, after]) => [...after].map((next) => pairName(last, next)));
  }
}

type Wanted = (last: Transition | undefined, next: Transition) => boolean;

/** The nearest way from the end of a path to a transition that is wanted after the transition before it. */
function nearest(path: readonly Transition[], isWanted: Wanted): Transition[] | undefined {
  const end = path.at(-1);
  const before = new Map<Transition, Transition | undefined>();
  let front: (Transition | undefined)[] = [end];
  while (front.length > 0) {
    const next: Transition[] = [];
    for (const last of front) {
      for (const transition of following(last?.to ?? keyOf(start))) {
        if (isWanted(last, transition)) return [...wayTo(last, before), transition];
        if (before.has(transition)) continue;
        before.set(transition, last === end ? undefined : last);
        next.push(transition);
      }
    }
    front = next;
  }
  return undefined;
}

function wayTo(
  transition: Transition | undefined,
  before: ReadonlyMap<Transition, Transition | undefined>,
): Transition[] {
  return transition !== undefined && before.has(transition)
    ? [...wayTo(before.get(transition), before), transition]
    : [];
}

const LONGEST = 40;

/** To every state of the model by the shortest way. */
export const shortestPaths = (): Path[] => testModel.getShortestPaths().map(({ steps }) => steps.slice(1));

/**
 * Every shortest path, each led on until every transition has followed every transition it can follow; then more paths, until none
 * is missing. A path ends late: it first takes what does not end the call.
 */
export function pairPaths(): Path[] {
  const missing = new Missing();
  const isMissing: Wanted = (last, next) => missing.has(last, next);
  const goesOn: Wanted = (last, next) => missing.has(last, next) && !isOver(next.state);
  const walk = (begun: readonly Transition[]): Transition[] => {
    const path: Transition[] = [];
    for (let way: readonly Transition[] | undefined = begun; way; ) {
      for (const transition of way) {
        missing.found(path.at(-1), transition);
        path.push(transition);
      }
      way = path.length < LONGEST ? (nearest(path, goesOn) ?? nearest(path, isMissing)) : undefined;
    }
    return path;
  };
  const paths = shortestPaths().map((path) => walk(toTransitions(path)));
  while (missing.names.length > 0) {
    const path = walk([]);
    if (path.length === 0) throw new Error(`No path has these pairs: ${missing.names.join('; ')}`);
    paths.push(path);
  }
  return paths;
}

function toTransitions(path: Path): Transition[] {
  let from = keyOf(start);
  return path.map(({ event, state }) => {
    const to = keyOf(state);
    const transition = following(from).find((one) => one.to === to && say(one.event) === say(event));
    if (!transition) throw new Error(`The model has no way from ${from} by ${say(event)}`);
    from = to;
    return transition;
  });
}
