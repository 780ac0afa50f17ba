/**
 * The caller's audio as one gapless stream: the last two seconds are kept, missing frames become silence.
 *
 *   carrier frames ──> ring (2 s) ──> listeners (STT, VAD, …)
 *
 * An STT ends a turn only while audio flows: when the carrier goes quiet, silence flows instead. A moment of the call is
 * heard once, as sound or as silence. So a carrier that goes quiet is asked whether it is there: a connection keeps the
 * order, and an answer shows that no frame is on its way. Decision: docs/decisions/0037-what-a-line-may-do.md
 */
import type { CallClock } from '../../machines/clock.ts';
import { FrameRing, type TimedFrame } from './frame-ring.ts';
import { LateAudio } from './late-audio.ts';
import { BYTES_PER_MS, silence } from './mulaw.ts';

export type InboundListener = (frame: TimedFrame) => void;

const RING_MS = 2_000;
/** The carrier is asked after this long without a frame. */
const ABSENCE_MS = 500;
/** The first frame may be this late: carriers with long messages send the first when they have filled it. */
const FIRST_FRAME_MS = 2_000;
/** A carrier that has not answered for this long counts as quiet: until then its frames may be late. */
const ANSWER_MS = 2_500;
/** A quiet carrier is asked again after this long. */
const ASK_EVERY_MS = 10_000;
/** While the carrier is quiet, silence flows in steps of this length. */
const STEP_MS = 100;
/** Smaller jumps of the carrier's timestamps are jitter. */
const GAP_MS = 40;
/** As far may the carrier's timestamps run ahead of our clock; the rest of a greater jump is not believed. */
const AHEAD_MS = 2_000;

export class InboundAudio {
  readonly #clock: CallClock;
  readonly #ring = new FrameRing(RING_MS * BYTES_PER_MS);
  readonly #listeners = new Set<InboundListener>();
  readonly #late = new LateAudio();
  #ask: (() => void) | undefined;
  /** Clock readings at the first and at the last time that the carrier was asked in the open gap. */
  #asked: { readonly firstAt: number; lastAt: number } | undefined;
  /** Whether it is known that no frame is on its way. */
  #isQuiet = false;
  #timer: unknown;
  #isClosed = false;
  #startedAt: number;
  #nextTimestamp: number | undefined;
  /** Silence already given for the open gap, in ms. */
  #givenMs = 0;
  /** Length of the last real frame. */
  #frameMs = 0;
  /** Clock reading at the last real frame, or at the start. */
  lastFrameAt: number;
  /** How much audio there has been, in ms. */
  positionMs = 0;

  constructor(clock: CallClock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.lastFrameAt = this.#startedAt;
  }

  /**
   * Starts the watch for a quiet carrier: from here on it should send. `ask` asks whether it is there, and `answered` takes
   * the answer; without `ask` a carrier without frames is quiet.
   */
  start(ask?: () => void): void {
    if (this.#isClosed) return;
    this.#ask = ask;
    this.#startedAt = this.#clock.now();
    this.lastFrameAt = this.#startedAt;
    this.#watch(ABSENCE_MS);
  }

  /** The carrier is there: no frame is on its way that it sent before it answered. */
  answered(): void {
    if (this.#isClosed || !this.#asked) return;
    this.#isQuiet = true;
    this.#giveSilence();
  }

  /** A frame of the carrier, with its own timestamp in ms of stream time; undefined: right behind the last. */
  push(audio: Uint8Array, timestampMs: number | undefined): void {
    const now = this.#clock.now();
    const startsAt = timestampMs ?? this.#nextTimestamp ?? 0;
    const gapMs = Math.max(0, startsAt - (this.#nextTimestamp ?? startsAt));
    const missingMs = Math.min(gapMs - this.#givenMs, this.#behindMs(now) + AHEAD_MS);
    if (missingMs >= GAP_MS) this.#give(silence(Math.round(missingMs)));
    this.#late.resume(now, this.#givenMs - gapMs);
    const usualMs = this.#frameMs;
    this.#frameMs = audio.length / BYTES_PER_MS;
    this.#nextTimestamp = startsAt + this.#frameMs;
    this.#givenMs = 0;
    this.#isQuiet = false;
    this.#asked = undefined;
    this.lastFrameAt = now;
    const onTime = this.#late.withoutLate(audio, now, usualMs);
    if (onTime.length > 0) this.#give(onTime);
  }

  /** The last two seconds, oldest first. */
  recent(): readonly TimedFrame[] {
    return this.#ring.frames();
  }

  /** Empties the ring: no later STT connection is sent this audio again. */
  forget(): void {
    this.#ring.clear();
  }

  /** Gives `listener` every frame from here on. Returns a function that ends this. */
  listen(listener: InboundListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #watch(delayMs: number): void {
    this.#timer = this.#clock.setTimeout(() => this.#look(), delayMs);
  }

  #look(): void {
    const now = this.#clock.now();
    const absentMs = now - this.lastFrameAt;
    const limitMs = this.#frameMs === 0 ? FIRST_FRAME_MS : ABSENCE_MS;
    if (absentMs < limitMs) {
      this.#watch(Math.min(ABSENCE_MS, limitMs - absentMs));
      return;
    }
    this.#watch(STEP_MS);
    if (!this.#ask || (this.#asked && now - this.#asked.firstAt >= ANSWER_MS)) this.#isQuiet = true;
    if (!this.#asked || now - this.#asked.lastAt >= ASK_EVERY_MS) {
      this.#asked = { firstAt: this.#asked?.firstAt ?? now, lastAt: now };
      this.#ask?.();
    }
    if (this.#isQuiet) this.#giveSilence();
  }

  /**
   * Gives the silence of the time that has passed since the last frame, as far as it was not given yet. Where frames are longer
   * than a step, the latest of it may be sound, in a frame that the carrier is still filling.
   */
  #giveSilence(): void {
    const fillingMs = this.#frameMs > STEP_MS ? this.#frameMs : 0;
    const missingMs = this.#clock.now() - this.lastFrameAt - fillingMs - this.#givenMs;
    const steps = Math.floor(missingMs / STEP_MS);
    if (steps <= 0) return;
    this.#givenMs += steps * STEP_MS;
    this.#give(silence(steps * STEP_MS));
  }

  /** By how much the audio is behind our clock. */
  #behindMs(now: number): number {
    return now - this.#startedAt - this.positionMs;
  }

  #give(audio: Uint8Array): void {
    const atMs = this.#clock.now();
    this.positionMs = this.#ring.push(audio, atMs);
    const frame = { audio, atMs, endMs: this.positionMs };
    for (const listener of this.#listeners) listener(frame);
  }
}
