/**
 * The grid that lines run on: which stretches are taken, and the cheapest way from one place to another (A*). To go
 * straight on is cheap, to turn or to cross another line costs, to touch one or run on top of it costs most.
 */
import { Queue } from './queue.ts';

/** Index of a point: `column + row * columns`. */
export type Point = number;
/** Right, down, left, up. */
export type Heading = 0 | 1 | 2 | 3;

/** A point, and the way one goes there. */
export interface Pose {
  readonly at: Point;
  readonly heading: Heading;
}

interface Errand {
  readonly from: readonly Pose[];
  readonly to: readonly Pose[];
  /** Whether the line may be at a point, going this way. Its ends are always open to it. */
  readonly isOpen: (at: Point, heading: Heading) => boolean;
}

const COST = { step: 1, turn: 5, crossing: 4, crowded: 0.8, touch: 40, overlap: 80 } as const;
const HEADINGS: readonly Heading[] = [0, 1, 2, 3];

export class RouteGrid {
  readonly columns: number;
  /** Points there are. */
  readonly size: number;
  /** Lines on the stretch from each point to the right, and down. */
  readonly #across: Uint8Array;
  readonly #down: Uint8Array;
  /** Points where a line looks cramped. */
  readonly #crowded: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.size = columns * rows;
    this.#across = new Uint8Array(this.size);
    this.#down = new Uint8Array(this.size);
    this.#crowded = new Uint8Array(this.size);
  }

  /** The next point, or -1 beyond the edge. */
  step(at: Point, heading: Heading): Point {
    const column = at % this.columns;
    if (heading === 0) return column + 1 < this.columns ? at + 1 : -1;
    if (heading === 2) return column > 0 ? at - 1 : -1;
    const next = at + (heading === 1 ? this.columns : -this.columns);
    return next >= 0 && next < this.size ? next : -1;
  }

  crowd(at: Point): void {
    this.#crowded[at] = 1;
  }

  /** A line takes its way, or with -1 gives it back. */
  take(way: readonly Point[], by: 1 | -1): void {
    way.slice(1).forEach((at, index) => {
      const before = way[index] ?? at;
      const stretches = Math.abs(at - before) === 1 ? this.#across : this.#down;
      const first = Math.min(at, before);
      stretches[first] = (stretches[first] ?? 0) + by;
    });
  }

  #isTaken(at: Point, heading: Heading): boolean {
    const stretches = heading % 2 === 0 ? this.#across : this.#down;
    const first = heading === 2 ? at - 1 : heading === 3 ? at - this.columns : at;
    return (stretches[first] ?? 0) > 0;
  }

  /** Of meeting other lines at a point: none there, one crossed squarely, or one touched. */
  #meeting(at: Point, heading: Heading, next: Heading): number {
    const [right, down, left, up] = HEADINGS.map((way) => this.#isTaken(at, way));
    if (!right && !down && !left && !up) return 0;
    const isSquare = next % 2 === 0 ? up && down && !left && !right : left && right && !up && !down;
    return heading === next && isSquare ? COST.crossing : COST.touch;
  }

  /** The cheapest way, both ends included; undefined when there is none. */
  find({ from, to, isOpen }: Errand): Point[] | undefined {
    const goals = new Set(to.map(({ at, heading }) => at * 4 + heading));
    const distanceOf = this.#distanceTo(to.map(({ at }) => at));
    const costs = new Map<number, number>();
    const cameFrom = new Map<number, number>();
    const open = new Queue();
    for (const { at, heading } of from) {
      costs.set(at * 4 + heading, 0);
      open.push(at * 4 + heading, distanceOf(at));
    }
    const settled = new Set<number>();
    for (let pose = open.pop(); pose !== undefined; pose = open.pop()) {
      if (goals.has(pose)) return wayTo(pose, cameFrom);
      if (settled.has(pose)) continue;
      settled.add(pose);
      const at = pose >> 2;
      const heading = (pose & 3) as Heading;
      for (const next of HEADINGS) {
        if ((next + 2) % 4 === heading) continue;
        const reached = this.step(at, next);
        const reachedPose = reached * 4 + next;
        const isGoal = goals.has(reachedPose);
        if (reached === -1 || (!isGoal && !isOpen(reached, next))) continue;
        const cost =
          (costs.get(pose) ?? 0) +
          COST.step +
          (heading === next ? 0 : COST.turn) +
          (this.#crowded[reached] === 1 ? COST.crowded : 0) +
          (this.#isTaken(at, next) ? COST.overlap : 0) +
          this.#meeting(at, heading, next) +
          (isGoal ? this.#meeting(reached, next, next) : 0);
        if (cost >= (costs.get(reachedPose) ?? Number.POSITIVE_INFINITY)) continue;
        costs.set(reachedPose, cost);
        cameFrom.set(reachedPose, pose);
        open.push(reachedPose, cost + distanceOf(reached));
      }
    }
    return undefined;
  }

  /** Steps from a point to the rectangle around some: never more than there are. */
  #distanceTo(points: readonly Point[]): (at: Point) => number {
    const columns = points.map((at) => at % this.columns);
    const rows = points.map((at) => Math.floor(at / this.columns));
    const [left, right] = [Math.min(...columns), Math.max(...columns)];
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    return (at) => {
      const column = at % this.columns;
      const row = Math.floor(at / this.columns);
      return Math.max(left - column, column - right, 0) + Math.max(top - row, row - bottom, 0);
    };
  }
}

function wayTo(goal: number, cameFrom: ReadonlyMap<number, number>): Point[] {
  const way: Point[] = [];
  for (let pose: number | undefined = goal; pose !== undefined; pose = cameFrom.get(pose))
    way.push(pose >> 2);
  return way.reverse();
}
