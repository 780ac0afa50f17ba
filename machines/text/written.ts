/**
 * Text as it is written, in any script: its words, and how two texts are put together.
 *
 * Scripts differ in whether blanks stand between words. Both functions go by the characters and not by the agent's
 * language, because a text may hold several scripts: `iPhoneを two つ`.
 */

/** Letters and marks of scripts that are written without blanks between words; full-width marks among them. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Yiii}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}\p{sc=Lana}\p{sc=Talu}\p{sc=Tale}\p{sc=Tavt}\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65]/u;
const STARTS_UNSPACED = new RegExp(`^${UNSPACED.source}`, 'u');
const ENDS_UNSPACED = new RegExp(`${UNSPACED.source}$`, 'u');
const LETTER = /[\p{L}\p{N}]/u;
const OPENER = /^[\p{Ps}\p{Pi}]/u;
/** A run without blanks, with the blanks after it; the first also has those before it. */
const RUNS = /^\s*\S+\s*|\S+\s*/g;

/** Whether a text has letters or marks of a script without blanks between words. */
export const isUnspaced = (text: string): boolean => UNSPACED.test(text);

/**
 * Cuts a text into words. A segmenter of any locale would do: where words have no blanks between them, it takes the
 * dictionary of the script. It takes 30 µs to make and holds no state, so that all calls share it.
 */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The pieces in which a text is segmented: words, marks and blanks. */
export const segmentsOf = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);

/**
 * The words of a text, each with the marks around it and the blanks after it; together they are the text. Where there
 * are blanks, words end at blanks: `$29.95`, `o’clock,`. Elsewhere a dictionary knows the words.
 */
export const writtenWords = (text: string): string[] => unitsOf(text, segmentsOf);

/** How many words a text has. A run of marks alone counts, so that only an empty text has none. */
export const countWords = (text: string): number => writtenWords(text).length;

/**
 * Like `writtenWords`, with single characters in place of words where words have no blanks between them: what the
 * dictionary takes for a word there changes when more text follows.
 */
export const writtenUnits = (text: string): string[] => unitsOf(text, (run) => [...run]);

function unitsOf(text: string, partsOf: (run: string) => readonly string[]): string[] {
  const runs = text.match(RUNS) ?? [];
  if (!isUnspaced(text)) return runs;
  return runs.flatMap((run) => (isUnspaced(run) ? joinedParts(partsOf(run)) : [run]));
}

/** Parts of a run put together to units of one word each: marks belong to the word before them, opening ones to the next. */
function joinedParts(parts: readonly string[]): string[] {
  const units: string[] = [];
  let unit = '';
  /** The last part of the unit that has letters. */
  let word = '';
  for (const part of parts) {
    const isWord = LETTER.test(part);
    const isNext = isWord ? isUnspaced(part) || isUnspaced(word) : OPENER.test(part);
    if (word !== '' && isNext) {
      units.push(unit);
      unit = '';
      word = '';
    }
    unit += part;
    if (isWord) word = part;
  }
  return [...units, unit];
}

/** Two texts of one speaker, one after the other: with a blank between them where their script has blanks. */
export function joined(first: string, second: string): string {
  if (first === '' || second === '') return first + second;
  const isTight =
    ENDS_UNSPACED.test(first) || STARTS_UNSPACED.test(second) || /\s$/.test(first) || /^\s/.test(second);
  return isTight ? first + second : `${first} ${second}`;
}

/** Chinese and Japanese: STT vendors write blanks between their words where nobody else does. */
const HAN_OR_KANA =
  '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF40\\uFF5B-\\uFF65]';
const STRAY_BLANKS = new RegExp(`(?<=${HAN_OR_KANA})\\s+(?=${HAN_OR_KANA})`, 'gu');

/** A transcript without the blanks between two Chinese or Japanese characters: `你 好` is `你好`, `iPhone を` stays. */
export const withoutStrayBlanks = (text: string): string => text.replace(STRAY_BLANKS, '');
