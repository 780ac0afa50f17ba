/**
 * The walks of `npm test`: to every state by the shortest way, and on until every edge has followed every edge it can.
 *
 *   shortest path ──nearest missing pair──> … ──> an end of the call
 */
import {
  type Edge,
  edges,
  following,
  isOver,
  keyOf,
  type Path,
  pairName,
  say,
  start,
  testModel,
} from './model-graph.ts';

/** Pairs of edges that no path has had yet. */
class Missing {
  readonly #pairs = new Map<string, Set<string>>();

  constructor() {
    for (const { name, to } of edges) {
      const after = this.#pairs.get(name) ?? new Set();
      for (const next of following(to)) after.add(next.name);
      this.#pairs.set(name, after);
    }
  }

  has(last: Edge | undefined, next: Edge): boolean {
    return last !== undefined && this.#pairs.get(last.name)?.has(next.name) === true;
  }

  found(last: Edge | undefined, next: Edge): void {
    if (last) this.#pairs.get(last.name)?.delete(next.name);
  }

  get names(): string[] {
    return [...this.#pairs].flatMap(([last, after]) => [...after].map((next) => pairName(last, next)));
  }
}

type Wanted = (last: Edge | undefined, next: Edge) => boolean;

/** The nearest way from the end of a path to an edge that is wanted after the edge before it. */
function nearest(path: readonly Edge[], isWanted: Wanted): Edge[] | undefined {
  const end = path.at(-1);
  const before = new Map<Edge, Edge | undefined>();
  let front: (Edge | undefined)[] = [end];
  while (front.length > 0) {
    const next: Edge[] = [];
    for (const last of front) {
      for (const edge of following(last?.to ?? keyOf(start))) {
        if (isWanted(last, edge)) return [...wayTo(last, before), edge];
        if (before.has(edge)) continue;
        before.set(edge, last === end ? undefined : last);
        next.push(edge);
      }
    }
    front = next;
  }
  return undefined;
}

function wayTo(edge: Edge | undefined, before: ReadonlyMap<Edge, Edge | undefined>): Edge[] {
  return edge !== undefined && before.has(edge) ? [...wayTo(before.get(edge), before), edge] : [];
}

const LONGEST = 40;

/** To every state of the model by the shortest way. */
export const shortestPaths = (): Path[] => testModel.getShortestPaths().map(({ steps }) => steps.slice(1));

/**
 * Every shortest path, each led on until every edge has followed every edge it can follow; then more paths, until none
 * is missing. A path ends late: it first takes what does not end the call.
 */
export function pairPaths(): Path[] {
  const missing = new Missing();
  const isMissing: Wanted = (last, next) => missing.has(last, next);
  const goesOn: Wanted = (last, next) => missing.has(last, next) && !isOver(next.state);
  const walk = (begun: readonly Edge[]): Edge[] => {
    const path: Edge[] = [];
    for (let way: readonly Edge[] | undefined = begun; way; ) {
      for (const edge of way) {
        missing.found(path.at(-1), edge);
        path.push(edge);
      }
      way = path.length < LONGEST ? (nearest(path, goesOn) ?? nearest(path, isMissing)) : undefined;
    }
    return path;
  };
  const paths = shortestPaths().map((path) => walk(toEdges(path)));
  while (missing.names.length > 0) {
    const path = walk([]);
    if (path.length === 0) throw new Error(`No path has these pairs: ${missing.names.join('; ')}`);
    paths.push(path);
  }
  return paths;
}

function toEdges(path: Path): Edge[] {
  let from = keyOf(start);
  return path.map(({ event, state }) => {
    const to = keyOf(state);
    const edge = following(from).find((one) => one.to === to && say(one.event) === say(event));
    if (!edge) throw new Error(`The model has no way from ${from} by ${say(event)}`);
    from = to;
    return edge;
  });
}
