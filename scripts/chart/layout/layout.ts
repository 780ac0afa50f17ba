/**
 * A machine's chart with every place in it.
 *
 *   model ─> arrows or rows ─> boxes and labels (ELK) ─> ways of the arrows ─> drawing
 */
import type {
  Box,
  ChartDrawing,
  DrawnLine,
  DrawnState,
  DrawnTransition,
  TransitionModel,
  Words,
} from '../../../readings/chart/chart-drawing.ts';
import { type Line, outlineOf } from '../chart-lines.ts';
import { chartModel, digestOf } from '../chart-model.ts';
import type { ChartPlan } from '../charts.ts';
import { headPath, roundedPath, startMark } from '../routing/marks.ts';
import { routeLines } from '../routing/routing.ts';
import { PITCH } from '../wording.ts';
import { placeChart } from './placing.ts';

/** Around the whole drawing, in units. */
const MARGIN = 20;
const ORIGIN = { x: 0, y: 0 };

type OwnedWords = Words & { readonly transition: string };

/** Around words, to be lit. */
function extentOf(words: readonly Words[]): Box {
  const left = Math.min(...words.map(({ x }) => x)) - 2;
  const right = Math.max(...words.map(({ x, text }) => x + text.length * PITCH)) + 2;
  const top = Math.min(...words.map(({ y }) => y)) - 10;
  const bottom = Math.max(...words.map(({ y }) => y)) + 4;
  return { x: left, y: top, width: Math.ceil(right - left), height: bottom - top };
}

/** A transition with its own of all `words`, and the line that it is part of. */
function drawTransition(
  transition: TransitionModel,
  lines: readonly Line[],
  words: readonly OwnedWords[],
): DrawnTransition {
  const line = lines.find((one) => one.transitions.includes(transition));
  const own = words.filter((word) => word.transition === transition.id);
  return {
    ...transition,
    box: extentOf(own),
    words: own.map(({ x, y, text, as }) => ({ x, y, text, as })),
    ...(line ? { line: line.id } : {}),
  };
}

export async function drawChart(plan: ChartPlan): Promise<ChartDrawing> {
  const model = chartModel(plan.machine);
  const outline = outlineOf(model);
  const { lines } = outline;
  const placing = await placeChart(plan, outline);
  const ways = routeLines(outline, placing);

  const placed = <T extends { x: number; y: number }>(thing: T, by: { x: number; y: number }): T => ({
    ...thing,
    x: Math.round(thing.x + by.x + MARGIN),
    y: Math.round(thing.y + by.y + MARGIN),
  });
  const words: OwnedWords[] = [];
  const states = model.states.map((state): DrawnState => {
    const [box, head] = [placing.boxes.get(state.id), placing.heads.get(state.id)];
    if (!box || !head) throw new Error(`The state "${state.id}" has no place`);
    words.push(...head.rows.map((word) => placed(word, box)));
    return {
      ...state,
      ...placed(box, ORIGIN),
      words: head.words.map((word) => placed(word, box)),
      pills: head.pills.map((pill) => placed(pill, box)),
      ...(state.isInitial ? { start: placed(startMark(box), ORIGIN) } : {}),
      ...(head.clock ? { clock: placed(head.clock, box) } : {}),
    };
  });
  const drawnLines = lines.map(({ id }): DrawnLine => {
    const [label, way] = [placing.labels.get(id), ways.get(id)];
    if (!label || !way) throw new Error(`The line "${id}" has no place`);
    const corner = {
      x: label.box.x + (label.box.width - label.block.width) / 2,
      y: label.box.y + (label.box.height - label.block.height) / 2,
    };
    words.push(...label.block.words.map((word) => placed(word, corner)));
    return {
      id,
      path: roundedPath(way.map((at) => placed(at, ORIGIN))),
      head: headPath(way.map((at) => placed(at, ORIGIN))),
      label: placed(label.box, ORIGIN),
    };
  });
  const whole = placing.boxes.get(model.machine);
  return {
    machine: model.machine,
    digest: digestOf(model),
    width: (whole?.width ?? 0) + 2 * MARGIN,
    height: (whole?.height ?? 0) + 2 * MARGIN,
    states,
    transitions: model.transitions.map((transition) => drawTransition(transition, lines, words)),
    lines: drawnLines,
  };
}
