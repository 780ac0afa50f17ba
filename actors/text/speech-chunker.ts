/**
 * Cuts a reply into pieces a voice can speak while the rest is still being written.
 *
 *   deltas ──> cleaner ──> buffer ──> first: the earliest sentence or clause; then: sentences ──> pieces
 *
 * Pure. Only unsent text is looked at. Where a piece ends depends on the text alone, not on its deltas;
 * only joining a very short sentence to the next needs both to be there.
 */
import { isUnspaced, writtenWords } from '../../machines/text/written.ts';
import {
  countWords,
  createSentenceJudge,
  endsForSure,
  findClauseEnd,
  mayHaveEnded,
} from './speech-boundaries.ts';
import { createSpeechCleaner, type SpeechCleaner } from './speech-cleaner.ts';
import { isSpeakable } from './spoken-text.ts';

export interface SpeechChunkerOptions {
  /** BCP 47; default `en`. */
  readonly locale?: string;
}

/** Pieces put one after the other are the cleaned text: a piece begins with the blank that stood before it, if one did. */
export interface SpeechChunker {
  /** Pieces that became certain with this delta. */
  push(delta: string): string[];
  /** The rest; the reply is over. */
  end(): string[];
}

/** A clause shorter than this many words sounds chopped. */
const MIN_CLAUSE_WORDS = 3;
/** Past this many characters a sentence is cut at a clause, … */
const LONG_SENTENCE_CHARS = 90;
/** … past this many at a word, … */
const MAX_PIECE_CHARS = 200;
/** … and past this many anywhere. */
const MAX_WORD_CHARS = 400;
/** A sentence shorter than this is spoken together with the next, when that is already there. */
const SHORT_SENTENCE_CHARS = 15;

interface Piece {
  readonly text: string;
  /** May be joined to the piece after it. */
  readonly isShort: boolean;
}

/** The pieces of a whole text that is as it is said already: what the caller did not hear of an interrupted speech. */
export function cutSpoken(text: string, options: SpeechChunkerOptions = {}): string[] {
  const cutter = new SpeechCutter(options, AS_IT_IS);
  cutter.push(text);
  cutter.end();
  return cutter.take();
}

const AS_IT_IS: SpeechCleaner = { push: (text) => text, end: () => '' };

export function createSpeechChunker(options: SpeechChunkerOptions = {}): SpeechChunker {
  const cutter = new SpeechCutter(options, createSpeechCleaner());
  return {
    push(delta) {
      cutter.push(delta);
      return cutter.take();
    },
    end() {
      cutter.end();
      return cutter.take();
    },
  };
}

class SpeechCutter {
  readonly #cleaner;
  readonly #judge;
  #pieces: Piece[] = [];
  #hasCut = false;
  /** A blank stood between the last piece and the buffer. */
  #isAfterBlank = false;
  #buffer = '';
  /** Where a sentence may have ended, until more text decides; -1 when nowhere. */
  #maybeEnd = -1;
  /** Where the last clause ended; -1 when none did. */
  #clauseEnd = -1;

  constructor({ locale = 'en' }: SpeechChunkerOptions, cleaner: SpeechCleaner) {
    this.#cleaner = cleaner;
    this.#judge = createSentenceJudge(locale);
  }

  push(delta: string): void {
    for (const char of this.#cleaner.push(delta)) this.#read(char);
  }

  end(): void {
    for (const char of this.#cleaner.end()) this.#read(char);
    this.#endLine();
    this.#buffer = '';
  }

  take(): string[] {
    const taken: string[] = [];
    let prefix = '';
    for (const [i, { text, isShort }] of this.#pieces.entries()) {
      const joined = prefix + text;
      const isStillShort = joined.trimStart().length < SHORT_SENTENCE_CHARS;
      const canJoin = isShort && isStillShort && canFollow(this.#pieces[i + 1]);
      if (!canJoin) taken.push(joined);
      prefix = canJoin ? joined : '';
    }
    this.#pieces = [];
    return taken;
  }

  #read(char: string) {
    if (char === '\n') return this.#endLine();
    const isBlank = /\s/.test(char);
    if (isBlank && this.#buffer === '') this.#isAfterBlank = this.#hasCut;
    if (isBlank && /^$|\s$/.test(this.#buffer)) return;
    this.#buffer += isBlank ? ' ' : char;
    if (this.#maybeEnd < 0 && mayHaveEnded(this.#buffer, char))
      this.#maybeEnd = this.#buffer.length - char.length;
    if (this.#maybeEnd >= 0) this.#settle(this.#buffer);
    if (!this.#hasCut && endsForSure(this.#buffer)) this.#cut(this.#buffer.length, 'sentence');
    this.#cutClause();
    this.#cutWord();
  }

  /** A line is a piece: a heading, a list item, a paragraph. */
  #endLine() {
    if (this.#maybeEnd >= 0) this.#settle(`${this.#buffer} `);
    this.#cut(this.#buffer.length, 'other');
    if (this.#buffer === '') this.#isAfterBlank = this.#hasCut;
    else if (!this.#buffer.endsWith(' ')) this.#buffer += ' ';
  }

  #settle(text: string) {
    const verdict = this.#judge(text, this.#maybeEnd);
    if (verdict === 'cut') this.#cut(this.#maybeEnd, 'sentence');
    if (verdict === 'keep') this.#maybeEnd = -1;
  }

  #cutClause() {
    const end = findClauseEnd(this.#buffer);
    if (end > 0 && countWords(this.#buffer.slice(0, end)) >= MIN_CLAUSE_WORDS) this.#clauseEnd = end;
    const isDue = !this.#hasCut || this.#buffer.length > LONG_SENTENCE_CHARS;
    if (this.#clauseEnd > 0 && isDue) this.#cut(this.#clauseEnd, 'other');
  }

  #cutWord() {
    if (this.#buffer.length <= MAX_PIECE_CHARS) return;
    const lastBlank = this.#buffer.lastIndexOf(' ');
    const lastWord =
      lastBlank > 0 || !isUnspaced(this.#buffer) ? '' : (writtenWords(this.#buffer).at(-1) ?? '');
    if (lastBlank > 0) this.#cut(lastBlank, 'other');
    else if (lastWord !== '' && lastWord !== this.#buffer)
      this.#cut(this.#buffer.length - lastWord.length, 'other');
    else if (this.#buffer.length > MAX_WORD_CHARS) this.#cut(this.#buffer.length, 'other');
  }

  /** Text without letters and digits is no piece: it stays, and goes with the text that follows. */
  #cut(at: number, kind: 'sentence' | 'other') {
    this.#maybeEnd = -1;
    this.#clauseEnd = -1;
    const text = this.#buffer.slice(0, at).trim();
    if (!isSpeakable(text)) return;
    const isShort = kind === 'sentence' && this.#hasCut && text.length < SHORT_SENTENCE_CHARS;
    this.#pieces.push({ text: this.#isAfterBlank ? ` ${text}` : text, isShort });
    const rest = this.#buffer.slice(at);
    this.#isAfterBlank = /\s$/.test(this.#buffer.slice(0, at)) || /^\s/.test(rest);
    this.#buffer = rest.trimStart();
    this.#hasCut = true;
  }
}

/** Where a blank was forgotten between two sentences, the voice is given them one by one. */
const canFollow = (next: Piece | undefined): boolean =>
  next !== undefined && (next.text.startsWith(' ') || isUnspaced(next.text.charAt(0)));
