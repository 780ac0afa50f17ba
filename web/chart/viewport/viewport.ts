/**
 * The visible part of the drawing and its scale. Automatic moves are eased and stop as soon as the viewer moves the chart.
 */
import { batch, signal } from '@preact/signals';
import type { Box } from '../../../readings/chart/chart-drawing.ts';

export interface View {
  /** Position in the drawing of the window's top left corner, in the drawing's units. */
  readonly x: number;
  readonly y: number;
  /** Pixels per unit. */
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const LARGEST = 2.5;
const MOVE_MS = 420;
const REDUCED = '(prefers-reduced-motion: reduce)';

const ease = (part: number): number => 1 - (1 - part) ** 3;

export class Viewport {
  readonly view = signal<View>({ x: 0, y: 0, scale: 1 });
  /** Size of the window onto the drawing, in pixels. */
  readonly size = signal<Size>({ width: 0, height: 0 });
  readonly #drawing: Size;
  #move = 0;

  constructor(drawing: Size) {
    this.#drawing = drawing;
  }

  get fitScale(): number {
    const { width, height } = this.size.value;
    return Math.min(width / this.#drawing.width, height / this.#drawing.height) || 1;
  }

  /** Sets the window's size. A view of the whole drawing stays whole; any other keeps its centre. */
  resize(size: Size): void {
    const wasWhole = this.size.value.width === 0 || this.view.value.scale === this.fitScale;
    const { x, y, scale } = this.view.value;
    const { width, height } = this.size.value;
    const middle = {
      x: x + (width - size.width) / 2 / scale,
      y: y + (height - size.height) / 2 / scale,
      scale,
    };
    batch(() => {
      this.size.value = size;
      this.set(wasWhole ? this.whole() : middle);
    });
  }

  /** The view of the whole drawing. */
  whole(): View {
    return this.#centred({ x: 0, y: 0, ...this.#drawing }, this.fitScale);
  }

  /** The view with a box in the centre, as large as fits with a margin, within bounds of the scale. */
  around(box: Box, margin: number, bounds: { least: number; most: number }): View {
    const { width, height } = this.size.value;
    const fits = Math.min(width / (box.width + 2 * margin), height / (box.height + 2 * margin));
    const scale = Math.max(Math.min(fits, bounds.most), bounds.least, this.fitScale);
    return this.#centred(box, scale);
  }

  /** Whether a box is visible with at least `margin` around it. */
  shows(box: Box, margin: number): boolean {
    const { x, y, scale } = this.view.value;
    const { width, height } = this.size.value;
    return (
      box.x - margin >= x &&
      box.y - margin >= y &&
      box.x + box.width + margin <= x + width / scale &&
      box.y + box.height + margin <= y + height / scale
    );
  }

  /** Moves to a box that is not fully visible. */
  reveal(box: Box): void {
    if (!this.shows(box, 0)) this.go(this.#centred(box, this.view.value.scale));
  }

  set(view: View): void {
    cancelAnimationFrame(this.#move);
    this.view.value = view;
  }

  /** Moves to a view with a short animation. */
  go(to: View): void {
    cancelAnimationFrame(this.#move);
    const from = this.view.value;
    if (matchMedia(REDUCED).matches || this.size.value.width === 0) {
      this.view.value = to;
      return;
    }
    const began = performance.now();
    const step = (now: number): void => {
      const part = ease(Math.min(1, Math.max(0, now - began) / MOVE_MS));
      if (part >= 1) {
        this.view.value = to;
        return;
      }
      this.view.value = {
        x: from.x + (to.x - from.x) * part,
        y: from.y + (to.y - from.y) * part,
        scale: from.scale + (to.scale - from.scale) * part,
      };
      this.#move = requestAnimationFrame(step);
    };
    this.#move = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.#move);
  }

  /** Pans by pixels of the screen. */
  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.view.value;
    this.set(this.#kept({ x: x - dx / scale, y: y - dy / scale, scale }));
  }

  /** Zooms around a point of the window, in pixels, which keeps its place. */
  zoom(factor: number, at = { x: this.size.value.width / 2, y: this.size.value.height / 2 }): void {
    const { x, y, scale: before } = this.view.value;
    const scale = Math.max(this.fitScale * 0.8, Math.min(LARGEST, before * factor));
    this.set(this.#kept({ x: x + at.x / before - at.x / scale, y: y + at.y / before - at.y / scale, scale }));
  }

  #centred(box: Box, scale: number): View {
    const { width, height } = this.size.value;
    return this.#kept({
      x: box.x + box.width / 2 - width / scale / 2,
      y: box.y + box.height / 2 - height / scale / 2,
      scale,
    });
  }

  /** The view within limits: a drawing smaller than the window is centred; a larger one leaves no empty space. */
  #kept({ x, y, scale }: View): View {
    const { width, height } = this.size.value;
    const along = (at: number, seen: number, whole: number): number =>
      seen >= whole ? (whole - seen) / 2 : Math.max(0, Math.min(at, whole - seen));
    return {
      x: along(x, width / scale, this.#drawing.width),
      y: along(y, height / scale, this.#drawing.height),
      scale,
    };
  }
}
