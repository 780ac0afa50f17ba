/**
 * Detects a dead AssemblyAI connection by pings: the vendor sends nothing while the caller is silent.
 *
 *   ping ──> any message or pong: alive        ping ──audio, and no answer by the next ping──> mute
 *
 * A dead connection or process is found in two pings' time at most; a recogniser that transcribes nothing behind a
 * healthy socket is not: unheard-speech.ts finds it. While hardly any audio flows, a missing answer proves nothing: an idle network may sleep.
 * The pings also keep an idle connection open.
 */
import type { CallClock } from '../../../machines/clock.ts';

export const PING_EVERY_MS = 3_000;
/** Less audio than this since a ping proves nothing. */
const MUTE_AUDIO_MS = 1_000;

interface Checks {
  ping(): void;
  /** No call follows it. */
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

  /** A message or a pong came from the vendor. */
  answered(): void {
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
