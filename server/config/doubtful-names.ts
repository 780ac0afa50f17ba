/**
 * Names in the environment that are not ours and may have been meant for us: misspelt ones, and those under which other
 * programs know the same setting.
 */
import { namesElsewhere } from '../../actors/providers/environment.ts';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { isSet } from './vendor-keys.ts';
import { nearest } from './written-values.ts';

interface DoubtfulName {
  readonly written: string;
  readonly meant: string;
}

/** Names that nearly are ours and have a value, where ours has none: `PUBLIC_URI`. */
export function misspeltIn(env: Values, names: readonly string[]): DoubtfulName[] {
  return Object.keys(env)
    .filter((key) => !names.includes(key) && isSet(env, key))
    .flatMap((written) => {
      const meant = nearest(written, names);
      return meant === undefined || isSet(env, meant) ? [] : [{ written, meant }];
    });
}

/** Names of other programs that have a value, where ours has none. */
export const namedElsewhereIn = (env: Values, ours: Shape): DoubtfulName[] =>
  Object.entries(ours)
    .filter(([key]) => !isSet(env, key))
    .flatMap(([meant, schema]) => {
      const written = namesElsewhere(schema).find((name) => isSet(env, name));
      return written === undefined ? [] : [{ written, meant }];
    });
