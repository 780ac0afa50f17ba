/**
 * Letters and digits, as the unit in which the text that was sent and the text that a voice has timed are counted.
 *
 * What a voice reports may differ in spaces, marks and encoding. A count is a sum over characters, so that it is the
 * same however the text is cut into pieces: composed or decomposed, half-width or full-width.
 */

/**
 * Not counted: what belongs to the letter before it (combining marks and vowel signs, Hangul vowels and finals), and
 * what a voice may leave out (Arabic tatweel, letters that are apostrophes).
 */
const COUNTED = /(?![\u0640\u02B9-\u02C1\u1160-\u11FF\uD7B0-\uD7FF])[\p{L}\p{N}]/gu;
const BELONGS_TO_THE_LETTER = /[\p{M}\u1160-\u11FF\uD7B0-\uD7FF]/u;

/** How many letters and digits a text has; marks have no sound. */
export function countLetters(text: string): number {
  let count = 0;
  for (const char of text)
    count +=
      char < '\u0080' ? Number(isAsciiLetter(char)) : (char.normalize('NFKC').match(COUNTED)?.length ?? 0);
  return count;
}

/** Most characters of most calls: an expression for each of them would cost more than all else that is done with a text. */
const isAsciiLetter = (char: string): boolean =>
  (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || (char >= '0' && char <= '9');

/** Whether a character without a letter of its own still sounds: a vowel sign of Hindi or Thai, a Hangul final. */
export const extendsLetter = (char: string): boolean => BELONGS_TO_THE_LETTER.test(char.normalize('NFKC'));

const SYLLABLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Whether a character is a syllable or more, which takes twice as long to say as a letter. */
export const isSyllable = (char: string): boolean => SYLLABLE.test(char);
