/**
 * The first stage of the cleaner: which characters are text at all.
 *
 *   code points ──> line ends in one form, no control and no invisible characters, one placeholder for emoji ──> next stage
 *
 * Characters that only draw are none; a drawn table's upright lines are the borders of its cells.
 * A joiner stays where a script needs it (`क्‍ष`, Persian); a byte-order mark, a zero-width space and a direction mark go.
 */
import { GAP } from './placeholders.ts';

/** A character of a word. */
export const WORD = /[\p{L}\p{N}\p{M}]/u;

const isPlain = (char: string): boolean => char >= ' ' && char <= '~';
const LINE_END = /[\n\v\f\u0085\u2028\u2029]/;
const PICTURE =
  /(?![©®™‼⁉])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}★☆☐☒♡♢♤♧♩-♬✁-❧➔-➾]/u;
/** What follows an emoji and belongs to it: joiner, variation, keycap, the letters of a flag. */
const PICTURE_PART = /[\u200D\uFE0E\uFE0F\u20E3\u{E0020}-\u{E007F}]/u;
/**
 * Controls, halves of a pair, private use, format marks, noncharacters, letters without a shape; not the joiners, which
 * are letters' parts.
 */
const INVISIBLE = /(?![\t\u200C\u200D])[\p{Cc}\p{Cs}\p{Co}\p{Cf}\p{DI}\p{NChar}\u2800\uFFFC\uFFFD]|\u20E3/u;
/**
 * Letters in a style of their own, wide, raised, in circles and squares, and ligatures: a voice knows the plain ones. `𝗕𝗼𝗹𝗱`,
 * `Ｗ`, `1ˢᵗ`, `Ⓐ`, `ﬁne`, but not wide digits, which Japanese writes; and the older characters that fill the gaps of such alphabets, `𝑤ℎ𝑜`.
 */
const STYLED =
  /[\u{1D400}-\u{1D7FF}\u02B0-\u02B8\u02E0-\u02E4\u1D2C-\u1D61\uFB00-\uFB06\uFF21-\uFF3A\uFF41-\uFF5A\u24B6-\u24E9\u{1F130}-\u{1F149}\u2102\u210A-\u2112\u2115\u2119-\u211D\u2124\u2128\u212C\u212D\u212F-\u2131\u2133\u2134]/u;
/** Strokes through the letter before: a voice knows no such letters. */
const STROKE = /[\u0335-\u0337]/;
/** White letters on black, which Unicode maps to no others: two alphabets. */
const INVERSE = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/u;
const FIRST_INVERSE = 0x1f150;
const ALPHABET_STEP = 0x20;
/** Hyphens of typography: the plain one is in every voice's alphabet. */
const HYPHEN = /[\u2010\u2011]/;
/** What begins a terminal's colours, `ESC [ 1 ; 31 m`; the second one has the bracket in it. */
const ESCAPE = '\u001B';
const SHORT_ESCAPE = '\u009B';
const MAX_SEQUENCE_CHARS = 20;
/** Lines and blocks that draw: those that stand upright separate the cells of a table. */
const DRAWN = /[\u2500-\u259F\u25AC]/;
const UPRIGHT = /[│┃┆┇┊┋║╎╏]/;
/** ChatGPT's own citation marks: a span of private characters with words inside. */
const CITATION_START = '\uE200';
const CITATION_END = '\uE201';
const MAX_CITATION_CHARS = 200;

export class Characters {
  readonly #next: (char: string) => void;
  #wasReturn = false;
  #wasPicture = false;
  /** Characters of a citation read so far; 0 outside one. */
  #citation = 0;
  /** Characters of a terminal's sequence read so far; 0 outside one. */
  #sequence = 0;

  constructor(next: (char: string) => void) {
    this.#next = next;
  }

  read(char: string) {
    if (this.#citation > 0) return this.#readCitation(char);
    if (this.#sequence > 0 && this.#isInSequence(char)) return;
    if (isPlain(char)) {
      this.#wasPicture = false;
      this.#wasReturn = false;
      return this.#next(char);
    }
    if (INVERSE.test(char)) return this.#next(plainOf(char));
    const isPicture = PICTURE.test(char) || (this.#wasPicture && PICTURE_PART.test(char));
    if (isPicture && !this.#wasPicture) this.#next(GAP);
    this.#wasPicture = isPicture;
    if (isPicture) return;

    const isSecondHalf = this.#wasReturn && char === '\n';
    this.#wasReturn = char === '\r';
    if (isSecondHalf) return;
    if (this.#wasReturn || LINE_END.test(char)) this.#next('\n');
    else if (char === CITATION_START) this.#citation = 1;
    else if (char === ESCAPE || char === SHORT_ESCAPE) this.#sequence = char === ESCAPE ? 1 : 2;
    else if (HYPHEN.test(char)) this.#next('-');
    else if (DRAWN.test(char)) this.#next(UPRIGHT.test(char) ? '|' : GAP);
    else if (STYLED.test(char)) for (const plain of char.normalize('NFKC')) this.#next(plain);
    else if (!(INVISIBLE.test(char) || STROKE.test(char))) this.#next(char);
  }

  #readCitation(char: string) {
    const isOver = char === CITATION_END || char === '\n' || ++this.#citation > MAX_CITATION_CHARS;
    if (isOver) this.#citation = 0;
    if (char === CITATION_END) this.#next(GAP);
    if (char === '\n') this.#next(char);
  }

  /** Behind the escape a bracket, and then all up to a letter or a mark that ends the sequence. */
  #isInSequence(char: string): boolean {
    const isFirst = this.#sequence === 1;
    this.#sequence++;
    if (isFirst && char === '[') return true;
    const isPart = !isFirst && /[ -?]/.test(char) && this.#sequence < MAX_SEQUENCE_CHARS;
    if (!isPart) this.#sequence = 0;
    return isPart || (!isFirst && /[@-~]/.test(char));
  }
}

/** What a text is that comes into being behind this stage, of characters by their numbers. */
export function readCharacters(text: string): string {
  let read = '';
  const characters = new Characters((char) => {
    read += char;
  });
  for (const char of text) characters.read(char);
  return read;
}

const plainOf = (inverse: string): string => {
  const at = ((inverse.codePointAt(0) ?? FIRST_INVERSE) - FIRST_INVERSE) % ALPHABET_STEP;
  return String.fromCharCode('A'.charCodeAt(0) + at);
};
