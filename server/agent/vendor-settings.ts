/**
 * Settings of an agent file whose keys depend on the vendor that they name.
 *
 *   { provider, …common keys, …own keys } ──> which alternative? ──> its keys checked; another's and unknown ones refused
 */
import type { z } from 'zod';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { plainRule } from '../config/config-problems.ts';

/** One vendor or product that a file may choose. */
export interface Alternative {
  /** The name in error messages: a vendor, or `<model> and its like`. */
  readonly name: string;
  /** Strict: an unknown key is refused. */
  readonly keys: z.ZodObject<Shape>;
}

/** Receives the problems. */
export type Issues = Pick<z.RefinementCtx, 'addIssue'>;

/** The parsed file. Every problem becomes an issue; after one, the result is undefined. */
export function checked<T>(schema: z.ZodType<T>, file: Values, context: Issues): T | undefined {
  const parsed = schema.safeParse(file, { error: plainRule });
  for (const { path, message } of parsed.error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
  return parsed.data;
}

/**
 * The checked keys of the chosen alternative, `common` being those of every one. Every problem becomes an issue, that of an unknown
 * key with the `known` ones; after one, the values must not be used.
 */
export function readOwnKeys(
  given: Values,
  chosen: Alternative,
  alternatives: readonly Alternative[],
  common: readonly string[],
  { addIssue }: Issues,
): Values {
  const parsed = chosen.keys.safeParse(given, { error: plainRule });
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') {
      addIssue({ code: 'custom', path: issue.path, message: issue.message });
      continue;
    }
    for (const key of issue.keys) {
      const isAnothers = alternatives.some(({ keys }) => key in keys.shape);
      const ownKeys = Object.keys(chosen.keys.shape).join(', ');
      if (isAnothers)
        addIssue({
          code: 'custom',
          path: [key],
          message: `left out: the keys of ${chosen.name} are ${ownKeys}`,
        });
      else {
        const known = [...common, ...Object.keys(chosen.keys.shape)];
        addIssue({ code: 'unrecognized_keys', keys: [key], input: given, known });
      }
    }
  }
  return parsed.data ?? {};
}
