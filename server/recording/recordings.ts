/**
 * The recordings of live and recent calls, within a limit of memory: the oldest of ended calls are dropped first.
 */
import type { CallClock } from '../../machines/clock.ts';
import { Recording } from './recording.ts';

/** Limit for all recordings together: 4.5 hours of calls. */
const MOST_BYTES = 256 * 1024 * 1024;

export class Recordings {
  readonly #byCall = new Map<object, Recording>();
  readonly #mostBytes: number;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** A recording of a call that begins now; undefined while live calls use all the memory. `call` is only a key. */
  begin(call: object, clock: CallClock): Recording | undefined {
    if (!this.#makeRoom()) return undefined;
    const recording = new Recording(clock);
    this.#byCall.set(call, recording);
    return recording;
  }

  of(call: object): Recording | undefined {
    return this.#byCall.get(call);
  }

  end(call: object): void {
    this.of(call)?.end();
    this.#makeRoom(call);
  }

  forget(call: object): void {
    this.#byCall.delete(call);
  }

  /** Drops recordings of ended calls down to the limit; false when live calls alone exceed it. */
  #makeRoom(except?: object): boolean {
    let bytes = [...this.#byCall.values()].reduce((sum, { wavBytes }) => sum + wavBytes, 0);
    for (const [call, { hasEnded, wavBytes }] of this.#byCall) {
      if (bytes <= this.#mostBytes) break;
      if (!hasEnded || call === except) continue;
      this.#byCall.delete(call);
      bytes -= wavBytes;
    }
    return bytes <= this.#mostBytes;
  }
}
