/**
 * The position of a call in its chart: active states, the last transitions, and through them the running timers.
 *
 *   transition, state, timer entries ──> active, fired, RunningTimers
 *
 * A journal of another version may have states and transitions that this chart does not know: they are kept by name.
 */
import type { StatePath } from '../../machines/state-paths.ts';
import type { AnyEntry, ForeignEntry } from '../journal-entry.ts';
import type { ChartModel, TransitionModel } from './chart-drawing.ts';
import type { RunningTimers } from './running-timers.ts';

export interface FiredTransition {
  readonly id: string;
  readonly seq: number;
  readonly atMs: number;
}

const MOST_FIRED = 8;
/** States outside `live`, which journals count as region `turn`. */
const OUTSIDE: ReadonlySet<string> = new Set<StatePath<'turn'>>(['connecting', 'ended']);

export class ChartPosition {
  active: ReadonlySet<string> = new Set();
  readonly fired: FiredTransition[] = [];
  ended = false;
  readonly #timers: RunningTimers;
  readonly #transitions: ReadonlyMap<string, TransitionModel>;
  /** The active states of each region, as ids, outermost first. */
  readonly #regions = new Map<string, readonly string[]>();

  constructor({ transitions }: ChartModel, timers: RunningTimers) {
    this.#timers = timers;
    this.#transitions = new Map(transitions.map((transition) => [transition.id, transition]));
  }

  take(entry: AnyEntry): void {
    switch (entry.kind) {
      case 'transition':
        this.#fire(entry);
        return;
      case 'state':
        this.#move(entry, entry.data.region);
        return;
      case 'timer':
        this.#timers.ranOut(entry.name);
        return;
      case 'event':
        if (entry.name === 'caller.turnResumed') this.#timers.goOn(entry.data.turnMs ?? 0);
        return;
      case 'note':
        if (entry.name === 'call.crashed') this.#end();
        return;
      case 'foreign':
        this.#takeForeign(entry);
    }
  }

  #takeForeign({ seq, atMs, recordedAs: { kind, name }, data }: ForeignEntry): void {
    if (kind === 'transition') this.#fire({ name, seq, atMs });
    else if (kind === 'state') this.#move({ name, atMs }, String(data.region));
  }

  #fire({ name: id, seq, atMs }: { name: string; seq: number; atMs: number }): void {
    this.fired.push({ id, seq, atMs });
    if (this.fired.length > MOST_FIRED) this.fired.shift();
    const transition = this.#transitions.get(id);
    if (!transition) return;
    this.#timers.act(transition.actions);
    const domain = domainOf(transition);
    if (domain === undefined) return;
    // A state that the transition leaves is entered again, or missing from the state entry that follows.
    for (const state of this.active) if (isBelow(state, domain)) this.#timers.start(state, atMs);
  }

  #move({ name, atMs }: { name: string; atMs: number }, region: string): void {
    if (OUTSIDE.has(name)) this.#regions.clear();
    else this.#dropOutside();
    this.#regions.set(region, OUTSIDE.has(name) ? [name] : pathTo(`live.${region}.${name}`));
    const before = this.active;
    this.active = new Set([...this.#regions.values()].flat());
    for (const state of before) if (!this.active.has(state)) this.#timers.stop(state);
    for (const state of this.active) if (!before.has(state)) this.#timers.start(state, atMs);
    if (name === 'ended') this.#end();
  }

  #dropOutside(): void {
    for (const [region, path] of this.#regions) if (path[0] !== 'live') this.#regions.delete(region);
  }

  #end(): void {
    this.ended = true;
    this.#timers.stopAll();
  }
}

/** The ids of a state's ancestors and its own, outermost first: `live`, `live.turn`, … */
const pathTo = (id: string): string[] => id.split('.').map((_, i, steps) => steps.slice(0, i + 1).join('.'));

/** Whether a state is inside `outer`; `''` is the chart itself, outside every state. */
const isBelow = (state: string, outer: string): boolean =>
  outer === '' ? state !== '' : state.startsWith(`${outer}.`);

/** The state inside which a transition leaves every active state (XState 5's rule); undefined without a target. */
function domainOf({ source, targets: [first, ...others], reenter }: TransitionModel): string | undefined {
  if (first === undefined) return undefined;
  const from = source === 'call' ? '' : source;
  const isInside = [first, ...others].every((target) => target === from || isBelow(target, from));
  if (isInside && !reenter) return from;
  const outerFirst = ['', ...pathTo(first).slice(0, -1)];
  return outerFirst.findLast((outer) => [from, ...others].every((state) => isBelow(state, outer)));
}
