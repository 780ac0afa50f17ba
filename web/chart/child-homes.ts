/**
 * The state in whose box a child is shown. Several states can invoke a child of the same name; a child is shown in the
 * one that was active while it ran, and stays there, struck out, until another child of its name starts.
 */
import type { ChartDrawing, DrawnState } from '../../readings/chart/chart-drawing.ts';
import type { Child, Picture } from '../../readings/chart/picture.ts';

export interface ShownChild {
  readonly generation: number | undefined;
  readonly isRunning: boolean;
}

export class ChildHomes {
  readonly #hosts: readonly DrawnState[];
  /** The latest run of each child, by name: when it started, and the state it ran in. */
  readonly #seen = new Map<string, { readonly startedAtMs: number; readonly home: string }>();

  constructor({ states }: ChartDrawing) {
    this.#hosts = states.filter(({ invokes }) => invokes.length > 0);
  }

  /** Children to show, by `state child`. */
  at({ active, children }: Picture): ReadonlyMap<string, ShownChild> {
    const newest = new Map(children.map((child) => [child.id, child]));
    const shown = new Map<string, ShownChild>();
    for (const child of newest.values()) {
      const home = this.#homeOf(child, active);
      if (home === undefined) continue;
      shown.set(`${home} ${child.id}`, {
        generation: child.generation,
        isRunning: child.stoppedAtMs === undefined,
      });
    }
    return shown;
  }

  #homeOf({ id, startedAtMs, stoppedAtMs }: Child, active: ReadonlySet<string>): string | undefined {
    const hosts = this.#hosts.filter(({ invokes }) => invokes.includes(id));
    const seen = this.#seen.get(id);
    if (stoppedAtMs !== undefined && seen?.startedAtMs === startedAtMs) return seen.home;
    const host = hosts.find((state) => active.has(state.id)) ?? hosts[0];
    if (host && stoppedAtMs === undefined) this.#seen.set(id, { startedAtMs, home: host.id });
    return host?.id;
  }
}
