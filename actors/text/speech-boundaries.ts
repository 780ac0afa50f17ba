/**
 * Where a text may be cut for speech: at the ends of sentences and clauses.
 *
 * `Intl.Segmenter` proposes, the rules of the language object (sentence-rules.ts): it takes "Mr. Lee", "am 3. Juni" and
 * "the U.S. Senate" for two sentences each. Pure; the verdict `wait` asks for more text.
 */
import { CLOSERS, judgeAddress, judgeDot, judgeGlued, mayShorten, type Verdict } from './dots.ts';
import { isBalanced, isInParenthesis, isInTitle } from './quotation.ts';
import { type SentenceRules, sentenceRulesOf } from './sentence-rules.ts';

/** Ends a sentence whatever follows, with or without a blank: every such mark but those of the western scripts. */
const TIGHT_END = '(?:(?![.!?．])[\\p{STerm}།༎]|፡፡)';
/** On a keyboard without its own full stop, Armenian writes a colon, and Amharic two word marks. */
const TYPED_END = /(?<=\p{Script=Armenian}):|(?<=፡)፡/gu;
/** A terminator, what closes behind it, and the blank that western terminators need. */
const SENTENCE_END = new RegExp(
  `(?:[\\p{STerm}…](?:\\s?»)?[${CLOSERS}]*\\s|${TIGHT_END}[${CLOSERS}]*\\s?|\\p{Script=Armenian}:\\s|;\\s)$`,
  'u',
);
const ENDS_TIGHT = new RegExp(`${TIGHT_END}[${CLOSERS}]*$`, 'u');
/** « Bonjour ! » */
const SPACED_QUOTE_END = /[\p{STerm}…]\s»\s*$/u;
/** A mark and a blank, but not "wait... what". */
const PLAIN_END = /(?<![.…])[.!?]\s+$/;
const CANNOT_START = /^[\p{Pe}\p{Pf}\p{STerm}…,;:，、；：、،؛&%/]/u;
const NEXT_WORD = /^[^\p{L}\p{N}]*([\p{L}\p{M}\p{N}]+)(.?)/su;

/** Scripts whose sentences end with a blank and no mark. */
const BLANK_ENDED = /[\p{Script=Thai}\p{Script=Lao}]/u;
const BLANK_END = /[\p{Script=Thai}\p{Script=Lao}]\s$/u;
const MIN_BLANK_ENDED_WORDS = 3;
/** Behind a quotation these go on with the sentence that quotes: a small letter, a Japanese particle. */
const AFTER_QUOTE = /^(?:\p{Ll}|[をがのにへやと]|だ|って|で(?!は|も)|は(?!い)|も(?!う|し))/u;

/** A sentence and the next without a blank: "One.Two". Not in an address, an initialism, a version or a file's name. */
const GLUED = new RegExp(
  `(?:^|[\\s¿¡${CLOSERS}\\p{Ps}])(?:[\\p{L}\\p{M}'’-]{2,}|\\p{N}+)(?:[!?…]+|\\.)[${CLOSERS}]*$`,
  'u',
);
const GLUED_CASELESS = /[\p{Lo}\p{M}][.!?…]+$/u;

/** The characters that the rules about an ending read: to search the whole text for each character would be slow. */
const tailOf = (text: string, length = 3): string => text.slice(-length);

/** Whether a sentence may have ended just before the last character of `text`, which is `char`. */
export function mayHaveEnded(text: string, char: string): boolean {
  if (/\s/.test(char)) return false;
  const before = text.slice(0, -char.length);
  const last = before.at(-1) ?? '';
  if (CANNOT_START.test(char) && !opensQuotation(before, char)) return false;
  // Such a quote opens behind a blank and closes elsewhere.
  if (/["']/.test(char) && !/\s/.test(last)) return false;
  if (/\s/.test(last)) return SENTENCE_END.test(tailOf(before, 8)) || isBlankEnd(before, char);
  if (isGlued(before, char)) return true;
  return ENDS_TIGHT.test(tailOf(before, 4));
}

/** `”` and `»` open a quotation in some languages: behind a blank, where none is open. */
const opensQuotation = (before: string, char: string) =>
  /[”»›]/.test(char) && /\s$/.test(before) && isBalanced(before);

const isBlankEnd = (before: string, char: string) => BLANK_ENDED.test(char) && BLANK_END.test(tailOf(before));

function isGlued(before: string, char: string): boolean {
  if (!/[.!?…\p{Pe}\p{Pf}"]$/u.test(tailOf(before, 1))) return false;
  if (/[\p{Lu}¿¡]/u.test(char))
    return GLUED.test(tailOf(before, 40)) && !/[/=@_\\]\S*$/.test(tailOf(before, 40));
  return /\p{Lo}/u.test(char) && GLUED_CASELESS.test(tailOf(before, 4));
}

/** `Yahoo! is`, `and -- voila! -- you`: behind such a mark a small letter goes on with the sentence, but not in `iPhone`. */
const MARKED = new RegExp(`[!?][${CLOSERS}]*\\s+$`, 'u');
const SMALL = /^(?:[–—-]+\s*)?\p{Ll}/u;
const goesOn = (before: string, after: string, word: string): boolean =>
  MARKED.test(tailOf(before, 6)) && SMALL.test(after) && !/\p{Lu}/u.test(word);

/** Whether the sentence in `text` ends before `at`. */
export type SentenceJudge = (text: string, at: number) => Verdict;

export function createSentenceJudge(locale: string): SentenceJudge {
  const rules = sentenceRulesOf(locale);
  /** A text without any capital begins its sentences with small letters. */
  let hasCapitals = false;
  return (text, at) => {
    const before = text.slice(0, at);
    hasCapitals ||= /\p{Lu}/u.test(text);
    if (isInTitle(before) || isInParenthesis(before)) return 'keep';
    if (isBlankEnd(before, text.charAt(at)))
      return countWords(before) >= MIN_BLANK_ENDED_WORDS ? 'cut' : 'keep';
    const next = NEXT_WORD.exec(text.slice(at));
    if (!next) return 'wait';
    const [, word = '', following = ''] = next;
    const follower = { word, following };
    if (hasCapitals && goesOn(before, text.slice(at), word)) return following === '' ? 'wait' : 'keep';
    const isTight = !/\s$/.test(before);
    if (isTight && /[.!?…][^.!?…\p{STerm}]*$/u.test(before))
      return judgeAddress(before, text.slice(at)) ?? judgeGlued(before, follower, rules);
    const isPlain = !hasCapitals && PLAIN_END.test(tailOf(before, 4)) && !mayShorten(before, rules);
    const isQuoteEnd = SPACED_QUOTE_END.test(before) && /^\p{Lu}/u.test(word);
    if (!isSegment(text, at, rules) && !isQuoteEnd && !(isPlain && /^\p{Ll}/u.test(word))) return 'keep';
    if (/[\p{Pe}\p{Pf}\p{Pi}"']\s*$/u.test(before) && AFTER_QUOTE.test(word)) return 'keep';
    return judgeDot(before, follower, rules);
  };
}

/** Without a blank before it, the segmenter takes what opens the next sentence for the end of this one: `か？「はい`. */
function isSegment(text: string, at: number, { segmenter }: SentenceRules): boolean {
  const [opening = ''] = /^\p{Ps}*/u.exec(text.slice(at)) ?? [];
  const segments = segmenter.segment(text.replaceAll('…', '.').replace(TYPED_END, '.'));
  return [at, at + opening.length].some((place) => segments.containing(place)?.index === place);
}

const ENDS_FOR_SURE = new RegExp(`[\\p{L}\\p{N}\\p{M}](?:[!?]|${TIGHT_END})$`, 'u');

/** Whether the last character ends a sentence whatever follows: "Sure!", but not inside quotes, "?!" or an address. */
export function endsForSure(text: string): boolean {
  return ENDS_FOR_SURE.test(tailOf(text)) && !/[/=]\S*$/.test(text) && isBalanced(text);
}

/** Whether the whole of `text` ends as a sentence does. */
export const endsSentence = (text: string): boolean => SENTENCE_END.test(`${text.trimEnd()} `);

/** `１，０００円`, `July 4, 2025`, `9 - 5`: behind a digit such a mark is a clause's end when no other figure follows. */
const DIGIT_MARK = /\p{N}(?:[，、：]|(?:[,;:]|\s[–-])\s)$/u;
const BEHIND_DIGIT_MARK = /\p{N}(?:[，、：]|(?:[,;:]|\s[–-])\s(?!\p{Sc}))(\P{N})$/u;

/** Where a clause ended, now that the last character is known; -1 when none did. */
export function findClauseEnd(text: string): number {
  const tail = tailOf(text, 6);
  const behind = BEHIND_DIGIT_MARK.exec(tail)?.[1];
  if (behind !== undefined) {
    const end = text.length - behind.length;
    return isBalanced(text.slice(0, end)) ? end : -1;
  }
  if (DIGIT_MARK.test(tail)) return -1;
  if (/(?:[\p{L}\p{M}][,;،؛]|\S—|[，、；：፣፤፥၊՝᠂])$/u.test(tail)) return isBalanced(text) ? text.length : -1;
  if (/(?:[,;:—]|\s[–-])\s$/.test(tail)) return isBalanced(text) ? text.length - 1 : -1;
  return -1;
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** Words, as a measure of how much there is to say; two characters count as one where words have no blanks. */
export function countWords(text: string): number {
  const spaced = text.replaceAll(UNSPACED, ' ');
  const words = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’.,-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
  return count(spaced, words) + Math.floor(count(text, UNSPACED) / 2);
}
