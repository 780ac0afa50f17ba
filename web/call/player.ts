/**
 * Where on the tape we are: at its end while a call is watched live, or anywhere, standing still or going on at 1×.
 *
 * The sound leads when there is one: pictures follow `audio.currentTime`.
 */
import { computed, effect, signal } from '@preact/signals';
import { type AnyEntry, asRecorded } from '../../readings/journal-entry.ts';
import type { Tape } from './tape.ts';

type Motion = 'following' | 'still' | 'playing';

/** Times shown on the page need no more. */
const FRAME_MS = 80;

export class Player {
  readonly motion = signal<Motion>('following');
  /** How many entries of the tape have happened. */
  readonly count = signal(0);
  /** Call time in ms. */
  readonly nowMs = signal(0);
  readonly isAtEnd = computed(() => this.count.value >= this.tape.length.value);
  readonly tape: Tape;
  /** Of the call, from its first moment; none when it was not recorded. */
  #audio: HTMLAudioElement | undefined;
  readonly #stops: (() => void)[] = [];
  /** Where playing began: on the page's clock, and in the call. */
  #began = { at: 0, nowMs: 0 };

  constructor(tape: Tape) {
    this.tape = tape;
    this.#stops.push(
      effect(() => {
        const length = tape.length.value;
        if (this.motion.value !== 'following') return;
        this.count.value = length;
        this.nowMs.value = tape.state.value === 'live' ? tape.liveMs : tape.endMs;
      }),
    );
    let last = 0;
    const frame = (at: number): void => {
      request = requestAnimationFrame(frame);
      if (at - last < FRAME_MS) return;
      last = at;
      this.#tick();
    };
    let request = requestAnimationFrame(frame);
    this.#stops.push(() => cancelAnimationFrame(request));
  }

  close(): void {
    this.#audio?.pause();
    for (const stop of this.#stops) stop();
  }

  /** The call's sound, or none any more. */
  setAudio(audio: HTMLAudioElement | undefined): void {
    this.#audio?.pause();
    this.#audio = audio;
    if (this.motion.value === 'playing') this.#playAudio();
  }

  /** To the newest entry, and on with it. */
  follow(): void {
    this.#audio?.pause();
    this.motion.value = 'following';
    this.count.value = this.tape.length.value;
    this.nowMs.value = this.tape.state.value === 'live' ? this.tape.liveMs : this.tape.endMs;
  }

  /** To a moment of the call. */
  seek(ms: number): void {
    const at = Math.max(0, Math.min(ms, this.tape.endMs));
    this.#goTo(this.tape.countUntil(at), at);
  }

  /** To just after an entry. */
  seekTo(seq: number): void {
    const index = this.tape.entries.findIndex((entry) => entry.seq === seq);
    if (index >= 0) this.#goTo(index + 1, this.tape.entries[index]?.atMs ?? 0);
  }

  /** Entry by entry, or, with `kind`, to where a state moves. */
  step(by: 1 | -1, kind?: 'state'): void {
    if (this.tape.length.value === 0) return;
    this.pause();
    let count = this.count.value + by;
    const isThere = (entry: AnyEntry | undefined): boolean =>
      entry !== undefined && asRecorded(entry).kind === kind;
    while (kind && count > 0 && count < this.tape.length.value && !isThere(this.tape.entries[count - 1]))
      count += by;
    count = Math.max(1, Math.min(count, this.tape.length.value));
    this.#goTo(count, this.tape.entries[count - 1]?.atMs ?? 0);
  }

  pause(): void {
    this.#audio?.pause();
    this.motion.value = 'still';
  }

  play(): void {
    if (this.isAtEnd.value && this.tape.isOver) this.seek(0);
    this.motion.value = 'playing';
    this.#began = { at: performance.now(), nowMs: this.nowMs.value };
    this.#playAudio();
  }

  /** Where a browser does not let it sound, the page's clock leads. */
  #playAudio(): void {
    if (!this.#audio) return;
    const at = this.nowMs.value / 1_000;
    // Past its end it would begin anew: without it, the page's clock leads.
    if (at >= this.#audio.duration) {
      this.#audio.pause();
      return;
    }
    this.#audio.currentTime = at;
    this.#audio.play().catch(() => this.#audio?.pause());
  }

  #goTo(count: number, ms: number): void {
    if (this.motion.value === 'following') this.motion.value = 'still';
    this.count.value = count;
    this.nowMs.value = ms;
    this.#began = { at: performance.now(), nowMs: ms };
    if (this.motion.value === 'playing') this.#playAudio();
    else if (this.#audio) this.#audio.currentTime = ms / 1_000;
  }

  #tick(): void {
    if (this.motion.value === 'following') this.#tickLive();
    else if (this.motion.value === 'playing') this.#tickPlaying();
  }

  /** Between two entries, the call's time goes on. */
  #tickLive(): void {
    const { tape } = this;
    if (tape.state.value !== 'live' || tape.length.value === 0) return;
    this.nowMs.value = tape.liveMs;
  }

  #tickPlaying(): void {
    const { tape } = this;
    const audio = this.#audio;
    const nowMs =
      audio && !audio.paused
        ? audio.currentTime * 1_000
        : this.#began.nowMs + performance.now() - this.#began.at;
    if (nowMs >= tape.endMs) {
      if (tape.isOver) {
        this.#goTo(tape.length.value, tape.endMs);
        this.pause();
      } else this.follow();
      return;
    }
    this.nowMs.value = nowMs;
    this.count.value = tape.countUntil(nowMs);
  }
}
