/**
 * AssemblyAI's two rules for audio; a broken rule ends the session with close code 3007. A message holds 50 to
 * 1,000 ms, and the audio so far is no longer than the time since the first message. Arithmetic on a given clock.
 */
import { BYTES_PER_MS } from '../../actors/audio/mulaw.ts';

const LEAST_MS = 50;
const MOST_MS = 1_000;

export interface RateLimit {
  /** How far ahead of time audio may be. The vendor publishes no figure. */
  readonly toleranceMs: number;
  /** Milliseconds since any beginning. */
  now(): number;
}

export class AudioRules {
  readonly #limit: RateLimit;
  #startedAtMs: number | undefined;
  #receivedMs = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** The vendor's reason to refuse this message of `bytes` of mu-law; undefined when it is fine. */
  broken(bytes: number): string | undefined {
    const ms = bytes / BYTES_PER_MS;
    if (ms < LEAST_MS || ms > MOST_MS)
      return `Input duration violation: ${ms} ms. Expected between ${LEAST_MS} and ${MOST_MS} ms`;
    const nowMs = this.#limit.now();
    this.#startedAtMs ??= nowMs;
    this.#receivedMs += ms;
    const passedMs = nowMs - this.#startedAtMs;
    if (this.#receivedMs - passedMs <= this.#limit.toleranceMs) return undefined;
    return `Audio Transmission Rate Exceeded: Received ${seconds(this.#receivedMs)} sec. audio in ${seconds(passedMs)} sec`;
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);
