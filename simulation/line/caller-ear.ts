/**
 * What the caller's ear truly receives: which words of which generation, and when there was any sound at all.
 *
 *   carrier ──play──> Ear <──cut (clear), delay (stall)── carrier
 *
 * A word counts once its last frame has been played to its end.
 */
import { FRAME_MS } from '../../actors/audio/mulaw.ts';
import { KIND, wordAt } from './coded-audio.ts';

interface HeardWord {
  readonly generation: number;
  readonly word: number;
  /** When its last frame has been played. */
  readonly atMs: number;
  /** When it would have been, had the line not stalled. */
  readonly expectedAtMs: number;
}

/** The first sound of a generation. */
interface FirstSound {
  readonly generation: number;
  readonly atMs: number;
}

export class Ear {
  readonly firstSounds: FirstSound[] = [];
  /** The carrier will have played all it has by then. */
  busyUntilMs = 0;
  #words: HeardWord[] = [];
  /** Cut off in a stall of which no echo could have told yet. */
  #excused: HeardWord[] = [];
  #stalledAtMs = Number.NEGATIVE_INFINITY;
  /** How much later than expected what comes now is heard. */
  #lagMs = 0;

  /** The next frame, behind what is being played. */
  play(frame: Uint8Array, generation: number, nowMs: number): void {
    const startsAtMs = Math.max(nowMs, this.busyUntilMs);
    this.busyUntilMs = startsAtMs + FRAME_MS;
    if (this.firstSounds.at(-1)?.generation !== generation)
      this.firstSounds.push({ generation, atMs: startsAtMs });
    if (frame[0] !== KIND.wordEnd) return;
    const atMs = this.busyUntilMs;
    this.#words.push({ generation, word: wordAt(frame, 0), atMs, expectedAtMs: atMs - this.#lagMs });
  }

  /** Silence at once: what is not over yet is never heard. A stall begun less than `untoldMs` ago is news to us. */
  cut(nowMs: number, untoldMs: number): void {
    if (this.#stalledAtMs > nowMs - untoldMs)
      this.#excused.push(...this.#words.filter((word) => word.atMs > nowMs && word.expectedAtMs <= nowMs));
    this.#words = this.#words.filter(({ atMs }) => atMs <= nowMs);
    if ((this.firstSounds.at(-1)?.atMs ?? 0) > nowMs) this.firstSounds.pop();
    this.busyUntilMs = Math.min(this.busyUntilMs, nowMs);
    this.#lagMs = 0;
  }

  /** Everything that is still to be heard is heard this much later. */
  delay(ms: number, nowMs: number): void {
    this.#stalledAtMs = nowMs;
    this.#lagMs += ms;
    this.#words = this.#words.map((word) => (word.atMs <= nowMs ? word : { ...word, atMs: word.atMs + ms }));
    this.busyUntilMs = Math.max(nowMs, this.busyUntilMs) + ms;
  }

  /** The numbers of the words received of a generation, in order, until then. */
  wordsOf(generation: number, untilMs = Number.POSITIVE_INFINITY): number[] {
    return this.#words
      .filter((heard) => heard.generation === generation && heard.atMs <= untilMs)
      .map(({ word }) => word);
  }

  /** With those of which nobody could know that they were not heard. */
  wordsAtMostOf(generation: number): number[] {
    return [
      ...this.wordsOf(generation),
      ...this.#excused.filter((heard) => heard.generation === generation).map(({ word }) => word),
    ];
  }
}
