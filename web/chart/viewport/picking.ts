/**
 * The part of the chart that was clicked or has the focus, and keyboard movement from part to part.
 */
import type { ChartDrawing, DrawnState, DrawnTransition } from '../../../readings/chart/chart-drawing.ts';

export type Picked =
  | { readonly kind: 'state'; readonly state: DrawnState }
  | { readonly kind: 'transition'; readonly transition: DrawnTransition };

const PART = '[data-state], [data-transition], [data-line]';
const FOCUSABLE = '[data-state], [data-transition]';

/** The part that an element belongs to. A line stands for the first of its transitions. */
export function pickedAt(element: EventTarget | null, drawing: ChartDrawing): Picked | undefined {
  const part = element instanceof Element ? element.closest(PART) : null;
  if (!(part instanceof SVGElement)) return undefined;
  const { state: stateId, transition: transitionId, line } = part.dataset;
  const state = drawing.states.find(({ id }) => id === stateId);
  if (state) return { kind: 'state', state };
  const transition = drawing.transitions.find(
    (one) => one.id === transitionId || (line && one.line === line),
  );
  return transition && { kind: 'transition', transition };
}

const STEPS: Readonly<Record<string, 1 | -1 | undefined>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** Enter focuses the innermost active state, arrow keys the next or previous part, Escape the whole chart. */
export function moveFocus(event: KeyboardEvent, chart: SVGSVGElement): void {
  const { target, key } = event;
  if (!(target instanceof SVGElement)) return;
  const parts = [...chart.querySelectorAll<SVGElement>(FOCUSABLE)];
  const from = parts.indexOf(target);
  const step = STEPS[key];
  let to: SVGElement | undefined;
  if (target === chart && key === 'Enter') {
    to = parts.find(({ dataset }) => dataset.active === 'true' && dataset.kind === 'atomic') ?? parts[0];
  } else if (from >= 0 && step !== undefined) to = parts.at((from + step) % parts.length);
  else if (from >= 0 && key === 'Escape') to = chart;
  if (!to) return;
  event.preventDefault();
  to.focus();
}
