/**
 * The boxes and words on the grid that lines run on, and so the points that are open to a line.
 */
import type { Box } from '../../../readings/chart/chart-drawing.ts';
import type { Line, Outline } from '../chart-lines.ts';
import { GRID } from '../layout/arranging.ts';
import type { Placing } from '../layout/placing.ts';
import { startMark } from './marks.ts';
import type { Heading, Point, RouteGrid } from './route-grid.ts';

/** Between words and a line, in units. */
const GAP = 8;
const NOTHING = -1;
/** Words of a state, that no line may cross. */
const WORDS = -2;

export function boxOf({ boxes }: Placing, id: string): Box {
  const box = boxes.get(id);
  if (!box) throw new Error(`The state "${id}" has no place`);
  return box;
}

export const pointAt = (grid: RouteGrid, x: number, y: number): Point =>
  Math.round(x / GRID) + Math.round(y / GRID) * grid.columns;

export class RouteMap {
  readonly #outline: Outline;
  readonly #grid: RouteGrid;
  /** The innermost state at each point, by its place in the model. */
  readonly #owner: Int16Array;
  /** The owner of the words at each point: a state, or a line by its place. */
  readonly #words: Int16Array;
  readonly #borders = new Set<Point>();
  readonly #indexOf: ReadonlyMap<string, number>;

  constructor(outline: Outline, placing: Placing, grid: RouteGrid) {
    const { model, lines } = outline;
    this.#outline = outline;
    this.#grid = grid;
    this.#owner = new Int16Array(grid.size).fill(NOTHING);
    this.#words = new Int16Array(grid.size).fill(NOTHING);
    this.#indexOf = new Map(model.states.map(({ id }, index) => [id, index]));
    for (const [index, { id, isInitial }] of model.states.entries()) {
      const box = boxOf(placing, id);
      this.#fill(this.#owner, box, index);
      for (const { x, y } of ring(box, 0)) this.#borders.add(pointAt(grid, x, y));
      this.#crowd(box);
      const { filled = 0, height = 0 } = placing.heads.get(id) ?? {};
      this.#fill(this.#words, { ...box, width: filled + GAP, height: Math.max(0, height - GAP) }, WORDS);
      if (isInitial) this.#fill(this.#words, startMark(box), WORDS);
    }
    for (const [index, { id }] of lines.entries()) {
      const label = placing.labels.get(id);
      if (!label) throw new Error(`The line "${id}" has no label`);
      this.#fill(this.#words, label.box, index);
      this.#crowd(label.box);
    }
  }

  /** Where a line may go: in the states around its ends, through borders and not along them, through no words but its own. */
  openTo(line: Line, heading: Heading): (at: Point, going: Heading) => boolean {
    const { nesting, lines } = this.#outline;
    const own = lines.indexOf(line);
    const around = [line.source, line.target].flatMap((end) => nesting.pathTo(end).slice(0, -1));
    const allowed = new Set([NOTHING, ...around.map((id) => this.#indexOf.get(id) ?? NOTHING)]);
    return (at, going) => {
      if (!allowed.has(this.#owner[at] ?? NOTHING) || this.#isAlongBorder(at, going)) return false;
      const words = this.#words[at] ?? NOTHING;
      return words === NOTHING || (words === own && going === heading);
    };
  }

  #isAlongBorder(at: Point, going: Heading): boolean {
    const before = this.#grid.step(at, ((going + 2) % 4) as Heading);
    return this.#borders.has(at) && this.#borders.has(before);
  }

  #crowd(box: Box): void {
    for (const { x, y } of ring(box, GRID)) this.#grid.crowd(pointAt(this.#grid, x, y));
  }

  #fill(into: Int16Array, { x, y, width, height }: Box, value: number): void {
    for (let row = Math.ceil(y / GRID); row * GRID <= y + height; row += 1) {
      for (let column = Math.ceil(x / GRID); column * GRID <= x + width; column += 1) {
        into[column + row * this.#grid.columns] = value;
      }
    }
  }
}

/** Points around a box, at a distance from its border. */
function* ring({ x, y, width, height }: Box, distance: number) {
  const [left, right] = [x - distance, x + width + distance];
  const [top, bottom] = [y - distance, y + height + distance];
  for (let at = left; at <= right; at += GRID)
    yield* [
      { x: at, y: top },
      { x: at, y: bottom },
    ];
  for (let at = top; at <= bottom; at += GRID)
    yield* [
      { x: left, y: at },
      { x: right, y: at },
    ];
}
