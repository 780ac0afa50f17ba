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
/** Letters in a style of their own, and ligatures: a voice knows the plain ones. `𝗕𝗼𝗹𝗱`, `ﬁne`. */
const STYLED = /[\u{1D400}-\u{1D7FF}\uFB00-\uFB06]/u;
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

  constructor(next: (char: string) => void) {
    this.#next = next;
  }

  read(char: string) {
    if (this.#citation > 0) return this.#readCitation(char);
    if (isPlain(char)) {
      this.#wasPicture = false;
      this.#wasReturn = false;
      return this.#next(char);
    }
    const isPicture = PICTURE.test(char) || (this.#wasPicture && PICTURE_PART.test(char));
    if (isPicture && !this.#wasPicture) this.#next(GAP);
    this.#wasPicture = isPicture;
    if (isPicture) return;

    const isSecondHalf = this.#wasReturn && char === '\n';
    this.#wasReturn = char === '\r';
    if (isSecondHalf) return;
    if (this.#wasReturn || LINE_END.test(char)) this.#next('\n');
    else if (char === CITATION_START) this.#citation = 1;
    else if (DRAWN.test(char)) this.#next(UPRIGHT.test(char) ? '|' : GAP);
    else if (STYLED.test(char)) for (const plain of char.normalize('NFKC')) this.#next(plain);
    else if (!INVISIBLE.test(char)) this.#next(char);
  }

  #readCitation(char: string) {
    const isOver = char === CITATION_END || char === '\n' || ++this.#citation > MAX_CITATION_CHARS;
    if (isOver) this.#citation = 0;
    if (char === CITATION_END) this.#next(GAP);
    if (char === '\n') this.#next(char);
  }
}
