/**
 * The view in which the active states are legible.
 */
import type { Box, ChartDrawing, DrawnState } from '../../../readings/chart/chart-drawing.ts';
import type { View, Viewport } from './viewport.ts';

/** Margin around the shown states, in units. */
const MARGIN = 70;
/** The view does not move while the first region's innermost state is at least this far inside it, in units. */
const CALM = 24;
const READABLE = { least: 0.9, most: 1.1 } as const;

function union(one: Box, other: Box): Box {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/** The view to move to; undefined to stay. The first region's state is shown, its parent and other regions if they fit. */
export function whereToLook(
  { states }: ChartDrawing,
  active: readonly string[],
  viewport: Viewport,
): View | undefined {
  const byId = new Map(states.map((state) => [state.id, state]));
  const isLeaf = ({ kind }: DrawnState) => kind === 'atomic' || kind === 'final';
  const leaves = active.flatMap((id) => byId.get(id) ?? []).filter(isLeaf);
  const [first, ...others] = leaves;
  if (!first) return viewport.whole();
  const { scale } = viewport.view.value;
  const isReadable = scale >= READABLE.least * 0.95;
  if (isReadable && viewport.shows(first, CALM)) return undefined;

  const { width, height } = viewport.size.value;
  const fits = (box: Box): boolean =>
    Math.min(width / (box.width + 2 * MARGIN), height / (box.height + 2 * MARGIN)) >= READABLE.least;
  const parent = byId.get(first.id.slice(0, first.id.lastIndexOf('.')));
  let box: Box = first;
  for (const more of parent ? [parent, ...others] : others) {
    const larger = union(box, more);
    if (fits(larger)) box = larger;
  }
  return viewport.around(box, MARGIN, READABLE);
}
