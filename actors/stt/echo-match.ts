/**
 * Whether words that were transcribed are the echo of words that were said, by the words and by the time.
 *
 *   words that are due, each at its time ─┐
 *   words, moment of the last ────────────┴─> an echo?
 *
 * Pure. An STT writes an echo in its own way: words cut in two, one misheard, the last one incomplete (hermes-agent#75780,
 * flask-agent-function-calling-demo#11). Few words must be the same; of many, most letters.
 */

import { countInOrder } from '../text/in-order.ts';

/** A word that was said, with the clock reading at which the end of its echo is due. */
export interface DueWord {
  readonly word: string;
  readonly dueAt: number;
}

/** So early may an echo seem to be: both vendors' times, and the playback position, are not exact. */
const EARLY_MS = 300;
/** So late may an echo be: the way through loudspeaker and microphone, and the same errors. */
const LEAST_LATE_MS = 250;
export const MOST_LATE_MS = 800;
/** A word takes no longer than this; a pause before it is none of it. */
const WORD_MS = 350;
/** A word that was cut is transcribed as its beginning. A shorter beginning may be a word of its own. */
const SHORTEST_BEGINNING = 3;
/** So many letters are like others when so much of them is there in the same order; fewer are so by chance. */
export const LEAST_LETTERS = 12;
const LIKE = 0.8;
/** So many letters are compared, the last ones: more prove no more, and a comparison takes the square of them. */
const MOST_LETTERS = 150;
/** So much of the last word must be there: a caller who speaks behind an echo says another. */
const LAST_LIKE = 0.7;

/** Whether these words end with `due[at]`, and come in time to be its echo. `words` are normalized. */
export function isEchoOf(
  due: readonly DueWord[],
  at: number,
  words: readonly string[],
  lastWordAt: number,
): boolean {
  const lateMs = lastWordAt - (due[at]?.dueAt ?? 0);
  if (lateMs < -EARLY_MS || lateMs > longestLateMs(due, at, words.length)) return false;
  return areSame(due, at, words) || areLike(due, at, words);
}

/** As long as the words take to say: who repeats them has heard their end. */
function longestLateMs(due: readonly DueWord[], at: number, count: number): number {
  const endAt = due[at]?.dueAt ?? 0;
  const beginAt = due[at - count]?.dueAt ?? Number.NEGATIVE_INFINITY;
  return Math.min(MOST_LATE_MS, Math.max(LEAST_LATE_MS, Math.min(endAt - beginAt, count * WORD_MS)));
}

function areSame(due: readonly DueWord[], at: number, words: readonly string[]): boolean {
  const from = at + 1 - words.length;
  return words.every((word, i) => {
    const said = due[from + i]?.word;
    return said === word || (i === words.length - 1 && said !== undefined && isBeginningOf(word, said));
  });
}

const isBeginningOf = (word: string, whole: string): boolean =>
  whole.startsWith(word) && word.normalize('NFD').length >= SHORTEST_BEGINNING;

/** Letters alone are compared, all of them and those of the last word: an STT puts blanks where it likes. */
function areLike(due: readonly DueWord[], at: number, words: readonly string[]): boolean {
  const letters = lettersOf(words).slice(-MOST_LETTERS);
  if (letters.length < LEAST_LETTERS) return false;
  let said: readonly string[] = [];
  for (let i = at; i >= 0 && said.length < letters.length / LIKE; i--)
    said = [...lettersOf([due[i]?.word ?? '']), ...said];
  return countInOrder(said, letters) >= letters.length * LIKE && endsLike(said, due[at]?.word ?? '', words);
}

/** Whether a text still begins with an echo that was found in it before: an STT may write it otherwise, `€22.50` for four words. */
export function beginsLike(text: readonly string[], echo: readonly string[]): boolean {
  const begins = lettersOf(text.slice(0, echo.length)).slice(-MOST_LETTERS);
  const letters = lettersOf(echo).slice(-MOST_LETTERS);
  return countInOrder(begins, letters) >= Math.max(letters.length, begins.length) * LAST_LIKE;
}

function endsLike(said: readonly string[], lastSaid: string, words: readonly string[]): boolean {
  const lastHeard = words.at(-1) ?? '';
  if (isBeginningOf(lastHeard, lastSaid)) return true;
  const letters = lettersOf([lastHeard]);
  return countInOrder(said.slice(-letters.length), letters) >= letters.length * LAST_LIKE;
}

const lettersOf = (words: readonly string[]): readonly string[] => [...words.join('').normalize('NFD')];
