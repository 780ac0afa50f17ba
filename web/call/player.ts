/**
 * The position on the tape: at its end while a call is watched live, or anywhere, paused or playing at 1×.
 *
 * With a recording, the position follows `audio.currentTime`.
 */
import { computed, effect, signal } from '@preact/signals';
import { type AnyEntry, asRecorded } from '../../readings/journal-entry.ts';
import type { Tape } from './tape.ts';

type Motion = 'following' | 'still' | 'playing';

/** Time between two updates of the times on the page. */
const FRAME_MS = 80;

export class Player {
  readonly motion = signal<Motion>('following');
  /** Number of entries up to the position. */
  readonly count = signal(0);
  /** Call time in ms. */
  readonly nowMs = signal(0);
  readonly isAtEnd = computed(() => this.count.value >= this.tape.length.value);
  readonly tape: Tape;
  /** The call's recording, from its first moment; undefined when there is none. */
  #audio: HTMLAudioElement | undefined;
  readonly #stops: (() => void)[] = [];
  /** When and where playing began: `at` on the page's clock, `nowMs` in the call. */
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

  /** Sets or removes the call's recording. */
  setAudio(audio: HTMLAudioElement | undefined): void {
    this.#audio?.pause();
    this.#audio = audio;
    if (this.motion.value === 'playing') this.#playAudio();
  }

  /** Goes to the newest entry and follows new ones. */
  follow(): void {
    this.#audio?.pause();
    this.motion.value = 'following';
    this.count.value = this.tape.length.value;
    this.nowMs.value = this.tape.state.value === 'live' ? this.tape.liveMs : this.tape.endMs;
  }

  /** Goes to a moment of the call. */
  seek(ms: number): void {
    const at = Math.max(0, Math.min(ms, this.tape.endMs));
    this.#goTo(this.tape.countUntil(at), at);
  }

  /** Goes to just after an entry. */
  seekTo(seq: number): void {
    const index = this.tape.entries.findIndex((entry) => entry.seq === seq);
    if (index >= 0) this.#goTo(index + 1, this.tape.entries[index]?.atMs ?? 0);
  }

  /** Goes to the next or previous entry; with `kind`, to the next or previous change of state. */
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

  /** Plays the recording. Where the browser forbids sound, the position follows the page's clock. */
  #playAudio(): void {
    if (!this.#audio) return;
    const at = this.nowMs.value / 1_000;
    // Past its end the recording would start again: the position follows the page's clock instead.
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

  /** Updates the call's time between two entries. */
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
