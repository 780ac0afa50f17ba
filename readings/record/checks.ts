/**
 * Checks of facts from a file or a stream, each a type guard.
 *
 *   { heardMs: number, text: optional(string) } ──fits──> whether an object has these facts
 */
import type { RecordedError } from './recorded.ts';

export type Check<Value> = (value: unknown) => value is Value;

/** A check that lets `undefined` pass. */
export type OptionalCheck<Value> = Check<Value | undefined> & { readonly isOptional: true };

/** A check for every fact, and an optional one for every fact that may be absent. */
export type Shape<Facts> = {
  readonly [Fact in keyof Facts]-?: Facts extends Readonly<Record<Fact, unknown>>
    ? Check<Facts[Fact]>
    : OptionalCheck<Facts[Fact]>;
};

export type Unchecked = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Unchecked =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const string: Check<string> = (value) => typeof value === 'string';
export const number: Check<number> = (value) => typeof value === 'number';
export const boolean: Check<boolean> = (value) => typeof value === 'boolean';

export function optional<Value>(check: Check<Value>): OptionalCheck<Value> {
  const isAbsentOr = (value: unknown): value is Value | undefined => value === undefined || check(value);
  return Object.assign(isAbsentOr, { isOptional: true } as const);
}

export const listOf =
  <Value>(check: Check<Value>): Check<readonly Value[]> =>
  (value): value is readonly Value[] =>
    Array.isArray(value) && value.every(check);

/** A check for one of some words; each is written as `word: true`, so that the compiler misses none. */
export const oneOf =
  <Word extends string>(words: Readonly<Record<Word, true>>): Check<Word> =>
  (value): value is Word =>
    typeof value === 'string' && Object.hasOwn(words, value);

export const error: Check<RecordedError> = (value): value is RecordedError =>
  isObject(value) &&
  string(value.message) &&
  optional(string)(value.code) &&
  optional(isObject)(value.details);

/** Whether every fact passes its check. Facts without a check are let through. */
export function fits(data: Unchecked, shape: Readonly<Record<string, Check<unknown>>>): boolean {
  for (const fact in shape) if (!shape[fact]?.(data[fact])) return false;
  return true;
}
