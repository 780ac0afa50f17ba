/**
 * Recognition in the sandbox by exact sound instead of a model: the phrase book learns every line the phone can say.
 *
 *   learn(line) ──> frames by content ──> openMatcher() ──> which words of which line came, and when
 *
 * Matching is by content alone, so audio that the product drops, delays or alters is recognized as such.
 */
import { createHash } from 'node:crypto';
import { FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import type { SpokenLine } from '../voice/flite.ts';
import { createLineMatcher, type LearntFrame, type LineMatcher } from './line-matcher.ts';
import { isAudible } from './loudness.ts';
import type { LearntLine, LearntWord } from './match.ts';
import { hashFrame, normalize } from './rolling-hash.ts';

/** Frames of fewer different bytes are hum or a tone, which would match at every position. */
const MIN_DISTINCT_BYTES = 12;
const SENTENCE_END = /[.!?…]["'”’)]*$/;

export class PhraseBook {
  readonly #byHash = new Map<number, LearntFrame[]>();
  /** Cheap test whether a frame can be a learnt one, by 16 bits of the hash. */
  readonly #marks = new Uint8Array(65_536);
  readonly #lines = new Map<string, LearntLine>();
  #lessons = 0;

  /** From this call on every stream recognizes `line`. Learning the same line again is cheap. */
  learn(line: SpokenLine): void {
    const key = `${createHash('sha1').update(line.audio).digest('hex')} ${line.text}`;
    const known = this.#lines.get(key);
    this.#lessons += 1;
    if (known) {
      known.learntAt = this.#lessons;
      return;
    }
    const frames = audibleFrames(line.audio);
    const learnt = { ...placeWords(line.words, frames.keys()), learntAt: this.#lessons };
    this.#lines.set(key, learnt);
    for (const [frame, bytes] of frames) this.#index(bytes, learnt, frame);
  }

  /** A new matcher for one stream. */
  openMatcher(): LineMatcher {
    return createLineMatcher({ lookUp: (hash) => this.#lookUp(hash) });
  }

  #lookUp(hash: number): readonly LearntFrame[] | undefined {
    return this.#marks[hash >>> 16] ? this.#byHash.get(hash) : undefined;
  }

  #index(bytes: Uint8Array, line: LearntLine, frame: number): void {
    const hash = hashFrame(bytes);
    this.#marks[hash >>> 16] = 1;
    const sameHash = this.#byHash.get(hash) ?? [];
    if (sameHash.length === 0) this.#byHash.set(hash, sameHash);
    const known = sameHash.find((each) => Buffer.compare(each.bytes, bytes) === 0);
    if (known) known.places.push({ line, frame });
    else sameHash.push({ bytes, places: [{ line, frame }] });
  }
}

function audibleFrames(audio: Uint8Array): Map<number, Uint8Array> {
  const frames = new Map<number, Uint8Array>();
  for (let at = 0; at + FRAME_BYTES <= audio.length; at += FRAME_BYTES) {
    const bytes = normalize(audio.subarray(at, at + FRAME_BYTES));
    if (isAudible(bytes) && new Set(bytes).size >= MIN_DISTINCT_BYTES) frames.set(at / FRAME_BYTES, bytes);
  }
  return frames;
}

/** Gives each audible frame to the word that is being said in its middle. */
function placeWords(words: SpokenLine['words'], audibleFrames: Iterable<number>) {
  const wordOfFrame = new Map<number, number>();
  const counts = words.map(() => 0);
  for (const frame of audibleFrames) {
    const middleMs = (frame + 0.5) * FRAME_MS;
    const word = words.findIndex(({ startMs, endMs }) => startMs <= middleMs && middleMs < endMs);
    if (word < 0) continue;
    wordOfFrame.set(frame, word);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return { wordOfFrame, words: withSilentWords(words, counts) };
}

/** A word without sound of its own ("-", a swallowed "a") is reported together with its neighbour. */
function withSilentWords(words: SpokenLine['words'], frames: readonly number[]): LearntWord[] {
  const texts = words.map(({ text }) => text);
  const sounding = words.flatMap((_, i) => (frames[i] ? [i] : []));
  return words.map((_, i) => {
    const next = sounding.find((index) => index > i) ?? words.length;
    const from = i === sounding[0] ? 0 : i;
    const text = frames[i] ? texts.slice(from, next).join(' ') : '';
    return { text, frames: frames[i] ?? 0, endsSentence: next === words.length && SENTENCE_END.test(text) };
  });
}
