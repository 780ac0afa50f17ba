/** A stand-in's switches, each alone and all together: a vendor's contract holds with every one of them. */
import type { HabitRecord } from '../../sandbox/habits.ts';
import { NEVER_MET } from './habits.ts';

/** The habits that a run is about, and those that its stand-in has met. */
export interface Switched extends HabitRecord {
  readonly habits: object;
}

/** What the stand-ins of a suite have met: a switch that did nothing in all of its tests shows nothing. */
export class SwitchesMet {
  readonly #on = new Set<string>();
  readonly #met = new Set<string>();

  note({ habits, metHabits }: Switched): void {
    for (const name of Object.keys(habits)) this.#on.add(name);
    for (const name of metHabits) this.#met.add(name);
  }

  get missed(): string[] {
    return [...this.#on].filter((name) => !this.#met.has(name) && !NEVER_MET.has(name));
  }
}

/** `[title, habits]` for the defaults, for each switch, and for all of them but those with which others cannot be met. */
export const withSwitches = <Habits extends object>(
  vendor: string,
  switches: Readonly<Record<string, Partial<Habits>>>,
  alone: readonly string[] = [],
): [title: string, habits: Partial<Habits>][] => [
  [vendor, {}],
  ...Object.entries(switches).map(([name, habits]): [string, Partial<Habits>] => [
    `${vendor}, which ${name}`,
    habits,
  ]),
  [
    `${vendor}, which does all of that${alone.map((name) => `, but not: ${name}`).join('')}`,
    Object.assign(
      {},
      ...Object.entries(switches).flatMap(([name, habits]) => (alone.includes(name) ? [] : habits)),
    ) as Partial<Habits>,
  ],
];
