/** A stand-in's switches, each alone and all together: a vendor's contract holds with every one of them. */

/** `[title, habits]` for the defaults, for each switch, and for all of them. */
export const withSwitches = <Habits extends object>(
  vendor: string,
  switches: Readonly<Record<string, Partial<Habits>>>,
): [title: string, habits: Partial<Habits>][] => [
  [vendor, {}],
  ...Object.entries(switches).map(([name, habits]): [string, Partial<Habits>] => [
    `${vendor}, which ${name}`,
    habits,
  ]),
  [`${vendor}, which does all of that`, Object.assign({}, ...Object.values(switches)) as Partial<Habits>],
];
