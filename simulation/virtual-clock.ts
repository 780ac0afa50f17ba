/**
 * Virtual time: the clock of a call and of the world around it, as a binary heap of actions.
 *
 *   setTimeout (the call's) ─┐
 *   at (the world's) ────────┴──> heap, by due time, then by order of request ──> step, advanceTo, runUntil
 *
 * `leap` simulates a process that slept: time jumps ahead, and overdue actions run late, in order.
 */
import type { CallClock } from '../machines/clock.ts';

/** An action of the world gets the time at which it was due; the call reads `now`, which may be later. */
export type Action = (dueMs: number) => void;

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  /** Absent once the action has run or was cancelled. */
  action: Action | undefined;
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
    if (!timer?.action) return;
    timer.action = undefined;
    if (timer.isOfCall) this.#pending -= 1;
  }

  /** Schedules an action of the world around the call. */
  at(dueMs: number, action: Action): Timer {
    return this.#add(dueMs, action, false);
  }

  /** Moves the time ahead by `ms` without running actions. */
  leap(ms: number): void {
    this.#nowMs += ms;
  }

  advanceTo(ms: number): void {
    while (this.#isDue(Math.max(ms, this.#nowMs))) this.step();
    this.#nowMs = Math.max(ms, this.#nowMs);
  }

  /** Runs actions one by one until `isOver`, or until none is due by `limitMs`. */
  runUntil(isOver: () => boolean, limitMs: number): void {
    while (!isOver() && this.#isDue(limitMs)) this.step();
  }

  /** Runs the next action. */
  step(): void {
    const timer = this.#take();
    const action = timer?.action;
    if (!timer || !action) return;
    timer.action = undefined;
    if (timer.isOfCall) this.#pending -= 1;
    if (timer.dueMs > this.#nowMs) this.#nowMs = timer.dueMs;
    action(timer.dueMs);
  }

  #isDue(ms: number): boolean {
    const next = this.#heap[0];
    return next !== undefined && next.dueMs <= ms;
  }

  #add(dueMs: number, action: Action, isOfCall: boolean): Timer {
    const timer: Timer = { dueMs, order: this.#order++, action, isOfCall };
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
