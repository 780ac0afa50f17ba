/**
 * The one clock of a call: monotonic milliseconds and timers. XState's `SimulatedClock` fits the type,
 * so a whole call can run on virtual time.
 */
export interface CallClock {
  /** Milliseconds since an arbitrary start; never steps backwards. */
  now(): number;
  // biome-ignore lint/suspicious/noExplicitAny: xstate types its timer handle as any
  setTimeout(fn: (...args: any[]) => void, timeoutMs: number): any;
  // biome-ignore lint/suspicious/noExplicitAny: xstate types its timer handle as any
  clearTimeout(id: any): void;
}

export const systemClock: CallClock = {
  now: () => performance.now(),
  setTimeout: (fn, timeoutMs) => setTimeout(fn, timeoutMs),
  clearTimeout: (id) => clearTimeout(id),
};
