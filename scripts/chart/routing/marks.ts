/**
 * Small signs of the drawing that have no words: the dot at the initial state of a compound state, and an arrow's way.
 */
import type { Box } from '../../../readings/chart/chart-drawing.ts';

const CORNER_RADIUS = 8;

/** The dot stands left of its state, as far from it as half the room between boxes. */
export const startMark = ({ x, y }: Box): Box => ({ x: x - 14, y: y + 10, width: 8, height: 8 });

const HEAD = { length: 9, width: 8 } as const;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** As far from one place towards another. */
function towards(from: Place, to: Place, distance: number): Place {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return {
    x: from.x + ((to.x - from.x) / length) * distance,
    y: from.y + ((to.y - from.y) / length) * distance,
  };
}

const text = ({ x, y }: Place): string => `${Math.round(x)} ${Math.round(y)}`;

/** SVG path data of the triangle at a way's end. */
export function headPath(way: readonly Place[]): string {
  const [before, tip] = way.slice(-2);
  if (!before || !tip) return '';
  const base = towards(tip, before, HEAD.length);
  const [dx, dy] = [(tip.y - base.y) / HEAD.length, (base.x - tip.x) / HEAD.length];
  const wing = (side: 1 | -1): Place => ({
    x: base.x + (dx * side * HEAD.width) / 2,
    y: base.y + (dy * side * HEAD.width) / 2,
  });
  return `M${text(wing(1))}L${text(tip)}L${text(wing(-1))}z`;
}

/** SVG path data of a way with rounded corners, up to the middle of the arrow's head. */
export function roundedPath(way: readonly Place[]): string {
  const [before, tip] = way.slice(-2);
  if (!before || !tip) return '';
  const places = [...way.slice(0, -1), towards(tip, before, HEAD.length / 2)];
  const [first, ...rest] = places;
  if (!first) return '';
  let path = `M${text(first)}`;
  rest.forEach((place, index) => {
    const [before, next] = [places[index], rest[index + 1]];
    if (!before || !next) {
      path += `L${text(place)}`;
      return;
    }
    const room = Math.min(
      CORNER_RADIUS,
      Math.hypot(place.x - before.x, place.y - before.y) / 2,
      Math.hypot(next.x - place.x, next.y - place.y) / 2,
    );
    path += `L${text(towards(place, before, room))}Q${text(place)} ${text(towards(place, next, room))}`;
  });
  return path;
}
