/**
 * The times of one context's letters, from what a vendor reports of them.
 *
 *   characters with the vendor's times ──> letters of our text, each once ──> ms from the start of the context's audio
 *
 * Vendors count times from the start of the context, of the sentence or of the message; they repeat a beginning with more
 * behind it; and they spell out what they speak. docs/vendors has a page of sources for each vendor.
 */
import { countLetters } from '../../letters.ts';
import type { Alignment } from '../tts-provider.ts';

/** Rounding, and the overlap of neighbours. */
const TOLERANCE_MS = 50;
/** How many letters further on in our text a word of the vendor is looked for. */
const WINDOW = 80;
/** A shorter word may be found by chance. */
const SHORTEST_ANCHOR = 3;
/** Letters of a chunk that make a repetition of the chunk before credible when the text is not ours. */
const SHORTEST_REPETITION = 4;

interface TimedChar {
  readonly char: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a chunk of times belongs to, in ms of the context's audio. */
export interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

const isLetter = (char: string): boolean => countLetters(char) > 0;
/** Letters are the same with and without case and accent. */
const fold = (char: string): string =>
  char < '\u0080' ? char.toLowerCase() : ([...char.normalize('NFD')][0] ?? '').toLowerCase();

type ReadText = ReturnType<typeof readText>;

/** The letters of a text, folded, and at which of them a word begins. */
function readText(text: string): { readonly letters: string[]; readonly wordStarts: number[] } {
  const letters: string[] = [];
  const wordStarts: number[] = [];
  for (const word of text.normalize('NFC').split(/\s+/)) {
    wordStarts.push(letters.length);
    for (const char of word) if (isLetter(char)) letters.push(fold(char));
  }
  return { letters, wordStarts };
}

/** One entry for each character, with times that only grow. Entries of several characters share their time. */
function readChars({ chars, startsMs, durationsMs }: Alignment): TimedChar[] {
  const read: TimedChar[] = [];
  let lastMs = 0;
  chars.forEach((entry, i) => {
    const [first = 0, length = 0] = [startsMs[i], durationsMs[i]];
    const startMs = Math.max(lastMs, Number.isFinite(first) ? first : 0);
    const endMs = startMs + Math.max(0, Number.isFinite(length) ? length : 0);
    const parts = [...entry];
    const shareMs = (endMs - startMs) / Math.max(1, parts.length);
    parts.forEach((char, at) => {
      read.push({ char, startMs: startMs + at * shareMs, endMs: startMs + (at + 1) * shareMs });
    });
    lastMs = startMs;
  });
  return read;
}

const holds = (letters: readonly string[], part: readonly string[], at: number): boolean =>
  at + part.length <= letters.length && part.every((letter, i) => letter === letters[at + i]);

interface PlacedTimes extends Alignment {
  readonly isWhole: boolean;
}

export const NO_TIMES: Alignment = { chars: [], startsMs: [], durationsMs: [] };

export class ContextTimes {
  /** Where the vendor's times count from now, and how far they have come, in ms of the context's audio. */
  #originMs = 0;
  #untilMs = 0;
  /** Whether the last times that could be read in one way only had begun again. */
  #restarts: boolean;
  /** Letters of our text that have a time, and where the chunks before began among them. */
  #count = 0;
  #beginnings: number[] = [];
  #last: readonly string[] = [];
  /** Where the last letter with a time ends. */
  #placedMs = 0;
  /** The text of the last chunk: many chunks of times come for each piece of text. */
  #said = '';
  #text: ReadText = { letters: [], wordStarts: [] };

  /** `restarts`: times count from each message, by the vendor's documentation; it decides where the times do not. */
  constructor(restarts: boolean) {
    this.#restarts = restarts;
  }

  /**
   * `said`: the text that the context was given. `range`: the audio that the times came with. Returns times of letters
   * that had none, in ms from the start of the context's audio. `isWhole`: every word of the vendor is in our text.
   */
  place(times: Alignment, said: string, range: Range): PlacedTimes {
    const text = this.#read(said);
    const chars = readChars(times);
    const letters = chars.filter(({ char }) => isLetter(char)).map(({ char }) => fold(char));
    const fresh = skipLetters(chars, letters.length > 0 ? this.#repeated(letters, text.letters) : 0);
    if (fresh.length === 0) return { ...NO_TIMES, isWhole: true };
    if (letters.length > 0) {
      this.#last = letters;
      this.#beginnings.push(this.#count);
    }
    this.#settle(fresh, range);
    const { placed, isWhole } = this.#match(fresh, text);
    return {
      isWhole,
      chars: placed.map(({ char }) => char),
      startsMs: placed.map(({ startMs }) => startMs),
      durationsMs: placed.map(({ startMs, endMs }) => endMs - startMs),
    };
  }

  #read(said: string): ReadText {
    if (said !== this.#said) {
      this.#said = said;
      this.#text = readText(said);
    }
    return this.#text;
  }

  /** How many of these letters were counted before: a chunk may begin again where an earlier one began. */
  #repeated(letters: readonly string[], said: readonly string[]): number {
    const count = this.#count;
    if (holds(said, letters, count)) return 0;
    const beginning = [...this.#beginnings].reverse().find((at) => at < count && holds(said, letters, at));
    if (beginning !== undefined) return count - beginning;
    const isAgain = this.#last.length >= SHORTEST_REPETITION && holds(letters, this.#last, 0);
    return isAgain ? this.#last.length : 0;
  }

  /**
   * Decides where these times count from: from where they counted before, if they go on from there, or from the audio they
   * came with. Where both are possible, the times that lie better within that audio are right.
   */
  #settle(chars: readonly TimedChar[], { startMs, endMs }: Range): void {
    const firstMs = chars[0]?.startMs ?? 0;
    const lastMs = chars.at(-1)?.endMs ?? 0;
    const outside = (originMs: number) =>
      endMs === Number.POSITIVE_INFINITY
        ? Math.abs(originMs + firstMs - startMs)
        : Math.max(0, startMs - (originMs + firstMs)) + Math.max(0, originMs + lastMs - endMs);
    const goOn = [this.#originMs, 0]
      .filter((originMs) => originMs + firstMs >= this.#untilMs - TOLERANCE_MS)
      .sort((one, other) => outside(one) - outside(other));
    const touches = (originMs: number) => Math.abs(originMs + firstMs - this.#untilMs) <= TOLERANCE_MS;
    const before = goOn.find((originMs) => firstMs > TOLERANCE_MS && touches(originMs)) ?? goOn[0];
    const excessMs = before === undefined ? Number.POSITIVE_INFINITY : outside(before) - outside(startMs);
    const isNext = before !== undefined && firstMs > TOLERANCE_MS && touches(before);
    if (isNext) this.#restarts = false;
    else if (before !== startMs && Math.abs(excessMs) > TOLERANCE_MS) this.#restarts = excessMs > 0;
    this.#originMs = this.#restarts || before === undefined ? startMs : before;
    this.#untilMs = this.#originMs + lastMs;
  }

  /**
   * Gives each word's letters to the letters of our text. Letters of ours that the vendor spells in another way share the
   * time up to the next word that both have.
   */
  #match(chars: readonly TimedChar[], { letters, wordStarts }: ReadText) {
    const placed: TimedChar[] = [];
    let isWhole = true;
    for (const word of wordsOf(chars)) {
      const shift = (ms: number) => this.#originMs + ms;
      const own = word.filter(({ char }) => isLetter(char)).map(({ char }) => fold(char));
      const at = this.#find(own, letters, wordStarts);
      if (at === undefined) {
        isWhole = false;
        continue;
      }
      const beginMs = shift(word[0]?.startMs ?? 0);
      const skipped = letters.slice(this.#count, at);
      const freeMs = Math.min(this.#placedMs, beginMs);
      const shareMs = (beginMs - freeMs) / Math.max(1, skipped.length);
      skipped.forEach((char, i) => {
        placed.push({ char, startMs: freeMs + i * shareMs, endMs: freeMs + (i + 1) * shareMs });
      });
      for (const { char, startMs, endMs } of word)
        placed.push({ char, startMs: shift(startMs), endMs: shift(endMs) });
      this.#count = at + own.length;
      if (own.length > 0) this.#placedMs = shift(word.at(-1)?.endMs ?? 0);
    }
    return { placed, isWhole };
  }

  /** Where a word of the vendor is in our text: next, or a little further on. */
  #find(word: readonly string[], letters: readonly string[], wordStarts: readonly number[]) {
    const count = this.#count;
    if (holds(letters, word, count)) return count;
    if (word.length < SHORTEST_ANCHOR) return undefined;
    return wordStarts.find((at) => at > count && at <= count + WINDOW && holds(letters, word, at));
  }
}

/** The characters from the letter after the first `count` letters on. */
function skipLetters(chars: readonly TimedChar[], count: number): readonly TimedChar[] {
  let seen = 0;
  const from = count === 0 ? 0 : chars.findIndex(({ char }) => isLetter(char) && ++seen > count);
  return from < 0 ? [] : chars.slice(from);
}

/** Runs of characters with the white space before them; a run without a letter goes with the run before. */
function wordsOf(chars: readonly TimedChar[]): TimedChar[][] {
  const words: TimedChar[][] = [];
  let isInWord = false;
  for (const timed of chars) {
    const isBlank = /\s/.test(timed.char);
    if (words.length === 0 || (isBlank && isInWord)) words.push([]);
    words.at(-1)?.push(timed);
    isInWord = !isBlank;
  }
  return words;
}
