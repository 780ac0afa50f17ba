/**
 * Where states and labels are: each state's head over what is in it, from the innermost out (arranging.ts). What runs
 * between boxes is routing.ts.
 */
import type { Box } from '../../../readings/chart/chart-drawing.ts';
import type { Outline } from '../chart-lines.ts';
import type { ChartPlan, Direction } from '../charts.ts';
import { type Head, headOf } from '../routing/heads.ts';
import { arrange, type LabelText, moved, type Part, snap } from './arranging.ts';

export interface PlacedLabel extends LabelText {
  readonly box: Box;
}

/** By id of state or line, measured from the top left corner of the drawing. */
export interface Placing {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly heads: ReadonlyMap<string, Head>;
  readonly labels: ReadonlyMap<string, PlacedLabel>;
}

/** Between a box and what is in it, and between regions, in units. */
const ROOM = { side: 20, top: 10, bottom: 20, divider: 20 } as const;
const NO_ROOM = { side: 0, top: 0, bottom: 0 } as const;

export async function placeChart(plan: ChartPlan, outline: Outline): Promise<Placing> {
  const { model, nesting, lines } = outline;
  const kinds = new Map(model.states.map(({ id, kind }) => [id, kind]));
  const heads = new Map<string, Head>();
  const labels = new Map<string, LabelText>();

  const childrenOf = (id: string) =>
    model.states.filter((state) => nesting.parentOf(state.id) === id).map((state) => state.id);
  const directionOf = (id: string): Direction => (plan.rightwards.includes(id) ? 'right' : 'down');

  /** The regions of a parallel state, with all of them as long as the longest. */
  async function divide(regions: readonly string[], direction: Direction): Promise<Part> {
    const parts = new Map<string, Part>();
    for (const region of regions) parts.set(region, await place(region));
    const width = Math.max(...[...parts.values()].map((part) => part.width));
    const height = Math.max(...[...parts.values()].map((part) => part.height));
    const boxes = new Map<string, Box>();
    let at = 0;
    for (const [region, part] of parts) {
      const [x, y] = direction === 'right' ? [at, 0] : [0, at];
      for (const [id, box] of moved(part.boxes, { x, y })) boxes.set(id, box);
      const filled = direction === 'right' ? { width: part.width, height } : { width, height: part.height };
      boxes.set(region, { x, y, ...filled });
      at += (direction === 'right' ? part.width : part.height) + ROOM.divider;
    }
    const length = at - ROOM.divider;
    return direction === 'right' ? { width: length, height, boxes } : { width, height: length, boxes };
  }

  /** What is in a state: in the rows that its plan says, or as its lines lead. */
  async function placeInside(id: string): Promise<Part> {
    const children = childrenOf(id);
    if (kinds.get(id) === 'parallel') return divide(children, directionOf(id));
    const named = (name: string) => (id === model.machine ? name : `${id}.${name}`);
    const rows = plan.rows[id]?.map((row) => row.map(named)) ?? [];
    const alone = children.filter((child) => !rows.flat().includes(child));
    const outer = new Map<string, Part>();
    for (const row of [...rows, ...(rows.length === 0 ? [] : alone.map((child) => [child]))]) {
      const parts = new Map<string, Part>();
      for (const child of row) parts.set(child, await place(child));
      outer.set(row.join(), await arrange({ parts, lines, direction: 'right', isInOrder: true, labels }));
    }
    if (rows.length === 0) for (const child of children) outer.set(child, await place(child));
    return arrange({ parts: outer, lines, direction: directionOf(id), isInOrder: rows.length > 0, labels });
  }

  /** A state with all that is in it. */
  async function place(id: string): Promise<Part> {
    const isOuter = childrenOf(id).length > 0;
    /** The whole drawing needs no frame. */
    const isFramed = id !== model.machine;
    const inside: Part = isOuter ? await placeInside(id) : { width: 0, height: 0, boxes: new Map() };
    const isInside = (state: string) => state !== id && nesting.isWithin(state, id);
    const isClear = !lines.some(({ source, target }) => isInside(source) !== isInside(target));
    const room = isFramed ? ROOM : NO_ROOM;
    const boxWidth = isOuter ? inside.width + 2 * room.side : 0;
    const head = headOf(id, outline, { boxWidth, isClear, isFramed });
    heads.set(id, head);
    const width = Math.max(head.width, boxWidth);
    const height = head.height + (isOuter ? room.top + inside.height + room.bottom : 0);
    const content = { x: snap((width - inside.width) / 2), y: head.height + room.top };
    return {
      width,
      height,
      boxes: new Map([[id, { x: 0, y: 0, width, height }], ...moved(inside.boxes, content)]),
    };
  }

  const { boxes } = await place(model.machine);
  return {
    boxes: new Map([...boxes].filter(([id]) => kinds.has(id))),
    heads,
    labels: new Map(
      [...labels].flatMap(([id, label]) => {
        const box = boxes.get(id);
        return box ? [[id, { ...label, box }]] : [];
      }),
    ),
  };
}
