/**
 * One generation on the line: its frames in order, how far the carrier has played them, and so how much was heard.
 *
 * Positions are in ms of the generation's audio. A held track keeps its place. `resume` sends its next take, from the
 * beginning of the word that was cut.
 */
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../audio/mulaw.ts';
import { SpeechTape } from './speech-tape.ts';

export interface TrackListener {
  /** Frames were sent; the carrier now has `sentMs` of this generation. */
  onSent(sentMs: number): void;
  /** Everything was sent; once in each take. */
  onSentAll(): void;
  /** The caller's ear has reached the first frame of a take. */
  onHeard(): void;
  /** Everything was heard; unconfirmed when the last mark never came back. */
  onFinished(confirmed: boolean): void;
}

/** An echo overdue by this much, beyond round trip and lag, means that the carrier has not played that far. */
const LATE_ECHO_MS = 100;
/** An echo that is earlier by more than this than its audio can be over was sent back unplayed; less is a carrier's rounding. */
const EARLY_ECHO_MS = 40;

/** How far a speech has been played to the caller, or had been when the line was emptied or had played it all. */
export interface PlaybackPosition {
  /** In ms of the generation's audio. */
  readonly placeMs: number;
  /** Clock reading at which the caller heard that place. */
  readonly at: number;
  /** Beginning of the take that the caller hears, or heard last, in ms of the generation's audio. */
  readonly fromMs: number;
  readonly roundTripMs: number;
}

export class Track {
  readonly generation: number;
  readonly listener: TrackListener;
  /** Counts from 1. */
  take = 1;
  /** Where this take begins. */
  beginsMs = 0;
  ended = false;
  over = false;
  lastMarkSent = false;
  sentMs = 0;
  firstSentAt = 0;
  /** Clock reading at which the carrier will have played all it has. */
  playedOutAt = 0;
  /** From sending to echo with nothing queued, in ms. A guess until the first echo. */
  roundTripMs: number;
  /** Marks sent and not echoed, oldest first, with the clock reading at which the caller's ear should reach them. */
  #unechoed: { readonly positionMs: number; readonly dueAt: number }[] = [];
  /** Clock reading at the last echo. */
  lastEchoAt = 0;
  #lagMs = 0;
  #confirmedMs = 0;
  /** How much was heard in earlier takes. */
  #heardBeforeMs = 0;
  readonly #tape = new SpeechTape();
  /** How much was heard when the line was emptied, in ms; undefined while the line plays. */
  #stoppedAtMs: number | undefined;
  /** Clock reading at which the line was emptied, or had played all. */
  #stoppedAt = 0;
  /** Beginning of the take that the caller hears, or heard last; `beginsMs` of a held track is the next one's. */
  #playedFromMs = 0;

  constructor(generation: number, listener: TrackListener, roundTripMs: number) {
    this.roundTripMs = roundTripMs;
    this.generation = generation;
    this.listener = listener;
  }

  queue(audio: Uint8Array): void {
    this.#tape.add(audio);
  }

  end(): void {
    this.ended = true;
    const rest = this.#tape.bytesAhead % FRAME_BYTES;
    if (rest > 0) this.queue(new Uint8Array(FRAME_BYTES - rest).fill(SILENCE));
  }

  get isHeld(): boolean {
    return !this.over && this.#stoppedAtMs !== undefined;
  }

  /** Whether any frame of this take was sent. */
  get isOnTheLine(): boolean {
    return this.#stoppedAtMs === undefined && this.sentMs > this.beginsMs;
  }

  get hasFrame(): boolean {
    return this.#tape.bytesAhead >= FRAME_BYTES;
  }

  get isFullySent(): boolean {
    return this.ended && this.#tape.bytesAhead === 0;
  }

  nextFrame(): Uint8Array {
    return this.#tape.next(FRAME_BYTES);
  }

  /** The line was emptied at this clock reading, when this much had been heard. */
  stopAt(heardMs: number, at: number): void {
    if (this.#stoppedAtMs !== undefined) return;
    this.#stoppedAtMs = heardMs;
    this.#stoppedAt = Math.min(at, this.playedOutAt + this.#lagMs);
  }

  /** Like `stopAt`; `resume` then continues from `cutMs`, rounded down to a whole frame. */
  hold(heardMs: number, cutMs: number, at: number): void {
    this.stopAt(heardMs, at);
    this.#heardBeforeMs = heardMs;
    this.take += 1;
    // Not before this take: earlier takes were heard and are not repeated.
    const fromMs = Math.min(Math.max(cutMs, this.beginsMs), this.sentMs);
    this.beginsMs = Math.floor(fromMs / FRAME_MS) * FRAME_MS;
    this.#tape.rewind(this.beginsMs);
    this.sentMs = this.beginsMs;
    this.#unechoed = [];
    this.lastMarkSent = false;
  }

  /** Begins the next take: until an echo of it comes, nothing after its beginning counts as heard in it. */
  resume(): void {
    this.#stoppedAtMs = undefined;
    this.#playedFromMs = this.beginsMs;
    this.#confirmedMs = this.beginsMs;
    this.#lagMs = 0;
    this.playedOutAt = 0;
  }

  countSent(now: number): void {
    this.sentMs += FRAME_MS;
    this.playedOutAt = Math.max(this.playedOutAt, now) + FRAME_MS;
  }

  /** How far the carrier's queue is ahead of the caller's ear, in ms. */
  leadAt(now: number): number {
    return Math.max(0, this.playedOutAt - now);
  }

  /** A mark follows what was sent so far. */
  countMark(now: number): void {
    this.#unechoed.push({ positionMs: this.sentMs, dueAt: Math.max(this.playedOutAt, now) });
  }

  /** How much the carrier has and cannot have played yet, in ms. */
  unplayedAt(now: number): number {
    return Math.max(0, this.leadAt(now) - EARLY_ECHO_MS);
  }

  /**
   * The carrier confirms that `heardMs` were heard. Echoes later than the pace of the line are lag; of echoes that come before
   * that much can have been played, only what can have been counts.
   */
  confirm(heardMs: number, now: number): void {
    const dueAt = this.#unechoed.find(({ positionMs }) => positionMs === heardMs)?.dueAt;
    if (dueAt !== undefined) this.#lagMs = Math.max(0, now - dueAt - this.roundTripMs);
    this.lastEchoAt = now;
    this.#confirmedMs = Math.max(this.#confirmedMs, Math.min(heardMs, this.sentMs - this.unplayedAt(now)));
    this.#tape.forgetBefore(this.#confirmedMs);
    this.#unechoed = this.#unechoed.filter(({ positionMs }) => positionMs > heardMs);
  }

  /** How much of the audio was heard, in this take or in an earlier one. */
  heardAt(now: number): number {
    return Math.max(this.#heardBeforeMs, this.placeAt(now));
  }

  /** The caller's position in this take, in ms of the generation's audio. */
  placeAt(now: number): number {
    if (this.#stoppedAtMs !== undefined) return this.#stoppedAtMs;
    const byPace = this.sentMs - Math.max(0, this.playedOutAt + this.#lagMs - now);
    return Math.max(this.#confirmedMs, Math.min(this.#reachedAt(now), byPace), 0);
  }

  positionAt(now: number): PlaybackPosition {
    const isStopped = this.#stoppedAtMs !== undefined;
    return {
      placeMs: this.placeAt(now),
      at: isStopped ? this.#stoppedAt : now,
      fromMs: this.#playedFromMs,
      roundTripMs: this.roundTripMs,
    };
  }

  /** While an echo is overdue the carrier plays nothing, or plays late: only echoed audio is sure. */
  #reachedAt(now: number): number {
    const latest = now - this.roundTripMs - this.#lagMs - LATE_ECHO_MS;
    const isOverdue = this.#unechoed.some(({ dueAt }) => dueAt < latest);
    return isOverdue ? this.#confirmedMs : this.sentMs;
  }
}
