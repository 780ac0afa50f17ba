/**
 * A 20 ms tick that does not drift: due times are counted from the start, and a late timer runs all due ticks at once.
 */
import { FRAME_MS } from '../../../actors/audio/mulaw.ts';

export interface Pacer {
  /** Runs the ticks that are due by now; call before handling a message, so that the message comes after them. */
  catchUp(): void;
  stop(): void;
}

/** Calls `tick` every 20 ms, the first time 20 ms from now. */
export function startPacer(tick: () => void): Pacer {
  const startedAtMs = performance.now();
  let ticks = 0;
  let stopped = false;
  let timer: NodeJS.Timeout;

  const dueMs = () => startedAtMs + (ticks + 1) * FRAME_MS;
  const wait = () => {
    timer = setTimeout(run, Math.max(0, dueMs() - performance.now()));
  };
  const catchUp = () => {
    while (!stopped && performance.now() >= dueMs()) {
      ticks += 1;
      tick();
    }
  };
  const run = () => {
    catchUp();
    if (!stopped) wait();
  };

  wait();
  return {
    catchUp,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
