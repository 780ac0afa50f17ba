/**
 * Faults that a test can cause in the Groq stand-in: one lasting fault, and a queue of one-shot faults before it.
 * Only chat completions meet a fault, and at their arrival: `recover()` frees the requests to come, not those already
 * stuck.
 */
import type { RefusalStatus } from './errors.ts';

export type Fault =
  | { readonly kind: 'refuse'; readonly status: RefusalStatus; readonly retryAfterS?: number }
  | { readonly kind: 'stall' | 'hang' | 'hold' | 'garbage' | 'empty' }
  | { readonly kind: 'break' | 'cut' | 'freeze'; readonly afterTokens: number };

interface FaultVerbs {
  /** Answers with this status, its documented body and headers. `retryAfterS` is for 429, default 2. */
  refuse(status: RefusalStatus, options?: { retryAfterS?: number }): void;
  /** Headers and the role chunk, then no token. */
  stall(): void;
  /** The connection is accepted and nothing is ever answered. */
  hang(): void;
  /** Headers and the role chunk, then only what the receiver of `onHeld` gives. Streams only. */
  hold(): void;
  /** An in-band `data: {"error":…}` after this many tokens, then the end, without `[DONE]`. */
  breakAfter(tokens: number): void;
  /** The socket is destroyed after this many tokens. */
  cutAfter(tokens: number): void;
  /** No token and no end follows after this many tokens; the connection stays open. */
  freezeAfter(tokens: number): void;
  /** An event that is not JSON, then the end. */
  garbage(): void;
  /** A well-formed reply without text: finish_reason `stop` and no content. */
  empty(): void;
}

export interface GroqFaults extends FaultVerbs {
  /** The same verbs for one request each, in the order they were called. */
  readonly next: FaultVerbs;
  /** Clears the lasting fault and those queued. */
  recover(): void;
}

interface FaultBox {
  readonly faults: GroqFaults;
  /** The fault the arriving request meets; a one-shot is used up. */
  take(): Fault | undefined;
}

const createVerbs = (set: (fault: Fault) => void): FaultVerbs => ({
  refuse: (status, options = {}) => set({ kind: 'refuse', status, ...options }),
  stall: () => set({ kind: 'stall' }),
  hang: () => set({ kind: 'hang' }),
  hold: () => set({ kind: 'hold' }),
  breakAfter: (afterTokens) => set({ kind: 'break', afterTokens }),
  cutAfter: (afterTokens) => set({ kind: 'cut', afterTokens }),
  freezeAfter: (afterTokens) => set({ kind: 'freeze', afterTokens }),
  garbage: () => set({ kind: 'garbage' }),
  empty: () => set({ kind: 'empty' }),
});

export function createFaultBox(): FaultBox {
  let lasting: Fault | undefined;
  const queued: Fault[] = [];
  const lastingVerbs = createVerbs((fault) => {
    lasting = fault;
  });
  const recover = () => {
    lasting = undefined;
    queued.length = 0;
  };
  return {
    faults: { ...lastingVerbs, next: createVerbs((fault) => queued.push(fault)), recover },
    take: () => queued.shift() ?? lasting,
  };
}
