/**
 * Time as a list of things to do: a call's whole clock, and the world's around it, on a binary heap.
 *
 *   setTimeout (the call's) ─┐
 *   at (the world's) ────────┴──> heap, by due time, then by who asked first ──> step, advanceTo, runUntil
 *
 * `leap` is a process that slept: it is suddenly later, and everything overdue happens in order, all of it late.
 */
import type { CallClock } from '../machines/clock.ts';

/** The world goes by the time at which a thing was due; only the call is told that it is late. */
export type Deed = (dueMs: number) => void;

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  /** Absent once it has happened, or was cancelled. */
  deed: Deed | undefined;
  readonly isOfCall: boolean;
}

export class VirtualClock implements CallClock {
  #nowMs = 0;
  #order = 0;
  #pending = 0;
  readonly #heap: Timer[] = [];

  now(): number {
    return this.#nowMs;
  }

  /** Timers of the call that are still set. */
  get pending(): number {
    return this.#pending;
  }

  setTimeout(fn: () => void, timeoutMs: number): Timer {
    this.#pending += 1;
    return this.#add(this.#nowMs + Math.max(0, timeoutMs), fn, true);
  }

  clearTimeout(timer: Timer | undefined): void {
    if (!timer?.deed) return;
    timer.deed = undefined;
    if (timer.isOfCall) this.#pending -= 1;
  }

  /** Something that happens outside the call, at this moment. */
  at(dueMs: number, deed: Deed): Timer {
    return this.#add(dueMs, deed, false);
  }

  /** It is this much later, all at once. */
  leap(ms: number): void {
    this.#nowMs += ms;
  }

  advanceTo(ms: number): void {
    while (this.#isDue(Math.max(ms, this.#nowMs))) this.step();
    this.#nowMs = Math.max(ms, this.#nowMs);
  }

  /** Goes from one thing to the next until `isOver`, or until nothing is left to do before `limitMs`. */
  runUntil(isOver: () => boolean, limitMs: number): void {
    while (!isOver() && this.#isDue(limitMs)) this.step();
  }

  /** The next thing happens. */
  step(): void {
    const timer = this.#take();
    const deed = timer?.deed;
    if (!timer || !deed) return;
    timer.deed = undefined;
    if (timer.isOfCall) this.#pending -= 1;
    if (timer.dueMs > this.#nowMs) this.#nowMs = timer.dueMs;
    deed(timer.dueMs);
  }

  #isDue(ms: number): boolean {
    const next = this.#heap[0];
    return next !== undefined && next.dueMs <= ms;
  }

  #add(dueMs: number, deed: Deed, isOfCall: boolean): Timer {
    const timer: Timer = { dueMs, order: this.#order++, deed, isOfCall };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Timer;
      if (!isBefore(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
    return timer;
  }

  #take(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below] as Timer)) below += 1;
      const child = heap[below] as Timer;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (a: Timer, b: Timer): boolean =>
  a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
