/**
 * A stand-in's habits: the defaults and what a test has chosen, with a record of those that the stand-in has looked up where it acts.
 * A contract shows with the record that a switch which is on was also met.
 */

export interface HabitRecord {
  /** Names of the habits that were looked up so far. */
  readonly metHabits: ReadonlySet<string>;
}

export function recordHabits<Habits extends object>(
  defaults: Habits,
  chosen: Partial<Habits> = {},
): HabitRecord & { readonly habits: Habits } {
  const metHabits = new Set<string>();
  const habits = new Proxy<Habits>(
    { ...defaults, ...chosen },
    {
      get(all, name) {
        metHabits.add(String(name));
        return Reflect.get(all, name);
      },
    },
  );
  return { habits, metHabits };
}
