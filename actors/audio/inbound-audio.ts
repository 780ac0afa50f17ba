/**
 * The caller's audio as one gapless stream: the last two seconds are kept, missing frames become silence.
 *
 *   carrier frames ──> ring (2 s) ──> listeners (STT, VAD, …)
 *
 * An STT ends a turn only while audio flows: when the carrier goes quiet, silence flows instead.
 */
import type { CallClock } from '../../machines/clock.ts';
import { FrameRing, type TimedFrame } from './frame-ring.ts';
import { BYTES_PER_MS, silence } from './mulaw.ts';

export type InboundListener = (frame: TimedFrame) => void;

const RING_MS = 2_000;
/** The carrier counts as quiet after this long without a frame. */
const ABSENCE_MS = 500;
/** While the carrier is quiet, silence flows in steps of this length. */
const STEP_MS = 100;
/** Smaller jumps of the carrier's timestamps are jitter. */
const GAP_MS = 40;
/** The most silence that fills one gap. */
const LONGEST_GAP_MS = 10_000;

export class InboundAudio {
  readonly #clock: CallClock;
  readonly #ring = new FrameRing(RING_MS * BYTES_PER_MS);
  readonly #listeners = new Set<InboundListener>();
  #timer: unknown;
  #isClosed = false;
  #nextTimestamp: number | undefined;
  /** Silence already given for the open gap, in ms. */
  #givenMs = 0;
  /** Clock reading at the last real frame, or at the start. */
  lastFrameAt: number;
  /** How much audio there has been, in ms. */
  positionMs = 0;

  constructor(clock: CallClock) {
    this.#clock = clock;
    this.lastFrameAt = clock.now();
  }

  /** Starts the watch for a quiet carrier: from here on it should send. */
  start(): void {
    if (this.#isClosed) return;
    this.lastFrameAt = this.#clock.now();
    this.#watch(ABSENCE_MS);
  }

  /** A frame of the carrier, with its own timestamp in ms of stream time. */
  push(audio: Uint8Array, timestampMs: number): void {
    const gapMs = timestampMs - (this.#nextTimestamp ?? timestampMs) - this.#givenMs;
    if (gapMs >= GAP_MS) this.#give(silence(Math.min(Math.round(gapMs), LONGEST_GAP_MS)));
    this.#nextTimestamp = timestampMs + audio.length / BYTES_PER_MS;
    this.#givenMs = 0;
    this.lastFrameAt = this.#clock.now();
    this.#give(audio);
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
    this.#timer = this.#clock.setTimeout(() => {
      const absentMs = this.#clock.now() - this.lastFrameAt;
      if (absentMs >= ABSENCE_MS) {
        this.#givenMs += STEP_MS;
        this.#watch(STEP_MS);
        this.#give(silence(STEP_MS));
      } else this.#watch(ABSENCE_MS - absentMs);
    }, delayMs);
  }

  #give(audio: Uint8Array): void {
    const atMs = this.#clock.now();
    this.positionMs = this.#ring.push(audio, atMs);
    const frame = { audio, atMs, endMs: this.positionMs };
    for (const listener of this.#listeners) listener(frame);
  }
}
