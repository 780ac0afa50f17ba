/**
 * The faults around a call, by name, and the plan of the faults of one call.
 *
 *   scenario's faults ──> FaultPlan ──take (the next request)──> a vendor
 *                                   └─whenDue (that moment)───> a socket, the line, the clock
 *
 * A fault that is due waits until it can act: a drop for an open socket, a refusal for a request.
 */
import type { VirtualClock } from '../virtual-clock.ts';

export const FAULTS = {
  'stt.drop': 'the open STT socket closes',
  'stt.refused': 'the STT socket closes, and the next connection is refused for good',
  'stt.unreachable': 'the STT socket closes, and for a while no connection gets ready',
  'stt.halfOpen': 'the STT socket takes audio and sends nothing more',
  'stt.reorder': 'two facts about the turn arrive in the wrong order',
  'stt.careless': 'the STT goes on reporting after it was closed, for the whole call',
  'llm.rateLimited': 'requests are answered 429 for a while',
  'llm.unavailable': 'requests break before their first token for a while',
  'llm.breaks': 'the next reply breaks after some words',
  'llm.silent': 'the next request never gets its first token',
  'llm.stalls': 'the next reply stops coming after some words',
  'llm.slow': 'the next first token takes seconds longer',
  'llm.empty': 'the next reply ends without a word',
  'llm.careless': 'the model goes on writing after it was aborted, for the whole call',
  'tts.drop': 'the TTS socket closes',
  'tts.unreachable': 'the TTS socket closes, and for a while none opens',
  'tts.refused': 'utterances are refused for a while: no credit, unknown voice',
  'tts.stalls': 'the next utterance stops in the middle',
  'tts.silent': 'the next utterance ends without any audio',
  'tts.garbage': 'the next utterance ends with a message that is not speech',
  'tts.careless': 'the TTS goes on sending after it was cancelled, for the whole call',
  'line.neverStarts': 'the carrier never sends the start of the stream',
  'line.lostMarks': 'marks do not come back for a while',
  'line.lateMarks': 'marks come back late for a while, by the length of that while',
  'line.stall': 'the carrier plays nothing for a while, then goes on that much later',
  'line.gap': 'frames of the caller are lost for a while',
  'line.reorder': 'frames of the caller change places for a while',
  'line.halfOpen': 'the connection of the carrier stays open and passes nothing more',
  'clock.jump': 'the process of the product sleeps for a while',
  'operator.hangsUp': 'an operator ends the call',
} as const;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export interface Fault {
  readonly name: FaultName;
  /** Milliseconds since the call began. */
  readonly atMs: number;
  /** Duration in ms of a fault that lasts. */
  readonly forMs?: number | undefined;
}

/** Time after which a fault that could not act tries again. */
const RETRY_MS = 100;

export class FaultPlan {
  /** Faults that really happened, in order. */
  readonly injected: { readonly atMs: number; readonly fault: Fault }[] = [];
  readonly #clock: VirtualClock;
  readonly #waiting: Set<Fault>;
  /** Faults that last and have begun. */
  readonly #lasting = new Set<Fault>();

  constructor(clock: VirtualClock, faults: readonly Fault[]) {
    this.#clock = clock;
    this.#waiting = new Set(faults);
  }

  /** The fault of this name that is due: once, or for as long as the fault lasts. */
  take(name: FaultName): Fault | undefined {
    const now = this.#clock.now();
    for (const fault of this.#lasting)
      if (fault.name === name && now < fault.atMs + (fault.forMs ?? 0)) return fault;
    for (const fault of this.#waiting)
      if (fault.name === name && fault.atMs <= now) return this.#happens(fault);
    return undefined;
  }

  /** Calls `act` when a fault of this name is due, and again every 100 ms until `act` returns true. */
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
