/**
 * One generation on the line: its frames in order, how far the carrier has played them, and so what was heard.
 */
import { FRAME_BYTES, FRAME_MS, SILENCE } from './audio/mulaw.ts';

export interface TrackListener {
  /** Frames were sent; the carrier now has `sentMs` of this generation. */
  onSent(sentMs: number): void;
  /** The ear has reached the first frame. */
  onHeard(): void;
  /** Everything was heard; unconfirmed when the last mark never came back. */
  onFinished(confirmed: boolean): void;
}

/** An echo this much later than the last one was: the carrier has not got there. */
const LATE_ECHO_MS = 100;

export class Track {
  readonly generation: number;
  readonly listener: TrackListener;
  ended = false;
  over = false;
  lastMarkSent = false;
  sentMs = 0;
  firstSentAt = 0;
  heardAtEnd = 0;
  /** When the carrier will have played all it has. */
  playedOutAt = 0;
  /** From sending to echo with nothing queued: the way there and back. A guess until the first echo. */
  roundTripMs: number;
  /** Marks sent and not echoed, oldest first, with the clock reading at which the ear should reach them. */
  #unechoed: { readonly positionMs: number; readonly dueAt: number }[] = [];
  /** Clock reading at the last echo. */
  lastEchoAt = 0;
  #lagMs = 0;
  #confirmedMs = 0;
  #pending: Uint8Array[] = [];
  #offset = 0;
  #pendingBytes = 0;

  constructor(generation: number, listener: TrackListener, roundTripMs: number) {
    this.roundTripMs = roundTripMs;
    this.generation = generation;
    this.listener = listener;
  }

  queue(audio: Uint8Array): void {
    if (audio.length === 0) return;
    this.#pending.push(audio);
    this.#pendingBytes += audio.length;
  }

  end(): void {
    this.ended = true;
    const rest = this.#pendingBytes % FRAME_BYTES;
    if (rest > 0) this.queue(new Uint8Array(FRAME_BYTES - rest).fill(SILENCE));
  }

  get hasFrame(): boolean {
    return this.#pendingBytes >= FRAME_BYTES;
  }

  get isFullySent(): boolean {
    return this.ended && this.#pendingBytes === 0;
  }

  nextFrame(): Uint8Array {
    const first = this.#pending[0] as Uint8Array;
    this.#pendingBytes -= FRAME_BYTES;
    if (first.length - this.#offset >= FRAME_BYTES) {
      const frame = first.subarray(this.#offset, this.#offset + FRAME_BYTES);
      this.#advance(FRAME_BYTES);
      return frame;
    }
    const frame = new Uint8Array(FRAME_BYTES);
    for (let filled = 0; filled < FRAME_BYTES; ) {
      const chunk = this.#pending[0] as Uint8Array;
      const part = chunk.subarray(this.#offset, this.#offset + FRAME_BYTES - filled);
      frame.set(part, filled);
      filled += part.length;
      this.#advance(part.length);
    }
    return frame;
  }

  #advance(bytes: number): void {
    this.#offset += bytes;
    if (this.#offset < (this.#pending[0] as Uint8Array).length) return;
    this.#pending.shift();
    this.#offset = 0;
  }

  countSent(now: number): void {
    this.sentMs += FRAME_MS;
    this.playedOutAt = Math.max(this.playedOutAt, now) + FRAME_MS;
  }

  /** How far ahead of the ear the carrier's queue is. */
  leadAt(now: number): number {
    return Math.max(0, this.playedOutAt - now);
  }

  /** A mark follows what was sent so far. */
  countMark(now: number): void {
    this.#unechoed.push({ positionMs: this.sentMs, dueAt: Math.max(this.playedOutAt, now) });
  }

  /** The ear has received this much, the carrier says. Echoes later than the pace of the line are lag. */
  confirm(heardMs: number, now: number): void {
    const dueAt = this.#unechoed.find(({ positionMs }) => positionMs === heardMs)?.dueAt;
    if (dueAt !== undefined) this.#lagMs = Math.max(0, now - dueAt - this.roundTripMs);
    this.lastEchoAt = now;
    this.#confirmedMs = Math.max(this.#confirmedMs, heardMs);
    this.#unechoed = this.#unechoed.filter(({ positionMs }) => positionMs > heardMs);
  }

  heardAt(now: number): number {
    const byPace = this.sentMs - Math.max(0, this.playedOutAt + this.#lagMs - now);
    return Math.max(this.#confirmedMs, Math.min(this.#reachedAt(now), byPace), 0);
  }

  /** While an echo is overdue the carrier plays nothing, or plays it late: only what was echoed is sure. */
  #reachedAt(now: number): number {
    const latest = now - this.roundTripMs - this.#lagMs - LATE_ECHO_MS;
    const isOverdue = this.#unechoed.some(({ dueAt }) => dueAt < latest);
    return isOverdue ? this.#confirmedMs : this.sentMs;
  }
}
