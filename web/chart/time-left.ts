/**
 * The remaining time of a timer: `7.2 s`, or `29:41` for a long one.
 */
import { duration } from '../parts/format.ts';

/** Longer times are shown in minutes. */
const MINUTES_FROM_MS = 100_000;
export function timeLeft(ms: number): string {
  return ms >= MINUTES_FROM_MS ? duration(ms) : `${(Math.ceil(ms / 100) / 10).toFixed(1)} s`;
}
