/**
 * UTF-8 that a server or gateway has read as Latin-1, or as Windows's form of it, and written again: each of its bytes is a character.
 *
 *   Thatâ€™s cafÃ©  ──> "That’s café"      from the first sequence on that is in no text
 *
 * `é »` and `Ã”` may be text: before such a sequence they stay. Held is what may become one, three letters at most. The
 * vendor's page in docs/vendors has the sources.
 */

/** The characters of 0x80 to 0x9F on Windows; where it has none, those of Latin-1. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';
const NEXT = `[\\u0080-\\u00BF${WINDOWS}]`;
const SEQUENCE = new RegExp(
  `[\\u00C2-\\u00DF]${NEXT}|[\\u00E0-\\u00EF]${NEXT}{2}|[\\u00F0-\\u00F4]${NEXT}{3}`,
  'g',
);
const BEGINNING = new RegExp(`(?:[\\u00C2-\\u00F4]|[\\u00E0-\\u00F4]${NEXT}|[\\u00F0-\\u00F4]${NEXT}{2})$`);
/** A control character, the dash or the quotation mark that begins with `â€`, an accent or a sign behind `Ã` or `Â`. */
const IN_NO_TEXT = /[\u0080-\u009F]|^â€|^[ÂÃ][\u00A1-\u00AA\u00AC-\u00BA\u00BC-\u00BF]/;
const LEAD = /[\u00C2-\u00F4]/;

const byteOf = (char: string): number => {
  const place = WINDOWS.indexOf(char);
  return place < 0 ? char.charCodeAt(0) : 0x80 + place;
};

export class MisreadBytes {
  #isMisread = false;
  #held = '';

  push(delta: string): string {
    if (this.#held === '' && !LEAD.test(delta)) return delta;
    const text = this.#held + delta;
    const at = text.search(BEGINNING);
    this.#held = at < 0 ? '' : text.slice(at);
    return (at < 0 ? text : text.slice(0, at)).replaceAll(SEQUENCE, (found) => this.#read(found));
  }

  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #read(found: string): string {
    this.#isMisread ||= IN_NO_TEXT.test(found);
    const read = this.#isMisread ? Buffer.from([...found].map(byteOf)).toString() : found;
    return read.includes('\uFFFD') ? found : read;
  }
}
