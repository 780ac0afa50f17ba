/**
 * The limits of a journal's header as checks: a limit of the chart without its check does not compile.
 */
import type { Limits } from '../../machines/call.input.ts';
import { type Check, fits, isObject, listOf, number, type Shape } from './checks.ts';

const LIMITS: Shape<Limits> = {
  connectMs: number,
  maxDurationMs: number,
  silenceMs: number,
  maxNudges: number,
  turnMs: number,
  overdueMs: number,
  strandedMs: number,
  speculationMs: number,
  maxSpeculations: number,
  fillerMs: number,
  replyMs: number,
  speechMs: number,
  echoMs: number,
  falseInterruptionMs: number,
  maxDoubts: number,
  maxFalseInRow: number,
  backoffMs: number,
  waitMs: number,
  goodbyeMs: number,
  finalTextMs: number,
  lastTextMs: number,
  reopenMs: listOf(number),
  steadyMs: number,
  maxFailures: number,
};

/** Whether a value holds every limit: the chart cannot run without one of them. */
export const isLimits: Check<Limits> = (value): value is Limits => isObject(value) && fits(value, LIMITS);

/** Limits for a picture of any version's call: a limit that its chart did not have is infinite. Undefined without limits. */
export function limitsToShow(value: unknown): Limits | undefined {
  const never = Object.keys(LIMITS).map((limit) => [limit, Number.POSITIVE_INFINITY]);
  const limits = { ...Object.fromEntries(never), reopenMs: [], ...(isObject(value) && value) };
  return isObject(value) && isLimits(limits) ? limits : undefined;
}
