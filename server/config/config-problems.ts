/**
 * Every mistake in the environment and the agent file, reported in one error. A value that may be a secret is never shown.
 */
import type { z } from 'zod';
import { VoiceError } from '../../machines/errors.ts';
import { UnreadableFile } from './text-file.ts';

/** Stands for a value that must not be shown. */
export const HIDDEN = Symbol('a secret');

const LONGEST_VALUE = 80;

/** Vendors' keys are long, have digits and no punctuation; a URL may have a password or a token in it. */
const SECRET_FORMS: readonly RegExp[] = [
  /^(?=.*\d)[\w-]{20,}$/,
  /:\/\/[^/]*@/,
  /[?&][^=&]*(?:key|token|secret|password|signature)=/i,
  /^(?:bearer|basic|token)\s/i,
  // A JSON Web Token.
  /^eyJ[\w-]+\./,
];

const mayBeSecret = (given: unknown): boolean =>
  typeof given === 'string' && SECRET_FORMS.some((form) => form.test(given));

/** Names of secrets, in any file: `model.apiKey`. */
const SECRET_NAME = /(?:key|token|secret|passw(?:or)?d|authorization|credentials?)$/i;

/** `given` as a predicate: its value, or for an `UnreadableFile` what is wrong with the file. */
function show(given: unknown): string {
  if (given instanceof UnreadableFile) return given.message;
  if (given === undefined) return 'is not set';
  if (mayBeSecret(given)) return show(HIDDEN);
  if (given === HIDDEN) return 'is wrong (its value is not shown)';
  const json = typeof given === 'number' ? String(given) : JSON.stringify(given);
  return `is ${json.length > LONGEST_VALUE ? `${json.slice(0, LONGEST_VALUE)}…` : json}`;
}

export class ConfigProblems {
  readonly lines: string[] = [];

  /** `rule` describes the allowed values. */
  add(key: string, given: unknown, rule: string): void {
    const isSecret = SECRET_NAME.test(key) && given !== undefined && !(given instanceof UnreadableFile);
    this.lines.push(`${key} ${show(isSecret ? HIDDEN : given)}: ${rule}`);
  }

  /** A whole sentence, for a mistake that is no key's. It must not quote what may be a secret. */
  say(sentence: string): void {
    this.lines.push(sentence);
  }

  throwIfAny(): void {
    if (this.lines.length > 0) throw errorOf(this.lines);
  }
}

function errorOf(lines: readonly string[]): VoiceError {
  const count = lines.length === 1 ? 'One setting is wrong' : `${lines.length} settings are wrong`;
  const list = lines.map((line) => `  - ${line}`).join('\n');
  return new VoiceError('CONFIG_INVALID', `${count}:\n${list}`, { details: { lines } });
}

/** The error of one wrong setting. */
export function configProblem(key: string, given: unknown, rule: string): VoiceError {
  const problems = new ConfigProblems();
  problems.add(key, given, rule);
  return errorOf(problems.lines);
}

/** Runs all readers. Throws one error with the mistakes of all of them. */
export function readAll<T extends readonly unknown[]>(...readers: { [K in keyof T]: () => T[K] }): T {
  const problems = new ConfigProblems();
  const values = readers.map((read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof VoiceError) || error.code !== 'CONFIG_INVALID') throw error;
      problems.lines.push(...(error.details.lines as string[]));
      return undefined;
    }
  });
  problems.throwIfAny();
  return values as unknown as T;
}

/** What a value must be, in an operator's words, where a schema has none of its own: zod names types and signs of a programmer's. */
const KINDS: Readonly<Record<string, string>> = {
  object: 'an object in braces',
  array: 'a list in brackets',
  string: 'a text in quotation marks',
  number: 'a number, without quotation marks',
  int: 'a whole number',
  boolean: 'true or false, without quotation marks',
};

/** What is counted, by the kind of value. */
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** For `safeParse(value, { error: plainRule })`. Undefined: zod's own words. */
export function plainRule(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[String(issue.expected)];
    case 'too_big':
      return `at most ${issue.maximum}${UNITS[String(issue.origin)] ?? ''}`;
    case 'too_small':
      return `at least ${issue.minimum}${UNITS[String(issue.origin)] ?? ''}`;
    case 'invalid_value':
      return choiceOf(issue.values as readonly unknown[]);
    case 'unrecognized_keys':
      return `no such key: ${(issue.keys as readonly string[]).join(', ')}`;
    default:
      return undefined;
  }
}

function choiceOf(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value)).join(', ');
  return values.length === 1 ? quoted : `one of ${quoted}`;
}
