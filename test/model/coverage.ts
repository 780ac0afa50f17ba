/**
 * The coverage of a run's paths: in the model, and in the implementation's own chart.
 */
import { callMachine } from '../../machines/call.machine.ts';
import { transitionsOf } from '../../machines/transition-id.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';
import {
  allPairs,
  allPlaces,
  allTransitions,
  edgesOf,
  type Path,
  pairsOf,
  placeOf,
} from './caller/model-graph.ts';
import { EXCEPTIONS } from './exceptions.ts';

const share = (missing: readonly string[], all: readonly string[]): string => {
  const covered = all.length - missing.length;
  return `${covered}/${all.length} (${Math.floor((100 * covered) / all.length)} %)`;
};

export class Coverage {
  /** Where every path begins. */
  readonly #walked = new Set<string>(['idle']);
  readonly #taken = new Set<string>();

  /** An entry of a call's journal: the transitions of the chart are in it, from `@xstate.microstep`. */
  take({ kind, name }: JournalEntry): void {
    if (kind === 'transition') this.#taken.add(name);
  }

  walked(path: Path): void {
    const places = path.map(({ state }) => placeOf(state));
    for (const name of [...places, ...edgesOf(path), ...pairsOf(path)]) this.#walked.add(name);
  }

  /** Those of these places, transitions or pairs that no path has had. */
  missing(names: readonly string[]): string[] {
    return names.filter((name) => !this.#walked.has(name));
  }

  /** Transitions of the implementation's chart that no call took. */
  get notTaken(): string[] {
    return transitionsOf(callMachine).filter((id) => !this.#taken.has(id));
  }

  get report(): string {
    const exceptions = EXCEPTIONS.map(({ id }) => id);
    return [
      `model   states ${share(this.missing(allPlaces), allPlaces)}`,
      `        transitions ${share(this.missing(allTransitions), allTransitions)}`,
      `        pairs ${share(this.missing(allPairs), allPairs)}`,
      `chart   transitions ${share(this.notTaken, transitionsOf(callMachine))}, ${exceptions.length} exceptions; not taken:`,
      ...this.notTaken.map((id) => `        ${id}${exceptions.includes(id) ? ' (exception)' : ''}`),
    ].join('\n');
  }
}
