/**
 * Which transitions are arrows and which are rows of text in their state. Eighty-seven arrows would be a thicket: an
 * arrow is kept for a transition that moves a call to another part of the chart.
 */
import type { ChartModel, TransitionModel } from '../../readings/chart/chart-drawing.ts';
import { groupBy } from './wording.ts';

/** Transitions between the same two states. */
export interface Line {
  /** `source > target`. */
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly TransitionModel[];
}

/** The input of the layout: the model, the nesting of its states, and those of its transitions that are arrows. */
export interface Outline {
  readonly model: ChartModel;
  readonly nesting: Nesting;
  readonly lines: readonly Line[];
}

/** The nesting of states, by ids. */
export class Nesting {
  readonly #root: string;

  constructor({ machine }: ChartModel) {
    this.#root = machine;
  }

  parentOf(id: string): string | undefined {
    if (id === this.#root) return undefined;
    return id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : this.#root;
  }

  /** From the outermost to the state itself. */
  pathTo(id: string): string[] {
    const parent = this.parentOf(id);
    return parent === undefined ? [id] : [...this.pathTo(parent), id];
  }

  isWithin(id: string, outer: string): boolean {
    return outer === this.#root || id === outer || id.startsWith(`${outer}.`);
  }

  /** The innermost state around both. */
  around(one: string, other: string): string {
    return this.pathTo(one).findLast((id) => this.isWithin(other, id)) ?? this.#root;
  }

  /** The child of `outer` that a state lies within, or is. */
  childTowards(outer: string, id: string): string {
    const path = this.pathTo(id);
    return path[path.indexOf(outer) + 1] ?? id;
  }
}

/** Rows: transitions that only act, that end the call, or that stay within one state or return to one around it. */
function readsBetterAsRow(
  model: ChartModel,
  nesting: Nesting,
  { source, targets }: TransitionModel,
): boolean {
  const [target] = targets;
  if (target === undefined || targets.length > 1) return true;
  const isFinal = model.states.some(({ id, kind }) => id === target && kind === 'final');
  return isFinal || nesting.isWithin(source, target) || nesting.isWithin(target, source);
}

/**
 * The arrows. An inner state's way to where a state around it has an arrow already is a row too:
 * `processing ─> failing` needs none beside `responding ─> failing`.
 */
function linesOf(model: ChartModel, nesting: Nesting): Line[] {
  const candidates = model.transitions.filter((transition) => !readsBetterAsRow(model, nesting, transition));
  const isCovered = ({ source, targets: [target = ''] }: TransitionModel) =>
    candidates.some(
      (outer) =>
        outer.source !== source &&
        nesting.isWithin(source, outer.source) &&
        nesting.isWithin(target, outer.targets[0] ?? ''),
    );
  const arrows = candidates.filter((transition) => !isCovered(transition));
  const groups = groupBy(arrows, ({ source, targets }) => `${source} > ${targets[0]}`);
  return [...groups].map(([id, transitions]) => {
    const [source = '', target = ''] = id.split(' > ');
    return { id, source, target, transitions };
  });
}

export function outlineOf(model: ChartModel): Outline {
  const nesting = new Nesting(model);
  return { model, nesting, lines: linesOf(model, nesting) };
}
