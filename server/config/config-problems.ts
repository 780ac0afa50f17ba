/**
 * Every mistake in the environment and the agent file, reported in one error. A value that may be a secret is never shown.
 */
import { VoiceError } from '../../machines/errors.ts';
import { UnreadableFile } from './text-file.ts';

/** Stands for a value that must not be shown. */
export const HIDDEN = Symbol('a secret');

const LONGEST_VALUE = 80;

/** Vendors' keys are long, have digits and no punctuation; a URL may have a password in it. */
const mayBeSecret = (given: unknown): boolean =>
  typeof given === 'string' && (/^(?=.*\d)[\w-]{20,}$/.test(given) || /:\/\/[^/]*@/.test(given));

/** `given` as a predicate: its value, or for an `UnreadableFile` what is wrong with the file. */
function show(given: unknown): string {
  if (given instanceof UnreadableFile) return given.message;
  if (given === undefined) return 'is not set';
  if (mayBeSecret(given)) return show(HIDDEN);
  if (given === HIDDEN) return 'is wrong (its value is not shown)';
  const json = JSON.stringify(given);
  return `is ${json.length > LONGEST_VALUE ? `${json.slice(0, LONGEST_VALUE)}…` : json}`;
}

export class ConfigProblems {
  readonly lines: string[] = [];

  /** `rule` describes the allowed values. */
  add(key: string, given: unknown, rule: string): void {
    this.lines.push(`${key} ${show(given)}: ${rule}`);
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
