/**
 * Lets time pass in steps as fine as a millisecond, so that every timer fires when it is due: one jump of a
 * `SimulatedClock` fires them all at its end.
 */
import type { SimulatedClock } from 'xstate';

export function advance(clock: SimulatedClock, ms: number, stepMs = 1): void {
  for (let passed = 0; passed < ms; passed += stepMs) clock.increment(Math.min(stepMs, ms - passed));
}
