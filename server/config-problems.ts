/**
 * Every mistake in the environment and the agent file, told in one go.
 */
import { VoiceError } from '../machines/errors.ts';

export class ConfigProblems {
  readonly lines: string[] = [];

  /** `allowed` completes the sentence "must be …". */
  add(key: string, given: unknown, allowed: string): void {
    const value =
      given === undefined
        ? 'is not set'
        : given === 'a secret'
          ? 'is a secret'
          : `is ${JSON.stringify(given)}`;
    this.lines.push(`${key} ${value}; it must be ${allowed}`);
  }

  throwIfAny(): void {
    if (this.lines.length === 0) return;
    const count =
      this.lines.length === 1 ? 'One setting is wrong' : `${this.lines.length} settings are wrong`;
    throw new VoiceError(
      'CONFIG_INVALID',
      `${count}:\n${this.lines.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
}
