/**
 * The lit parts of the chart as signals, so that a new picture redraws only changed parts. A call makes up to 100
 * pictures a second.
 */
import { batch, type Signal, signal } from '@preact/signals';
import type { ChartDrawing, DrawnTransition } from '../../readings/chart/chart-drawing.ts';
import type { Picture, RunningTimer } from '../../readings/chart/picture.ts';
import { ChildHomes, type ShownChild } from './child-homes.ts';

/** How long a transition that fired flashes, in ms. */
export const FLASH_MS = 900;

interface StateLight {
  readonly active: Signal<boolean>;
  /** Whether a flashing transition leads to this state. */
  readonly entered: Signal<boolean>;
  readonly timers: Signal<readonly RunningTimer[]>;
  readonly children: ReadonlyMap<string, Signal<ShownChild | undefined>>;
}

interface FiredLight {
  /** Whether the part flashes. */
  readonly fired: Signal<boolean>;
  /** Whether the part belongs to the last transition. */
  readonly latest: Signal<boolean>;
}

const firedLight = (): FiredLight => ({ fired: signal(false), latest: signal(false) });

export class LiveChart {
  readonly drawing: ChartDrawing;
  /** Call time in ms. */
  readonly nowMs = signal(0);
  /** Ids of active states, outer before inner. */
  readonly active = signal<readonly string[]>([]);
  /** Flashing transitions, oldest first. */
  readonly flashing = signal<readonly DrawnTransition[]>([]);
  readonly latest = signal<DrawnTransition | undefined>(undefined);
  readonly states: ReadonlyMap<string, StateLight>;
  readonly transitions: ReadonlyMap<string, FiredLight>;
  readonly lines: ReadonlyMap<string, FiredLight>;
  readonly #byId: ReadonlyMap<string, DrawnTransition>;
  readonly #homes: ChildHomes;
  /** Flashing transitions: when each fired, in ms of call time, and the timer that ends its flash. */
  readonly #flashes = new Map<DrawnTransition, { atMs: number; end: ReturnType<typeof setTimeout> }>();
  #seq = -1;

  constructor(drawing: ChartDrawing) {
    this.drawing = drawing;
    this.#homes = new ChildHomes(drawing);
    this.#byId = new Map(drawing.transitions.map((transition) => [transition.id, transition]));
    this.transitions = new Map(drawing.transitions.map(({ id }) => [id, firedLight()]));
    this.lines = new Map(drawing.lines.map(({ id }) => [id, firedLight()]));
    this.states = new Map(
      drawing.states.map(({ id, invokes }) => [
        id,
        {
          active: signal(false),
          entered: signal(false),
          timers: signal<readonly RunningTimer[]>([]),
          children: new Map(invokes.map((child) => [child, signal<ShownChild | undefined>(undefined)])),
        },
      ]),
    );
  }

  show(picture: Picture): void {
    batch(() => {
      this.#showStates(picture);
      this.#showChildren(picture);
      this.#showFired(picture);
      this.#seq = picture.seq;
    });
  }

  close(): void {
    for (const { end } of this.#flashes.values()) clearTimeout(end);
  }

  #showStates({ active, timers }: Picture): void {
    const ids = this.drawing.states.flatMap(({ id }) => (active.has(id) ? [id] : []));
    if (ids.join() !== this.active.value.join()) this.active.value = ids;
    for (const [id, light] of this.states) {
      light.active.value = active.has(id);
      const own = timers.filter(({ state }) => state === id);
      if (own.length > 0 || light.timers.value.length > 0) light.timers.value = own;
    }
  }

  #showChildren(picture: Picture): void {
    const shown = this.#homes.at(picture);
    for (const [state, { children }] of this.states) {
      for (const [child, light] of children) light.value = shown.get(`${state} ${child}`);
    }
  }

  /**
   * Transitions since the last picture flash; after a step back, only the newest. After a jump ahead, older ones do not
   * flash. In a faster replay flashes are shorter.
   */
  #showFired({ seq, atMs, fired }: Picture): void {
    const newest = fired.at(-1);
    this.#mark(newest && this.#byId.get(newest.id));
    if (seq === this.#seq) return;
    const news =
      seq < this.#seq
        ? fired.slice(-1)
        : fired.filter((one) => one.seq > this.#seq && atMs - one.atMs < FLASH_MS);
    for (const [transition, flash] of this.#flashes) {
      if (Math.abs(atMs - flash.atMs) > FLASH_MS) this.#end(transition);
    }
    for (const one of news) {
      const transition = this.#byId.get(one.id);
      if (transition) this.#flash(transition, one.atMs);
    }
  }

  #mark(transition: DrawnTransition | undefined): void {
    const before = this.latest.value;
    if (before === transition) return;
    for (const light of this.#lightsOf(before)) light.latest.value = false;
    for (const light of this.#lightsOf(transition)) light.latest.value = true;
    this.latest.value = transition;
  }

  #flash(transition: DrawnTransition, atMs: number): void {
    clearTimeout(this.#flashes.get(transition)?.end);
    const end = setTimeout(() => batch(() => this.#end(transition)), FLASH_MS);
    this.#flashes.delete(transition);
    this.#flashes.set(transition, { atMs, end });
    this.flashing.value = [...this.#flashes.keys()];
    this.#light(transition, true);
  }

  #end(transition: DrawnTransition): void {
    clearTimeout(this.#flashes.get(transition)?.end);
    this.#flashes.delete(transition);
    this.flashing.value = [...this.#flashes.keys()];
    this.#light(transition, false);
    // A part that two transitions light stays lit while the other still flashes.
    for (const other of this.#flashes.keys()) this.#light(other, true);
  }

  #light(transition: DrawnTransition, isOn: boolean): void {
    for (const light of this.#lightsOf(transition)) light.fired.value = isOn;
    for (const target of transition.targets) {
      const state = this.states.get(target);
      if (state) state.entered.value = isOn;
    }
  }

  #lightsOf(transition: DrawnTransition | undefined): FiredLight[] {
    if (!transition) return [];
    const lights = [this.transitions.get(transition.id), this.lines.get(transition.line ?? '')];
    return lights.filter((light) => light !== undefined);
  }
}
