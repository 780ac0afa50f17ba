/**
 * Whether AssemblyAI is still there. It says nothing while nobody speaks, so it is asked, by pings.
 *
 *   ping ──> any message or pong: alive        ping ──audio, and no answer by the next ping──> mute
 *
 * Finds a dead connection or process, in two pings' time at most; not a recogniser that hears nothing behind a socket
 * that is well. While hardly any audio flows nothing is suspected: an idle network may sleep. The pings also keep an
 * idle connection open.
 */
import type { CallClock } from '../../../machines/clock.ts';

export const PING_EVERY_MS = 3_000;
/** Less audio than this since a ping proves nothing. */
const MUTE_AUDIO_MS = 1_000;

interface Checks {
  ping(): void;
  /** Nothing is called after it. */
  onMute(): void;
}

export class Pulse {
  readonly #clock: CallClock;
  readonly #checks: Checks;
  #isPingOpen = false;
  #sentSincePingMs = 0;
  #timer: unknown;

  constructor(clock: CallClock, checks: Checks) {
    this.#clock = clock;
    this.#checks = checks;
  }

  start(): void {
    this.#timer = this.#clock.setTimeout(() => this.#check(), PING_EVERY_MS);
  }

  sent(audioMs: number): void {
    this.#sentSincePingMs += audioMs;
  }

  /** The vendor has said something. */
  felt(): void {
    this.#isPingOpen = false;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #check(): void {
    if (this.#isPingOpen && this.#sentSincePingMs >= MUTE_AUDIO_MS) {
      this.#checks.onMute();
      return;
    }
    this.#isPingOpen = true;
    this.#sentSincePingMs = 0;
    this.#checks.ping();
    this.start();
  }
}
