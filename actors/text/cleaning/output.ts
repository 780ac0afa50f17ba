/** The last stage of the cleaner: text as it is said. Placeholders become the pauses and blanks that they stand for. */
import { WORD } from './characters.ts';
import { CELL, GAP, SOFT_BLANK } from './placeholders.ts';

/** A cell that ends in one of these needs no further mark before its pause. */
const PAUSE = /[.,;:!?…。，、；：！？]/;

/** A longer run of one of these says no more, and some voices break on it: `Wow!!!!!!!!`, `Hm.......`. */
const REPEATED = /[.!?…,;:~–—-]/;
const MAX_REPEATED = 3;

export class Output {
  #text = '';
  #last = '';
  /** How often the last character stands at the end. */
  #count = 0;
  /** What stands between the last character and the next one of the line. */
  #gap = '';

  write(text: string) {
    for (const char of text) this.#read(char);
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #read(char: string) {
    if (char === CELL) this.#gap = CELL;
    else if (char === SOFT_BLANK || char === GAP) this.#gap ||= char;
    else {
      if (this.#gap !== '' && char !== '\n') this.#text += this.#between(char);
      this.#count = char === this.#last && this.#gap === '' ? this.#count + 1 : 1;
      this.#gap = '';
      this.#last = char;
      if (this.#count <= MAX_REPEATED || !REPEATED.test(char)) this.#text += char;
    }
  }

  #between(next: string): string {
    if (this.#last === '' || /\s/.test(this.#last)) return '';
    if (this.#gap === SOFT_BLANK) return ' ';
    if (this.#gap === CELL) return PAUSE.test(this.#last) ? ' ' : ', ';
    // An emoji between two words was also the blank between them.
    return WORD.test(this.#last) && WORD.test(next) ? ' ' : '';
  }
}
