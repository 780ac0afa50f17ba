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
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(OPTIONAL, '')
    .replace(VARIANT, (letter) => VARIANTS.get(letter) ?? letter);

/** The words of a text, comparable: folded, without marks. An apostrophe is no mark between words: STT vendors differ. */
export const spokenWords = (text: string): string[] =>
  segmentsOf(folded(text).replace(APOSTROPHES, '')).filter((segment) => WORD.test(segment));
