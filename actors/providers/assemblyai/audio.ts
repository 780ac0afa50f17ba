/**
 * Audio as AssemblyAI takes it: 80 ms a message, and never faster than it was spoken.
 *
 *   audio of any length ──> 80 ms messages ──> queue ──real time, 500 ms ahead at most──> send
 *
 * A backlog therefore reaches the vendor late, and so does all audio after it, until there is digital silence to
 * leave out: a line with noise in its pauses keeps the lag. Nothing else is left out. No socket is known here.
 */
import type { CallClock } from '../../../machines/clock.ts';
import { Batcher } from '../../audio/batcher.ts';

/** As long as a batch of the `stt` actor, so that no batch is split; the vendor takes 50 to 1,000 ms (error 3007). */
export const MESSAGE_MS = 80;
/**
 * How far ahead of real time audio is sent. The vendor refuses audio that is too far ahead (error 3007), and does not
 * say how far; as one message may hold 1,000 ms, the limit must be at least that. Half of it is safe.
 */
export const LEAD_MS = 500;

/** At `atMs` of the sent audio, `leftOutMs` in all had been left out. */
interface Cut {
  readonly atMs: number;
  readonly leftOutMs: number;
}

export class RealTimeAudio {
  readonly #clock: CallClock;
  readonly #send: (message: Uint8Array) => void;
  readonly #messages = new Batcher(MESSAGE_MS, (message) => this.#queue.push(message));
  readonly #queue: Uint8Array[] = [];
  readonly #cuts: Cut[] = [];
  #startedAtMs: number | undefined;
  #sentMs = 0;
  #wasSilent = false;
  #timer: unknown;

  constructor(clock: CallClock, send: (message: Uint8Array) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Takes audio of any length; a rest that does not fill a message waits for more. */
  add(audio: Uint8Array): void {
    this.#messages.add(audio);
    this.#drain();
  }

  /** Drops the waiting messages. */
  stop(): void {
    this.#queue.length = 0;
    this.#clock.clearTimeout(this.#timer);
  }

  /**
   * Converts a position in the sent audio to one in the given audio, both in ms. A word's end lies before a cut at
   * its place.
   */
  givenAt(sentMs: number): number {
    return sentMs + (this.#cuts.findLast(({ atMs }) => atMs < sentMs)?.leftOutMs ?? 0);
  }

  #drain(): void {
    const nowMs = this.#clock.now();
    this.#startedAtMs ??= nowMs;
    for (let message = this.#queue[0]; message; message = this.#queue[0]) {
      const waitMs = this.#startedAtMs + this.#sentMs + MESSAGE_MS - LEAD_MS - nowMs;
      const isSilent = message.every(isDigitalSilence);
      if (waitMs > 0 && !(isSilent && this.#wasSilent)) {
        this.#drainIn(waitMs);
        return;
      }
      this.#queue.shift();
      this.#wasSilent = isSilent;
      if (waitMs > 0) {
        this.#leaveOut();
      } else {
        this.#sentMs += MESSAGE_MS;
        this.#send(message);
      }
    }
  }

  #drainIn(waitMs: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#drain(), waitMs);
  }

  #leaveOut(): void {
    const last = this.#cuts.at(-1);
    if (last?.atMs === this.#sentMs) this.#cuts.pop();
    this.#cuts.push({ atMs: this.#sentMs, leftOutMs: (last?.leftOutMs ?? 0) + MESSAGE_MS });
  }
}

/** Mu-law's positive and negative zero. */
const isDigitalSilence = (byte: number): boolean => byte === 0xff || byte === 0x7f;
