/**
 * The places of states and labels: each state's head over its content, from the innermost out (arranging.ts). The lines
 * between boxes are routing.ts's.
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

/** Regions of a parallel state, with all of them as long as the longest. */
function sideBySide(regions: ReadonlyMap<string, Part>, direction: Direction): Part {
  const width = Math.max(...[...regions.values()].map((part) => part.width));
  const height = Math.max(...[...regions.values()].map((part) => part.height));
  const boxes = new Map<string, Box>();
  let at = 0;
  for (const [region, part] of regions) {
    const [x, y] = direction === 'right' ? [at, 0] : [0, at];
    for (const [id, box] of moved(part.boxes, { x, y })) boxes.set(id, box);
    const filled = direction === 'right' ? { width: part.width, height } : { width, height: part.height };
    boxes.set(region, { x, y, ...filled });
    at += (direction === 'right' ? part.width : part.height) + ROOM.divider;
  }
  const length = at - ROOM.divider;
  return direction === 'right' ? { width: length, height, boxes } : { width, height: length, boxes };
}

export async function placeChart(plan: ChartPlan, outline: Outline): Promise<Placing> {
  const placer = new Placer(plan, outline);
  const { boxes } = await placer.place(outline.model.machine);
  const isState = new Set(outline.model.states.map(({ id }) => id));
  return {
    boxes: new Map([...boxes].filter(([id]) => isState.has(id))),
    heads: placer.heads,
    labels: new Map(
      [...placer.labels].flatMap(([id, label]) => {
        const box = boxes.get(id);
        return box ? [[id, { ...label, box }]] : [];
      }),
    ),
  };
}

/** Places states from the innermost out, and gathers heads and labels on the way. */
class Placer {
  readonly heads = new Map<string, Head>();
  readonly labels = new Map<string, LabelText>();
  readonly #plan: ChartPlan;
  readonly #outline: Outline;

  constructor(plan: ChartPlan, outline: Outline) {
    this.#plan = plan;
    this.#outline = outline;
  }

  /** A state with all that is in it. */
  async place(id: string): Promise<Part> {
    const { model, nesting, lines } = this.#outline;
    const isOuter = this.#childrenOf(id).length > 0;
    /** The whole drawing needs no frame. */
    const isFramed = id !== model.machine;
    const inside: Part = isOuter ? await this.#placeInside(id) : { width: 0, height: 0, boxes: new Map() };
    const isInside = (state: string) => state !== id && nesting.isWithin(state, id);
    const isClear = !lines.some(({ source, target }) => isInside(source) !== isInside(target));
    const room = isFramed ? ROOM : NO_ROOM;
    const boxWidth = isOuter ? inside.width + 2 * room.side : 0;
    const head = headOf(id, this.#outline, { boxWidth, isClear, isFramed });
    this.heads.set(id, head);
    const width = Math.max(head.width, boxWidth);
    const height = head.height + (isOuter ? room.top + inside.height + room.bottom : 0);
    const content = { x: snap((width - inside.width) / 2), y: head.height + room.top };
    return {
      width,
      height,
      boxes: new Map([[id, { x: 0, y: 0, width, height }], ...moved(inside.boxes, content)]),
    };
  }

  async #placeAll(ids: readonly string[]): Promise<Map<string, Part>> {
    const parts = new Map<string, Part>();
    for (const id of ids) parts.set(id, await this.place(id));
    return parts;
  }

  /** The content of a state: in the rows of its plan, or as its lines lead. */
  async #placeInside(id: string): Promise<Part> {
    const { model, lines } = this.#outline;
    const { labels } = this;
    const children = this.#childrenOf(id);
    const direction: Direction = this.#plan.rightwards.includes(id) ? 'right' : 'down';
    const isParallel = model.states.some((state) => state.id === id && state.kind === 'parallel');
    if (isParallel) return sideBySide(await this.#placeAll(children), direction);
    const named = (name: string) => (id === model.machine ? name : `${id}.${name}`);
    const rows = this.#plan.rows[id]?.map((row) => row.map(named)) ?? [];
    if (rows.length === 0)
      return arrange({ parts: await this.#placeAll(children), lines, direction, isInOrder: false, labels });
    const alone = children.filter((child) => !rows.flat().includes(child));
    const outer = new Map<string, Part>();
    for (const row of [...rows, ...alone.map((child) => [child])]) {
      const parts = await this.#placeAll(row);
      outer.set(row.join(), await arrange({ parts, lines, direction: 'right', isInOrder: true, labels }));
    }
    return arrange({ parts: outer, lines, direction, isInOrder: true, labels });
  }

  #childrenOf(id: string): string[] {
    const { model, nesting } = this.#outline;
    return model.states.filter((state) => nesting.parentOf(state.id) === id).map((state) => state.id);
  }
}
