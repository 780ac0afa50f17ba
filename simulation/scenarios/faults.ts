/**
 * What can go wrong around a call, by name, and when it does in this one.
 *
 *   scenario's faults ──> FaultPlan ──take (the next request)──> a vendor
 *                                   └─whenDue (that moment)───> a socket, the line, the clock
 *
 * A fault whose moment has come waits for its chance: a drop for a socket, a refusal for a request.
 */
import type { VirtualClock } from '../virtual-clock.ts';

export const FAULTS = {
  'stt.drop': 'the open socket of the ears closes',
  'stt.refused': 'the socket of the ears closes, and the next connection is refused for good',
  'stt.unreachable': 'the socket of the ears closes, and for a while no connection is ready',
  'stt.halfOpen': 'the socket of the ears takes audio and says nothing more',
  'stt.reorder': 'two facts about the turn arrive in the wrong order',
  'stt.careless': 'the ears talk on after they were closed, for the whole call',
  'llm.rateLimited': 'requests are answered 429 for a while',
  'llm.unavailable': 'requests break before their first token for a while',
  'llm.breaks': 'the next reply breaks after some words',
  'llm.silent': 'the next request never gets its first token',
  'llm.stalls': 'the next reply stops coming after some words',
  'llm.slow': 'the next first token takes seconds longer',
  'llm.empty': 'the next reply ends without a word',
  'llm.careless': 'the model writes on after it was told to stop, for the whole call',
  'tts.drop': 'the socket of the voice closes',
  'tts.unreachable': 'the socket of the voice closes, and for a while none opens',
  'tts.refused': 'utterances are refused for a while: no credit, unknown voice',
  'tts.stalls': 'the next utterance stops in the middle',
  'tts.silent': 'the next utterance ends without any audio',
  'tts.garbage': 'the next utterance ends with something that is not speech',
  'tts.careless': 'the voice speaks on after it was told to stop, for the whole call',
  'line.neverStarts': 'the carrier never says which call this is',
  'line.lostMarks': 'marks do not come back for a while',
  'line.lateMarks': 'marks come back this much late, for as long',
  'line.stall': 'the carrier plays nothing for a while; then all of it, that much later',
  'line.gap': 'frames of the caller are lost for a while',
  'line.reorder': 'frames of the caller change places for a while',
  'line.halfOpen': 'the carrier falls silent for good and says no goodbye',
  'clock.jump': 'our process sleeps for a while',
  'operator.hangsUp': 'an operator ends the call',
} as const;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export interface Fault {
  readonly name: FaultName;
  /** Milliseconds since the call began. */
  readonly atMs: number;
  /** For those that last. */
  readonly forMs?: number | undefined;
}

/** How soon a fault that found no chance tries again. */
const RETRY_MS = 100;

export class FaultPlan {
  /** What really happened, in order. */
  readonly injected: { readonly atMs: number; readonly fault: Fault }[] = [];
  readonly #clock: VirtualClock;
  readonly #waiting: Set<Fault>;
  /** Those that last, once they have begun. */
  readonly #lasting = new Set<Fault>();

  constructor(clock: VirtualClock, faults: readonly Fault[]) {
    this.#clock = clock;
    this.#waiting = new Set(faults);
  }

  /** The fault of this name whose time has come: once, or for as long as it lasts. */
  take(name: FaultName): Fault | undefined {
    const now = this.#clock.now();
    for (const fault of this.#lasting)
      if (fault.name === name && now < fault.atMs + (fault.forMs ?? 0)) return fault;
    for (const fault of this.#waiting)
      if (fault.name === name && fault.atMs <= now) return this.#happens(fault);
    return undefined;
  }

  /** Acts at the moment of every fault of this name, and again later while there is nothing to act on. */
  whenDue(name: FaultName, act: (forMs: number, dueMs: number) => boolean): void {
    for (const fault of this.#waiting) {
      if (fault.name !== name) continue;
      const attempt = (dueMs: number): void => {
        if (!this.#waiting.has(fault)) return;
        if (act(fault.forMs ?? 0, dueMs)) this.#happens(fault);
        else this.#clock.at(dueMs + RETRY_MS, attempt);
      };
      this.#clock.at(fault.atMs, attempt);
    }
  }

  #happens(fault: Fault): Fault {
    this.#waiting.delete(fault);
    if (fault.forMs !== undefined) this.#lasting.add(fault);
    this.injected.push({ atMs: this.#clock.now(), fault });
    return fault;
  }
}
