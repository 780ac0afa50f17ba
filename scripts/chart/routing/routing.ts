/**
 * The way of every line: from the border of its source, straight through its label, to the border of its target. Around
 * every other box, past every word, and clear of the lines that went before.
 */

import type { Line, Outline } from '../chart-lines.ts';
import { GRID } from '../layout/arranging.ts';
import type { PlacedLabel, Placing } from '../layout/placing.ts';
import type { Place } from './marks.ts';
import { type Heading, type Point, type Pose, RouteGrid } from './route-grid.ts';
import { boxOf, pointAt, RouteMap } from './route-map.ts';

const HEADING = { right: 0, down: 1, left: 2, up: 3 } as const;
/** No line meets a box nearer than this to its corner, in units. */
const CORNER = 10;
/** How often each line looks for a better way, once all the others have theirs. */
const SECOND_THOUGHTS = 2;

/** Points of each line, at its ends and where it turns. */
type Ways = ReadonlyMap<string, readonly Place[]>;

export function routeLines({ model, nesting, lines }: Outline, placing: Placing): Ways {
  const drawing = boxOf(placing, model.machine);
  const grid = new RouteGrid(drawing.width / GRID + 1, drawing.height / GRID + 1);
  const map = new RouteMap({ model, nesting, lines }, placing, grid);
  const placeOf = (at: Point) => ({ x: (at % grid.columns) * GRID, y: Math.floor(at / grid.columns) * GRID });

  /** Points on a box's border, with the way out of it or into it. */
  function border(id: string, isOutward: boolean): Pose[] {
    const { x, y, width, height } = boxOf(placing, id);
    const poses: Pose[] = [];
    const add = (px: number, py: number, outward: Heading) => {
      const heading = (isOutward ? outward : (outward + 2) % 4) as Heading;
      poses.push({ at: pointAt(grid, px, py), heading });
    };
    for (let px = x + CORNER; px <= x + width - CORNER; px += GRID) {
      add(px, y, HEADING.up);
      add(px, y + height, HEADING.down);
    }
    for (let py = y + CORNER; py <= y + height - CORNER; py += GRID) {
      add(x, py, HEADING.left);
      add(x + width, py, HEADING.right);
    }
    return poses;
  }

  function wayOf(line: Line, label: PlacedLabel): Point[] {
    const heading = HEADING[label.heading];
    const isOpen = map.openTo(line, heading);
    const middle: Pose = {
      at: pointAt(grid, label.box.x + label.box.width / 2, label.box.y + label.box.height / 2),
      heading,
    };
    const there = grid.find({ from: border(line.source, true), to: [middle], isOpen }) ?? [];
    grid.take(there, 1);
    const onwards = grid.find({ from: [middle], to: border(line.target, false), isOpen }) ?? [];
    grid.take(there, -1);
    if (there.length === 0 || onwards.length === 0) throw new Error(`No way for the line "${line.id}"`);
    return [...there, ...onwards.slice(1)];
  }

  const lengthOf = ({ source, target }: Line) => {
    const [from, to] = [boxOf(placing, source), boxOf(placing, target)];
    return Math.abs(from.x - to.x) + Math.abs(from.y - to.y);
  };
  const ways = new Map<string, Point[]>();
  for (let round = 0; round <= SECOND_THOUGHTS; round += 1) {
    for (const line of lines.toSorted((a, b) => lengthOf(a) - lengthOf(b))) {
      const label = placing.labels.get(line.id);
      if (!label) continue;
      grid.take(ways.get(line.id) ?? [], -1);
      const way = wayOf(line, label);
      grid.take(way, 1);
      ways.set(line.id, way);
    }
  }
  return new Map([...ways].map(([id, way]) => [id, turnsOf(way).map(placeOf)]));
}

/** A way's ends and the points where it turns. */
function turnsOf(way: readonly Point[]): Point[] {
  return way.filter((at, index) => {
    const [before, after] = [way[index - 1], way[index + 1]];
    return before === undefined || after === undefined || at - before !== after - at;
  });
}
