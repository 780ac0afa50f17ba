/**
 * Finds the phrase book's lines in one audio stream.
 *
 *   bytes ──> learnt frames at any alignment ──> matches (how much of a line has come) ──> words, in order of time
 *
 * Several lines can match the same sound while they begin alike; the words are those of the best matches so far.
 * All positions are bytes since the stream began; no clock is read.
 */
import { BYTES_PER_MS, FRAME_BYTES } from '../../actors/audio/mulaw.ts';
import { type LearntLine, Match, type RecognizedWord } from './match.ts';
import { hashOf, normalize, roll } from './rolling-hash.ts';

/** 20 ms of learnt sound, and every place in the lines where it occurs. */
export interface LearntFrame {
  readonly bytes: Uint8Array;
  readonly places: { readonly line: LearntLine; readonly frame: number }[];
}

export interface LineMatcher {
  /** The next bytes of the stream: mu-law, any length. */
  receive(mulaw: Uint8Array): void;
  /** Words recognized and not yet forgotten, in order of time. */
  words(): readonly RecognizedWord[];
  /** End of the last learnt sound, in ms of the stream; -Infinity before the first. */
  lastLearntMs(): number;
  /** Forgets all words so far: `words` starts empty. */
  forgetWords(): void;
}

/** A line that continues this much later than expected, e.g. after lost packets, is still the same match. */
const MAX_STRETCH_BYTES = 2_000 * BYTES_PER_MS;

interface FrameIndex {
  lookUp(hash: number): readonly LearntFrame[] | undefined;
}

export function createLineMatcher(book: FrameIndex): LineMatcher {
  let matches: Match[] = [];
  let words: readonly RecognizedWord[] | undefined = [];
  let window = new Uint8Array(FRAME_BYTES);
  let state = 0;
  let position = 0;
  let lastLearnt = Number.NEGATIVE_INFINITY;
  let floorMs = Number.NEGATIVE_INFINITY;

  const recognize = ({ places }: LearntFrame): void => {
    lastLearnt = position;
    words = undefined;
    for (const line of new Set(places.map((place) => place.line))) {
      const frames = places.filter((place) => place.line === line).map((place) => place.frame);
      const [best] = matches
        .filter((match) => match.line === line)
        .flatMap((match) => frames.map((frame) => ({ match, frame, drift: match.drift(frame, position) })))
        .filter(({ drift }) => drift <= MAX_STRETCH_BYTES)
        .sort((a, b) => Math.abs(a.drift) - Math.abs(b.drift));
      const match = best?.match ?? new Match(line);
      if (!best) matches.push(match);
      match.take(best?.frame ?? (frames[0] as number), position);
    }
  };

  return {
    receive(mulaw) {
      const fresh = normalize(mulaw);
      const bytes = new Uint8Array(FRAME_BYTES + fresh.length);
      bytes.set(window);
      bytes.set(fresh, FRAME_BYTES);
      for (let i = FRAME_BYTES; i < bytes.length; i++) {
        state = roll(state, bytes[i] as number, bytes[i - FRAME_BYTES] as number);
        position += 1;
        const sameHash = book.lookUp(hashOf(state));
        if (!sameHash) continue;
        const frame = bytes.subarray(i + 1 - FRAME_BYTES, i + 1);
        const known = sameHash.find((each) => Buffer.compare(each.bytes, frame) === 0);
        if (known) recognize(known);
      }
      window = bytes.slice(-FRAME_BYTES);
    },

    words() {
      words ??= bestWords(matches).filter(({ startMs }) => startMs >= floorMs);
      return words;
    },

    lastLearntMs: () => lastLearnt / BYTES_PER_MS,

    forgetWords() {
      floorMs = this.words().reduce((end, word) => Math.max(end, word.endMs), floorMs);
      matches = matches.filter((match) => position - match.lastPosition <= MAX_STRETCH_BYTES);
      words = undefined;
    },
  };
}

/** The words of the best matches; a word that overlaps a word of a better match is dropped as a misrecognition. */
function bestWords(matches: readonly Match[]): RecognizedWord[] {
  const ranked = matches.toSorted((a, b) => b.frames - a.frames || b.line.learntAt - a.line.learntAt);
  const accepted: RecognizedWord[] = [];
  for (const match of ranked) {
    const fitting = match.words().filter((word) => !accepted.some((other) => overlap(word, other)));
    accepted.push(...fitting);
  }
  return accepted.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

/** Whether two words share more than half of the shorter one. */
function overlap(a: RecognizedWord, b: RecognizedWord): boolean {
  const sharedMs = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
  return sharedMs * 2 > Math.min(a.endMs - a.startMs, b.endMs - b.startMs);
}
