/**
 * The caller's ear: whether the agent is audible, and waits for the agent to begin, go on, or stop.
 *
 * A stretch of speech begins with an audible frame and ends with half a second of quiet, a `clear`, or the end of a
 * line of the caller's own, so that the agent's speech after a question counts as its answer. Time is counted in frames.
 */
import { decodeSample, FRAME_MS } from '../../../actors/audio/mulaw.ts';
import { PhoneError } from '../phone-error.ts';
import type { CallFact } from '../record/call-record.ts';

/** About -42 dBFS: above idle and comfort noise, below speech. */
const AUDIBLE_PEAK = 256;
/** Longer than a pause between two sentences. */
const STRETCH_GAP_MS = 500;

interface Wait {
  readonly isOver: () => boolean;
  readonly done: () => void;
  readonly fail: () => void;
}

export class CallerEar {
  readonly #onFact: (fact: CallFact) => void;
  readonly #waits = new Set<Wait>();
  #isOver = false;
  #frames = 0;
  /** Index of the frame after the last audible one. */
  #soundUntilFrame = 0;
  #stretchFromFrame: number | undefined;

  constructor(onFact: (fact: CallFact) => void) {
    this.#onFact = onFact;
  }

  get isAgentAudible(): boolean {
    return this.#stretchFromFrame !== undefined;
  }

  /** Length of the present stretch; 0 when there is none. */
  get spokenMs(): number {
    return this.#stretchFromFrame === undefined ? 0 : (this.#frames - this.#stretchFromFrame) * FRAME_MS;
  }

  get quietMs(): number {
    return (this.#frames - this.#soundUntilFrame) * FRAME_MS;
  }

  /** 20 ms of sound as the caller hears it; `trackMs` is where the frame begins on the tracks. */
  hear(frame: Uint8Array, trackMs: number): void {
    this.#frames += 1;
    if (frame.some((byte) => Math.abs(decodeSample(byte)) >= AUDIBLE_PEAK)) {
      this.#soundUntilFrame = this.#frames;
      if (this.#stretchFromFrame === undefined) {
        this.#stretchFromFrame = this.#frames - 1;
        this.#onFact({ type: 'agent.started' });
      }
    } else if (this.quietMs >= STRETCH_GAP_MS) {
      this.endStretch(trackMs + FRAME_MS);
    }
    for (const wait of this.#waits) if (wait.isOver()) wait.done();
  }

  /** Ends the present stretch, if any; later sound is a new one. `trackMs`: the present position on the tracks. */
  endStretch(trackMs: number): void {
    if (this.#stretchFromFrame === undefined) return;
    this.#stretchFromFrame = undefined;
    this.#onFact({ type: 'agent.stopped', quietSinceMs: trackMs - this.quietMs });
  }

  /** Resolves at once if `isOver` holds, else after the first frame at which it does. `what` completes "waited for …". */
  wait(what: string, isOver: () => boolean, timeoutMs: number): Promise<void> {
    if (this.#isOver) return Promise.reject(PhoneError.callEnded(what));
    if (isOver()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#waits.delete(wait);
        act();
      };
      const wait: Wait = {
        isOver,
        done: () => settle(resolve),
        fail: () => settle(() => reject(PhoneError.callEnded(what))),
      };
      const timer = setTimeout(() => settle(() => reject(PhoneError.timeout(what, timeoutMs))), timeoutMs);
      this.#waits.add(wait);
    });
  }

  /** The call is over: every wait fails, now and later. */
  end(): void {
    this.#isOver = true;
    for (const wait of this.#waits) wait.fail();
  }
}
