/**
 * The only writer of outbound frames: one order, paced, marked, and silent at once on `silence`.
 *
 *   write(gen, bytes) ──> 160-byte frames, at most `leadMs` ahead of the caller's ear ──> media, mark ──> carrier
 *   silence(gen)      ──> queue emptied, `clear` sent, nothing of that generation ever again
 *   hold(gen, to)     ──> `clear` sent; resume(gen) goes on from there, as another take
 *
 * How much the caller heard is computed from mark echoes and the pace of the line, never from what was sent.
 */
import type { CallClock } from '../../machines/clock.ts';
import { type Mark, markName, readMark } from '../../machines/mark.ts';
import { type PlaybackPosition, Track, type TrackListener } from './track.ts';

/** The carrier's side: three messages and how much of them is still unsent. */
export interface OutboundLine {
  media(frame: Uint8Array): void;
  mark(name: string): void;
  clear(): void;
  /** Sends all messages of `write` together, in one packet where they fit. */
  together(write: () => void): void;
  /** Bytes accepted and not yet on the wire. */
  bufferedBytes(): number;
}

export interface OutboxOptions {
  readonly clock: CallClock;
  readonly line: OutboundLine;
  /** Frames go out at most this far ahead of the caller's ear, in ms. */
  readonly leadMs?: number;
  /** Distance between two marks, in ms of audio. */
  readonly markEveryMs?: number;
}

/** Assumed before the first echo, unless a ping took longer: the round trip to a carrier on another continent. */
const LIKELY_ROUND_TRIP_MS = 300;
/** How often the lead is topped up. */
const TOP_UP_MS = 60;
/** How long after its due time the last mark may come back. */
const LAST_MARK_GRACE_MS = 1_000;
/** With this many unsent bytes the carrier does not read its socket: further frames would only be heard later. */
const FULL_SOCKET_BYTES = 64 * 1024;

export class Outbox {
  readonly #clock: CallClock;
  readonly #line: OutboundLine;
  readonly #leadMs: number;
  readonly #markEveryMs: number;
  #track: Track | undefined;
  #assumedRoundTripMs = LIKELY_ROUND_TRIP_MS;
  /** As the first echo of the latest generation with one has shown it; undefined before the call's first echo. */
  #roundTripMs: number | undefined;
  /** No audio of generations up to this id is sent again. */
  #revoked = 0;
  /** Clock reading before which no generation begins. */
  #restsUntil = Number.NEGATIVE_INFINITY;
  #timer: unknown;
  #closed = false;

  constructor({ clock, line, leadMs = 300, markEveryMs = 200 }: OutboxOptions) {
    this.#clock = clock;
    this.#line = line;
    this.#leadMs = leadMs;
    this.#markEveryMs = markEveryMs;
  }

  begin(generation: number, listener: TrackListener): void {
    if (this.#closed || generation <= this.#revoked) return;
    if (this.#track) this.silence(this.#track.generation);
    this.#track = new Track(generation, listener, this.#roundTripMs ?? this.#assumedRoundTripMs);
  }

  write(generation: number, audio: Uint8Array): void {
    const track = this.#current(generation);
    if (!track || track.ended) return;
    track.queue(audio);
    this.#topUp();
  }

  /** No more audio follows; a last frame that is not full is filled with silence. */
  end(generation: number): void {
    const track = this.#current(generation);
    if (!track || track.ended) return;
    track.end();
    this.#topUp();
  }

  /** Silences a generation at once and for ever. Idempotent. */
  silence(generation: number): void {
    this.#revoked = Math.max(this.#revoked, generation);
    const track = this.#current(generation);
    if (!track || track.over) return;
    const isOnTheLine = track.isOnTheLine;
    track.stopAt(this.#heardMs(track), this.#clock.now());
    track.over = true;
    this.#stopTimer();
    if (isOnTheLine) this.#line.clear();
  }

  /** Silences a generation at once; `resume` continues from `cutMs` of its audio. */
  hold(generation: number, cutMs: number): void {
    const track = this.#current(generation);
    if (!track || track.over || track.isHeld) return;
    const isOnTheLine = track.isOnTheLine;
    track.hold(this.#heardMs(track), cutMs, this.#clock.now());
    this.#stopTimer();
    if (isOnTheLine) this.#line.clear();
  }

  resume(generation: number): void {
    const track = this.#current(generation);
    if (!track || track.over || !track.isHeld) return;
    track.resume();
    this.#topUp();
  }

  /**
   * A ping of the line was answered after so many ms. It counts until the first echo, which may come late because the way is
   * long or because the carrier began late. Whatever stands between us and the carrier may answer for it: a short time says
   * nothing.
   */
  pinged(ms: number): void {
    if (this.#roundTripMs !== undefined) return;
    this.#assumedRoundTripMs = Math.max(LIKELY_ROUND_TRIP_MS, ms);
    if (this.#track) this.#track.roundTripMs = this.#assumedRoundTripMs;
  }

  /** No generation begins before this clock reading; one that is on the line goes on. */
  restUntil(atMs: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, atMs);
  }

  /** Milliseconds of this generation's audio that the caller has heard, over all takes. */
  heardMs(generation: number): number {
    const track = this.#current(generation);
    return track ? this.#heardMs(track) : 0;
  }

  /** The caller's position in the current take, in ms of this generation's audio. A resumed take begins before what was heard already. */
  placeMs(generation: number): number {
    return this.#current(generation)?.placeAt(this.#clock.now()) ?? 0;
  }

  /** How far the latest speech on the line has been played to the caller, or was at its end; undefined before the first. */
  get playback(): (PlaybackPosition & { readonly generation: number; readonly isOver: boolean }) | undefined {
    const track = this.#track;
    return (
      track && { ...track.positionAt(this.#clock.now()), generation: track.generation, isOver: track.over }
    );
  }

  /** Whether the caller has heard every frame of a generation whose audio is complete. */
  isHeardToTheEnd(generation: number): boolean {
    const track = this.#current(generation);
    return track?.isFullySent === true && this.#heardMs(track) >= track.sentMs;
  }

  /** The carrier echoed a mark. Echoes that a `clear` caused are swallowed. */
  onMark(name: string): void {
    const mark = readMark(name);
    const track = mark && this.#current(mark.generation);
    if (!track || track.over || mark.take !== track.take) return;
    const { position } = mark;
    const now = this.#clock.now();
    if (position === track.beginsMs) {
      // A first echo later than the known round trip means a carrier that began late, not a longer way.
      track.roundTripMs = Math.min(track.roundTripMs, now - track.firstSentAt);
      this.#roundTripMs = track.roundTripMs;
      track.confirm(position, now);
      track.listener.onHeard();
    } else {
      const heardMs = position === 'end' ? track.sentMs : Math.min(position, track.sentMs);
      track.confirm(heardMs, now);
      if (position === 'end') this.#finishOnceHeard(track, now);
    }
  }

  /** The line is gone. Audio of the last round trip counts as not heard. */
  close(): void {
    this.#closed = true;
    this.#stopTimer();
    const track = this.#track;
    if (!track || track.over) return;
    const now = this.#clock.now();
    track.stopAt(track.heardAt(now - track.roundTripMs), now);
    track.over = true;
  }

  #current(generation: number): Track | undefined {
    return this.#track?.generation === generation ? this.#track : undefined;
  }

  #heardMs(track: Track): number {
    return track.heardAt(this.#clock.now());
  }

  #topUp(): void {
    const track = this.#track;
    if (!track || track.over || track.isHeld || this.#closed) return;
    this.#stopTimer();
    const now = this.#clock.now();
    if (!track.isOnTheLine && now < this.#restsUntil) {
      this.#timer = this.#clock.setTimeout(() => this.#topUp(), this.#restsUntil - now);
      return;
    }
    // The first frame does not wait for those behind it.
    if (!track.isOnTheLine) this.#send(track, now, 1);
    this.#send(track, now);
    if (track.over || track.isHeld) return;
    if (track.isFullySent) this.#awaitLastMark(track, now);
    else if (track.hasFrame) this.#timer = this.#clock.setTimeout(() => this.#topUp(), TOP_UP_MS);
  }

  /** Sends the frames that may be sent, at most `most`, and reports to the listener if there were any. */
  #send(track: Track, now: number, most = Number.POSITIVE_INFINITY): void {
    const sentBefore = track.sentMs;
    this.#line.together(() => {
      for (let sent = 0; sent < most && this.#maySend(track, now); sent++) this.#sendFrame(track, now);
    });
    if (track.sentMs > sentBefore) track.listener.onSent(track.sentMs);
  }

  #maySend(track: Track, now: number): boolean {
    return (
      !track.over &&
      !track.isHeld &&
      track.hasFrame &&
      track.leadAt(now) < this.#leadMs &&
      this.#line.bufferedBytes() <= FULL_SOCKET_BYTES
    );
  }

  #sendFrame(track: Track, now: number): void {
    if (!track.isOnTheLine) {
      track.firstSentAt = now;
      this.#mark(track, now, track.beginsMs);
    }
    this.#line.media(track.nextFrame());
    track.countSent(now);
    if (track.sentMs % this.#markEveryMs === 0 && !track.isFullySent) {
      this.#mark(track, now, track.sentMs);
    }
  }

  #mark(track: Track, now: number, position: Mark['position']): void {
    track.countMark(now);
    const { generation, take } = track;
    this.#line.mark(markName({ generation, take, position }));
  }

  #awaitLastMark(track: Track, now: number): void {
    if (!track.lastMarkSent) {
      track.lastMarkSent = true;
      this.#mark(track, now, 'end');
      track.listener.onSentAll();
      if (track.over || track.isHeld) return;
    }
    const dueMs = Math.max(0, track.playedOutAt - now) + LAST_MARK_GRACE_MS;
    this.#timer = this.#clock.setTimeout(() => this.#missLastMark(track), dueMs);
  }

  /** While late echoes still come, the carrier still plays; without any, the generation ends unconfirmed. */
  #missLastMark(track: Track): void {
    const silentMs = this.#clock.now() - track.lastEchoAt;
    if (silentMs >= LAST_MARK_GRACE_MS) this.#finish(track, false);
    else this.#timer = this.#clock.setTimeout(() => this.#missLastMark(track), LAST_MARK_GRACE_MS - silentMs);
  }

  /** A carrier that sends marks back when it takes them in says that it has the whole; the pace of the line says when it was heard. */
  #finishOnceHeard(track: Track, now: number): void {
    if (track.unplayedAt(now) === 0) {
      this.#finish(track, true);
      return;
    }
    this.#stopTimer();
    const dueMs = track.leadAt(now) + track.roundTripMs;
    this.#timer = this.#clock.setTimeout(() => this.#finish(track, true), dueMs);
  }

  #finish(track: Track, confirmed: boolean): void {
    if (track.over) return;
    track.stopAt(track.sentMs, this.#clock.now());
    track.over = true;
    this.#stopTimer();
    track.listener.onFinished(confirmed);
  }

  #stopTimer(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
