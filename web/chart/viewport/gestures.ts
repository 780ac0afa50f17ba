/**
 * Gestures on the chart: drag to pan, pinch or ctrl and wheel to zoom, arrow keys, plus, minus and 0.
 */
import type { Viewport } from './viewport.ts';

/** A press that moves less than this, in pixels, is a click. */
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

interface Hands {
  readonly element: SVGSVGElement;
  readonly viewport: Viewport;
  readonly onMoved: () => void;
  /** Aborted when the listeners are to be removed. */
  readonly signal: AbortSignal;
}

/** `onMoved` is called when the viewer moves the chart. Returns a function that removes the listeners. */
export function listenToHands(element: SVGSVGElement, viewport: Viewport, onMoved: () => void): () => void {
  const off = new AbortController();
  const hands = { element, viewport, onMoved, signal: off.signal };
  listenToPointers(hands);
  listenToWheel(hands);
  listenToKeys(hands);
  return () => off.abort();
}

const placeIn = (element: SVGSVGElement, event: MouseEvent): Point => {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
};

/** One pointer drags, two pinch. */
function listenToPointers({ element, viewport, onMoved, signal }: Hands): void {
  const pointers = new Map<number, Point>();
  let isDragging = false;

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, placeIn(element, event));
    isDragging = pointers.size > 1;
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = placeIn(element, event);
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
  /** Stops the click event that follows a drag. */
  const click = (event: MouseEvent): void => {
    if (isDragging) event.stopPropagation();
    isDragging = false;
  };

  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('click', click, { signal, capture: true });
}

/** Without ctrl or the command key the wheel scrolls the page. */
function listenToWheel({ element, viewport, onMoved, signal }: Hands): void {
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    viewport.zoom(Math.exp(-event.deltaY / 300), placeIn(element, event));
    onMoved();
  };
  element.addEventListener('wheel', wheel, { signal, passive: false });
}

function listenToKeys({ element, viewport, onMoved, signal }: Hands): void {
  const key = (event: KeyboardEvent): void => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(viewport);
    onMoved();
  };
  element.addEventListener('keydown', key, { signal });
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
