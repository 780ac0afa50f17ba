/**
 * The caller's ear: which words of which generation were really heard, and when there was any sound.
 *
 *   carrier ──play──> CallerEar <──cut (clear), delay (stall)── carrier
 *
 * A word counts once its last frame has been played to its end.
 */
import { FRAME_MS } from '../../actors/audio/mulaw.ts';
import { KIND, wordAt } from './coded-audio.ts';

interface HeardWord {
  readonly generation: number;
  readonly word: number;
  /** End of playback of the last frame of the word. */
  readonly atMs: number;
  /** The same time without the stalls of the line. */
  readonly expectedAtMs: number;
}

/** The first sound of a generation. */
interface FirstSound {
  readonly generation: number;
  readonly atMs: number;
}

export class CallerEar {
  readonly firstSounds: FirstSound[] = [];
  /** Time at which the carrier has played all its frames. */
  busyUntilMs = 0;
  #words: HeardWord[] = [];
  /** Words cut off in a stall that no echo can have reported yet. */
  #excused: HeardWord[] = [];
  #stalledAtMs = Number.NEGATIVE_INFINITY;
  /** Delay of new frames by stalls. */
  #lagMs = 0;

  /** Queues the next frame behind those being played. */
  play(frame: Uint8Array, generation: number, nowMs: number): void {
    const startsAtMs = Math.max(nowMs, this.busyUntilMs);
    this.busyUntilMs = startsAtMs + FRAME_MS;
    if (this.firstSounds.at(-1)?.generation !== generation)
      this.firstSounds.push({ generation, atMs: startsAtMs });
    if (frame[0] !== KIND.wordEnd) return;
    const atMs = this.busyUntilMs;
    this.#words.push({ generation, word: wordAt(frame, 0), atMs, expectedAtMs: atMs - this.#lagMs });
  }

  /** Silence at once: words not yet over are never heard. The product cannot know of a stall begun less than `unreportedMs` ago. */
  cut(nowMs: number, unreportedMs: number): void {
    if (this.#stalledAtMs > nowMs - unreportedMs)
      this.#excused.push(...this.#words.filter((word) => word.atMs > nowMs && word.expectedAtMs <= nowMs));
    this.#words = this.#words.filter(({ atMs }) => atMs <= nowMs);
    if ((this.firstSounds.at(-1)?.atMs ?? 0) > nowMs) this.firstSounds.pop();
    this.busyUntilMs = Math.min(this.busyUntilMs, nowMs);
    this.#lagMs = 0;
  }

  /** Delays all frames still to be played by `ms`. */
  delay(ms: number, nowMs: number): void {
    this.#stalledAtMs = nowMs;
    this.#lagMs += ms;
    this.#words = this.#words.map((word) => (word.atMs <= nowMs ? word : { ...word, atMs: word.atMs + ms }));
    this.busyUntilMs = Math.max(nowMs, this.busyUntilMs) + ms;
  }

  /** The numbers of the words of a generation heard until `untilMs`, in order. */
  wordsOf(generation: number, untilMs = Number.POSITIVE_INFINITY): number[] {
    return this.#words
      .filter((heard) => heard.generation === generation && heard.atMs <= untilMs)
      .map(({ word }) => word);
  }

  /** `wordsOf`, with the words that the product must believe heard, because no echo reported the stall. */
  wordsAtMostOf(generation: number): number[] {
    return [
      ...this.wordsOf(generation),
      ...this.#excused.filter((heard) => heard.generation === generation).map(({ word }) => word),
    ];
  }
}
