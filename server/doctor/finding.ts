/** Makes findings. A vendor's error becomes one as it is: its message says what failed and what to do. */
import { VoiceError } from '../../machines/errors.ts';
import type { Finding } from '../../readings/findings.ts';

type Rest = Pick<Finding, 'advice' | 'figures' | 'isFinal'>;

export const ok = (check: string, message: string, rest: Rest = {}): Finding => ({
  check,
  outcome: 'ok',
  message,
  ...rest,
});
export const warning = (check: string, message: string, rest: Rest = {}): Finding => ({
  ...ok(check, message, rest),
  outcome: 'warning',
});
export const failure = (check: string, message: string, rest: Rest = {}): Finding => ({
  ...ok(check, message, rest),
  outcome: 'failure',
});
export const skipped = (check: string, message: string, rest: Rest = {}): Finding => ({
  ...ok(check, message, rest),
  outcome: 'skipped',
});

/** A call would have met this error. It is final when trying again cannot help. */
export const failedWith = (check: string, { code, message, retryable }: VoiceError): Finding =>
  failure(check, message, { figures: { code }, ...(!retryable && { isFinal: true }) });

export const isFailure = ({ outcome }: Finding): boolean => outcome === 'failure';

/** The finding of an examination that threw, which is a fault of the doctor's. */
export const brokeOff = (check: string, thrown: unknown): Finding =>
  thrown instanceof VoiceError
    ? failedWith(check, thrown)
    : failure(check, `could not be examined (${thrown instanceof Error ? thrown.message : String(thrown)})`);

/** Whole milliseconds. */
export const ms = (duration: number): number => Math.round(duration);
