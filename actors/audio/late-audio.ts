/**
 * Audio that comes late, behind a pause that was filled with silence: the part whose time is over is left out.
 *
 *   silence given for a pause ──> frames faster than time passes: late          frames at the pace of time: the caller again
 *
 * Without this rule a pause of two seconds that ends with its two seconds of frames, all at once, would be four seconds
 * long for the STT and in the recording. A caller who was muted comes back at the pace of time, and loses nothing.
 */
import { BYTES_PER_MS } from './mulaw.ts';

/** As far may frames be ahead of time: a carrier's jitter. */
const JITTER_MS = 100;
/** Frames that have kept to the pace of time for so long are not late. */
const SETTLED_MS = 200;

export class LateAudio {
  /** Silence given for time whose frames may still come, in ms. */
  #owedMs = 0;
  #resumedAt = 0;
  /** Audio taken since then, in ms. */
  #takenMs = 0;

  /** Frames come again after `silenceMs` of silence that the carrier's timestamps do not explain. */
  resume(now: number, silenceMs: number): void {
    if (silenceMs <= 0) return;
    this.#owedMs = silenceMs;
    this.#resumedAt = now;
    this.#takenMs = 0;
  }

  /** The audio of a frame without the part that is late. `usualMs`: a frame of this length has taken so long to be made. */
  withoutLate(audio: Uint8Array, now: number, usualMs: number): Uint8Array {
    if (this.#owedMs <= 0) return audio;
    const passedMs = now - this.#resumedAt;
    const frameMs = audio.length / BYTES_PER_MS;
    this.#takenMs += frameMs;
    const aheadMs = this.#takenMs - passedMs - Math.max(JITTER_MS, usualMs);
    if (aheadMs <= 0) {
      if (passedMs >= SETTLED_MS) this.#owedMs = 0;
      return audio;
    }
    const lateMs = Math.min(aheadMs, this.#owedMs, frameMs);
    this.#owedMs -= lateMs;
    this.#takenMs -= lateMs;
    return audio.subarray(Math.round(lateMs * BYTES_PER_MS));
  }
}
