/**
 * What a dot before the next word is: the end of a sentence, or part of an abbreviation, a number, an item or an address.
 *
 * Pure. `wait` asks for more text.
 */
import type { SentenceRules } from './sentence-rules.ts';

export type Verdict = 'cut' | 'keep' | 'wait';

/** What stands behind the dot. `following` is the character behind the word, and empty where none is known yet. */
export interface Follower {
  readonly word: string;
  readonly following: string;
}

/** What may stand behind the mark that ends a sentence; in some languages a quote closes with what opens it in others. */
export const CLOSERS = '\\p{Pe}\\p{Pf}\\p{Pi}"\'';
const LAST_WORD = new RegExp(`([^\\s${CLOSERS}\\p{Ps}]+)\\.[${CLOSERS}]*\\s*$`, 'u');
const CLOSED = new RegExp(`[${CLOSERS}\\s]+$`, 'u');
const DOTTED = /^(?:(?:\p{L}\p{M}*){1,3}\.)+(?:\p{L}\p{M}*){1,3}$/u;
const ROMAN = /^[IVX]{2,5}$/;
const SPACED = /(?:^|[\s(])((?:\p{L}{1,4}\.\s?){2,4})$/u;
/** One letter of a script without capitals in which letters are said one by one: `ए. पी. जे.`, `कि.मी.` */
const LONE_LETTER = /^(?!\p{Script=Hangul})\p{Lo}\p{M}*$/u;
const LONE_LETTER_BEFORE = /(?:^|[\s.(])(?!\p{Script=Hangul})\p{Lo}\p{M}*\.\s?\p{Lo}\p{M}*\.\s*$/u;
/** A word that nobody can say has been shortened: `Std.`, `Hbf.`; `r` and `l` may be vowels, and `Hm.` is said. */
const VOWELLESS = /^(?![hm]+$)[b-df-hjkmnp-qs-tv-xzßç]{2,}$/iu;
/** Words that continue the sentence after "5 p.m."; any other capital begins a new one. */
const AFTER_TIME = new Set(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december eastern central mountain pacific est edt cst cdt mst mdt pst pdt et ct mt pt
gmt utc cet cest bst`.split(/\s+/),
);
/** Endings of domains and files, which may be written with a capital. */
const SUFFIXES =
  'com org net edu gov io ai js ts jsx tsx py md txt pdf doc docx xls xlsx csv json html css php'.split(' ');
/** A mail address up to its `@`. */
const BEFORE_AT = /^[\p{L}\p{M}\p{N}_%+-]*/u;
const MAX_ADDRESS_CHARS = 64;

const lastWordOf = (before: string): string | undefined => LAST_WORD.exec(before)?.[1];

/** A dot and a blank, and then the follower. */
export function judgeDot(before: string, next: Follower, rules: SentenceRules): Verdict {
  const last = lastWordOf(before);
  if (last === undefined || last.endsWith('.')) return 'cut';
  // Where a blank ends sentences, a dot only shortens a word: `9.00 น.`
  if (/[\p{Script=Thai}\p{Script=Lao}]/u.test(last) || isItem(before, last)) return 'keep';
  if (/^\p{N}+$/u.test(last)) return judgeNumber(last, next, rules);
  if (rules.hasOrdinals && ROMAN.test(last)) return judgeOrdinal(next, rules);
  const spaced = spacedIn(before, next, rules);
  const inOne = `${spaced ?? last.toLowerCase()}.${next.word.toLowerCase()}`;
  if (rules.dotted.some((each) => each.startsWith(inOne))) {
    if (next.following === '.') return 'keep';
    if (next.following === '') return 'wait';
  }
  if (spaced !== undefined && isShortened(spaced, rules)) return judgeWord(spaced, next, rules);
  const begin = beginOfRange(last, rules);
  if (begin !== undefined) return judgeWord(begin, next, rules);
  return judgeInitial(before, last, next) ?? judgeWord(last, next, rules);
}

/** The longest abbreviation with blanks that the text ends with, or may end with when the next word belongs to it. */
function spacedIn(before: string, { word }: Follower, rules: SentenceRules): string | undefined {
  const parts =
    SPACED.exec(before)?.[1]
      ?.toLowerCase()
      .match(/\p{L}+\./gu) ?? [];
  const endings = parts.slice(0, -1).map((_, from) => parts.slice(from).join('').slice(0, -1));
  return endings.find(
    (ending) =>
      isShortened(ending, rules) ||
      rules.dotted.some((each) => each.startsWith(`${ending}.${word.toLowerCase()}`)),
  );
}

const RANGE = /^(\p{L}+)\.?[–—-](\p{L}+)$/u;
/** `Mon.–Sat. 9 a.m.`: the first word of a range, when both stand before numbers. */
function beginOfRange(last: string, { beforeNumber }: SentenceRules): string | undefined {
  const [, begin = '', end = ''] = RANGE.exec(last) ?? [];
  const isRange = beforeNumber.has(begin.toLowerCase()) && beforeNumber.has(end.toLowerCase());
  return isRange ? begin : undefined;
}

const isShortened = (word: string, { never, maybe }: SentenceRules): boolean =>
  never.has(word) || maybe.has(word);

/** Whether the dot at the end of the text may belong to its last word, where no capital can show whether it does. */
export function mayShorten(before: string, rules: SentenceRules): boolean {
  const last = lastWordOf(before)?.toLowerCase();
  if (last === undefined) return false;
  const isListed = isShortened(last, rules) || rules.beforeNumber.has(last);
  return isListed || /^\p{L}$/u.test(last) || DOTTED.test(last) || VOWELLESS.test(last);
}

/**
 * The number or the letter of an item: alone at the beginning, the first one of a row, or behind the one before it. A Roman
 * one and one of several levels is that at the beginning only: `II. Prices`, `2.1. Prices`, but `You and I. We go.`
 */
function isItem(before: string, last: string): boolean {
  if (!/^(?:\p{N}+(?:\.\p{N}+)*|\p{Ll}|[IVX]{1,5})$/u.test(last)) return false;
  const text = before.replace(CLOSED, '');
  if (text === `${last}.`) return true;
  if (/[IVX.]/.test(last)) return false;
  if (last === '1' || last === 'a') return new RegExp(`[:;,]\\s+${last}\\.$`).test(text);
  const isNumber = /^\p{N}/u.test(last);
  const previous = isNumber ? Number(last) - 1 : String.fromCodePoint((last.codePointAt(0) ?? 1) - 1);
  return new RegExp(`(?:^|\\s)${previous}\\.[${CLOSERS}]*\\s`, 'u').test(text);
}

/** "3." is "third" where a dot makes an ordinal. */
function judgeNumber(last: string, next: Follower, rules: SentenceRules): Verdict {
  if (!rules.hasOrdinals || last.length > 2) return 'cut';
  return judgeOrdinal(next, rules);
}

function judgeOrdinal({ word, following }: Follower, { starters }: SentenceRules): Verdict {
  if (following === '') return 'wait';
  return starters.has(word.toLowerCase()) ? 'cut' : 'keep';
}

/** Initials come one after the other where no capital shows them. */
function judgeInitial(before: string, last: string, { word, following }: Follower): Verdict | undefined {
  const [letter = ''] = last.split('.').slice(-1);
  if (!LONE_LETTER.test(letter)) return undefined;
  if (LONE_LETTER_BEFORE.test(before)) return 'keep';
  if (!LONE_LETTER.test(word)) return undefined;
  if (following === '') return 'wait';
  return following === '.' ? 'keep' : undefined;
}

function judgeWord(last: string, { word: next, following }: Follower, rules: SentenceRules): Verdict {
  const word = last.toLowerCase();
  const isNumber = /^\p{N}/u.test(next);
  if (rules.never.has(word) || rules.endings.some((ending) => word.endsWith(ending))) return 'keep';
  if (rules.beforeNumber.has(word)) return judgeNumbered(next, following, isNumber);
  if (/^\p{Lu}$/u.test(last) && last !== 'I') return 'keep';
  const isUnsayable = VOWELLESS.test(last) && last !== last.toUpperCase();
  if (!DOTTED.test(word) && !rules.maybe.has(word) && !isUnsayable) return 'cut';
  if (isNumber) return 'keep';
  if (following === '') return 'wait';
  if (word === 'a.m' || word === 'p.m') return AFTER_TIME.has(next.toLowerCase()) ? 'keep' : 'cut';
  return rules.starters.has(next.toLowerCase()) ? 'cut' : 'keep';
}

/** `Apt. 5`, `vol. IX`, and `Apt. B.`: a letter before a mark is a number, too. */
function judgeNumbered(next: string, following: string, isNumber: boolean): Verdict {
  if (isNumber) return 'keep';
  const isRoman = ROMAN.test(next);
  if (!isRoman && !/^\p{Lu}$/u.test(next)) return 'cut';
  if (following === '') return 'wait';
  return isRoman || /[.,;:)]/.test(following) ? 'keep' : 'cut';
}

/** `Jane.Doe@example.com`: whether an address goes on behind the dot shows where its first part ends. */
export function judgeAddress(before: string, after: string): Verdict | undefined {
  if (!before.endsWith('.') || !/^\p{Lu}/u.test(after)) return undefined;
  const { length } = BEFORE_AT.exec(after)?.[0] ?? '';
  if (length === after.length) return length > MAX_ADDRESS_CHARS ? undefined : 'wait';
  return after[length] === '@' ? 'keep' : undefined;
}

/** Two sentences without a blank between them. */
export function judgeGlued(before: string, follower: Follower, rules: SentenceRules): Verdict {
  const { word: next, following } = follower;
  if (!/^\p{Lu}/u.test(next)) return judgeInitial(before, lastWordOf(before) ?? '', follower) ?? 'cut';
  const [, second = ''] = next;
  if (second === '') {
    if (following === '') return 'wait';
    return /[\s'’]/.test(following) ? judgeAbbreviation(before, next, rules) : 'keep';
  }
  if (!/\p{Ll}/u.test(second)) return 'keep';
  const word = next.toLowerCase();
  if (following === '' && SUFFIXES.some((suffix) => suffix.startsWith(word))) return 'wait';
  return SUFFIXES.includes(word) ? 'keep' : judgeAbbreviation(before, next, rules);
}

function judgeAbbreviation(before: string, next: string, rules: SentenceRules): Verdict {
  const last = lastWordOf(before)?.toLowerCase();
  if (last === undefined) return 'cut';
  if (isItem(before, last)) return 'keep';
  if (/^\p{N}+$/u.test(last)) return judgeNumber(last, { word: next, following: ' ' }, rules);
  return isShortened(last, rules) ? 'keep' : 'cut';
}
