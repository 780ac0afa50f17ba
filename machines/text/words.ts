/**
 * Words for comparing and counting: what two texts have in common when case, marks, accents' encoding and the width of
 * letters do not count.
 *
 *   `Uh-huh, I’m here!` ──> uh, huh, im, here          `はい、明日の午後` ──> はい, 明日, の, 午後
 */
import { segmentsOf } from './written.ts';

const WORD = /[\p{L}\p{N}]/u;
const APOSTROPHES = /['’‘ʼʻ＇`´]/g;
/**
 * Signs that the same word is written with or without: the dot that a Turkish İ leaves, Arabic and Hebrew vowel signs,
 * tatweel, joiners and direction marks.
 */
const OPTIONAL =
  /[\u0307\u0640\u064B-\u065F\u0670\u06D6-\u06ED\u0591-\u05BD\u05BF-\u05C7\u200B-\u200F\u2060\uFEFF]/g;
/** Letters for which writers and STT vendors put another one: Arabic letters by language and habit, the Russian ё. */
const VARIANTS: ReadonlyMap<string, string> = new Map([
  ['أ', 'ا'],
  ['إ', 'ا'],
  ['آ', 'ا'],
  ['ٱ', 'ا'],
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ک', 'ك'],
  ['ة', 'ه'],
  ['ہ', 'ه'],
  ['ё', 'е'],
]);
const VARIANT = new RegExp(`[${[...VARIANTS.keys()].join('')}]`, 'g');

/**
 * A text in the form in which texts are compared. By way of capitals, `straße` is `strasse`, and the four Turkish i are
 * one, so that it needs no locale: `HAYIR` and `hayır` are the same, and so are `İyi` and `iyi`.
 */
export const folded = (text: string): string => (isAscii(text) ? text.toLowerCase() : foldedOf(text));

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const foldedOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(OPTIONAL, '')
    .replace(VARIANT, (letter) => VARIANTS.get(letter) ?? letter);

/** The words of a text, comparable: folded, without marks. An apostrophe is no mark between words: STT vendors differ. */
export function spokenWords(text: string): string[] {
  const plain = folded(text).replace(APOSTROPHES, '');
  if (isAscii(plain) && !JOINING_MARK.test(plain)) return plain.match(/[a-z0-9]+/g) ?? [];
  return segmentsOf(plain).filter((segment) => WORD.test(segment));
}

/** A mark that may be part of a word or of a number; without any, a segmenter finds what a plain expression finds. */
const JOINING_MARK = /_|[a-z0-9][.,:;][a-z0-9]/;
