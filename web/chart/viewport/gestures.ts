/**
 * Hands on the chart: drag to pan, pinch or ctrl and wheel to zoom, arrow keys, plus, minus and 0.
 */
import type { Viewport } from './viewport.ts';

/** A press that moves less, in pixels, is a click. */
const DRAG = 4;
const KEY_STEP = 60;
const KEY_ZOOM = 1.25;

interface Point {
  readonly x: number;
  readonly y: number;
}

const middle = ([a, b]: readonly Point[]): Point =>
  a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : { x: 0, y: 0 };
const spread = ([a, b]: readonly Point[]): number => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

/** `onMoved` says that a hand has taken over. Answers with what takes the hands off again. */
export function listenToHands(element: SVGSVGElement, viewport: Viewport, onMoved: () => void): () => void {
  const pointers = new Map<number, Point>();
  let isDragging = false;
  const placeOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, placeOf(event));
    isDragging = pointers.size > 1;
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    if (!isDragging && Math.hypot(now.x - before.x, now.y - before.y) < DRAG) return;
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    isDragging = true;
    const old = [...pointers.values()];
    pointers.set(event.pointerId, now);
    if (pointers.size === 1) viewport.pan(now.x - before.x, now.y - before.y);
    else {
      const fresh = [...pointers.values()];
      const [from, to] = [middle(old), middle(fresh)];
      viewport.pan(to.x - from.x, to.y - from.y);
      viewport.zoom(spread(fresh) / (spread(old) || 1), to);
    }
    onMoved();
  };
  const up = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
  };
  /** The end of a drag is no click. */
  const click = (event: MouseEvent): void => {
    if (isDragging) event.stopPropagation();
    isDragging = false;
  };
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    viewport.zoom(Math.exp(-event.deltaY / 300), placeOf(event));
    onMoved();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(viewport);
    onMoved();
  };

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('click', click, true);
  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('keydown', key);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('click', click, true);
    element.removeEventListener('wheel', wheel);
    element.removeEventListener('keydown', key);
  };
}

const KEYS: Readonly<Record<string, ((viewport: Viewport) => void) | undefined>> = {
  ArrowLeft: (viewport) => viewport.pan(KEY_STEP, 0),
  ArrowRight: (viewport) => viewport.pan(-KEY_STEP, 0),
  ArrowUp: (viewport) => viewport.pan(0, KEY_STEP),
  ArrowDown: (viewport) => viewport.pan(0, -KEY_STEP),
  '+': (viewport) => viewport.zoom(KEY_ZOOM),
  '=': (viewport) => viewport.zoom(KEY_ZOOM),
  '-': (viewport) => viewport.zoom(1 / KEY_ZOOM),
  '0': (viewport) => viewport.go(viewport.whole()),
};
