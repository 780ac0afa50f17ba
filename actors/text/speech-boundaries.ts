/**
 * Where a text may be cut for speech: at the ends of sentences and clauses.
 *
 * `Intl.Segmenter` proposes, the rules of the language object (sentence-rules.ts): it takes "Mr. Lee", "am 3. Juni" and
 * "the U.S. Senate" for two sentences each. Pure; the verdict `wait` asks for more text.
 */
import { isBalanced } from './quotation.ts';
import { type SentenceRules, sentenceRulesOf } from './sentence-rules.ts';

export type Verdict = 'cut' | 'keep' | 'wait';

/** What may stand behind the mark that ends a sentence; in some languages a quote closes with what opens it in others. */
const CLOSERS = '\\p{Pe}\\p{Pf}\\p{Pi}"\'';
/** Ends a sentence whatever follows, with or without a blank: every such mark but those of the western scripts. */
const TIGHT_END = '(?![.!?．])[\\p{STerm}།༎]';
/** A terminator, what closes behind it, and the blank that western terminators need. */
const SENTENCE_END = new RegExp(
  `(?:[\\p{STerm}…](?:\\s?»)?[${CLOSERS}]*\\s|${TIGHT_END}[${CLOSERS}]*\\s?|;\\s)$`,
  'u',
);
const ENDS_TIGHT = new RegExp(`${TIGHT_END}[${CLOSERS}]*$`, 'u');
/** « Bonjour ! » */
const SPACED_QUOTE_END = /[\p{STerm}…]\s»\s*$/u;
const CANNOT_START = /^[\p{Pe}\p{Pf}\p{STerm}…,;:，、；：、،؛]/u;
const LAST_WORD = new RegExp(`([^\\s${CLOSERS}\\p{Ps}]+)\\.[${CLOSERS}]*\\s*$`, 'u');
const NEXT_WORD = /^[^\p{L}\p{N}]*([\p{L}\p{M}\p{N}]+)(.?)/su;
const DOTTED = /^(?:\p{L}{1,3}\.)+\p{L}{1,3}$/u;
const ROMAN = /^[IVX]{2,5}$/;
const SPACED = /(?:^|[\s(])((?:\p{L}{1,4}\.\s?){2,4})$/u;
/** Words that continue the sentence after "5 p.m."; any other capital begins a new one. */
const AFTER_TIME = new Set(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december eastern central mountain pacific est edt cst cdt mst mdt pst pdt et ct mt pt
gmt utc cet cest bst`.split(/\s+/),
);

/** Scripts whose sentences end with a blank and no mark. */
const BLANK_ENDED = /[\p{Script=Thai}\p{Script=Lao}]/u;
const BLANK_END = /[\p{Script=Thai}\p{Script=Lao}]\s$/u;
const MIN_BLANK_ENDED_WORDS = 3;
/** Behind a quotation these go on with the sentence that quotes. */
const AFTER_QUOTE = /^(?:\p{Ll}|と|って)/u;

/** A sentence and the next without a blank: "One.Two". Not in an address, an initialism, a version or a file's name. */
const GLUED = new RegExp(
  `(?:^|[\\s${CLOSERS}\\p{Ps}])(?:[\\p{L}\\p{M}'’-]{2,}|\\p{N}+)(?:[!?…]+|\\.)[${CLOSERS}]*$`,
  'u',
);
const GLUED_CASELESS = /[\p{Lo}\p{M}][.!?…]+$/u;
/** Endings of domains and files, which may be written with a capital. */
const SUFFIXES =
  'com org net edu gov io ai js ts jsx tsx py md txt pdf doc docx xls xlsx csv json html css php'.split(' ');

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
  if (/\p{Lu}/u.test(char)) return GLUED.test(tailOf(before, 40)) && !/[/=@_\\]\S*$/.test(tailOf(before, 40));
  return /\p{Lo}/u.test(char) && GLUED_CASELESS.test(tailOf(before, 4));
}

/** Whether the sentence in `text` ends before `at`. */
export type SentenceJudge = (text: string, at: number) => Verdict;

export function createSentenceJudge(locale: string): SentenceJudge {
  const rules = sentenceRulesOf(locale);
  return (text, at) => {
    const before = text.slice(0, at);
    if (isBlankEnd(before, text.charAt(at)))
      return countWords(before) >= MIN_BLANK_ENDED_WORDS ? 'cut' : 'keep';
    const next = NEXT_WORD.exec(text.slice(at));
    if (!next) return 'wait';
    const [, word = '', following = ''] = next;
    const isTight = !/\s$/.test(before);
    if (isTight && /[.!?…][^.!?…\p{STerm}]*$/u.test(before))
      return judgeGlued(before, word, following, rules);
    if (!isSegment(text, at, rules) && !(SPACED_QUOTE_END.test(before) && /^\p{Lu}/u.test(word)))
      return 'keep';
    if (/[\p{Pe}\p{Pf}\p{Pi}"']\s*$/u.test(before) && AFTER_QUOTE.test(word)) return 'keep';
    return judgeDot(before, word, following !== '', following === '.', rules);
  };
}

const isSegment = (text: string, at: number, { segmenter }: SentenceRules): boolean =>
  segmenter.segment(text.replaceAll('…', '.')).containing(at)?.index === at;

function judgeDot(
  before: string,
  next: string,
  isNextWhole: boolean,
  isNextDotted: boolean,
  rules: SentenceRules,
): Verdict {
  const last = LAST_WORD.exec(before)?.[1];
  if (last === undefined || last.endsWith('.')) return 'cut';
  // Where a blank ends sentences, a dot only shortens a word: `9.00 น.`
  if (BLANK_ENDED.test(last)) return 'keep';
  if (/^\p{N}+$/u.test(last)) return judgeNumber(before, last, next, isNextWhole, rules);
  if (rules.hasOrdinals && ROMAN.test(last)) return judgeOrdinal(next, isNextWhole, rules);
  const spaced = SPACED.exec(before)?.[1]?.replaceAll(/\s/g, '').slice(0, -1);
  const inOne = `${(spaced ?? last).toLowerCase()}.${next.toLowerCase()}`;
  if (rules.dotted.some((each) => each.startsWith(inOne))) {
    if (isNextDotted) return 'keep';
    if (!isNextWhole) return 'wait';
  }
  if (
    spaced !== undefined &&
    (rules.never.has(spaced.toLowerCase()) || rules.maybe.has(spaced.toLowerCase()))
  )
    return judgeWord(spaced, next, isNextWhole, rules);
  return judgeWord(last, next, isNextWhole, rules);
}

/** "3." may be the number of an item, and "third" where a dot makes an ordinal. */
function judgeNumber(
  before: string,
  last: string,
  next: string,
  isNextWhole: boolean,
  rules: SentenceRules,
): Verdict {
  const number = Number(last);
  const isItem =
    before.trim() === `${last}.` ||
    (number === 1 && /[:;,]\s+1\.\s*$/.test(before)) ||
    (number > 1 && new RegExp(`(?:^|\\s)${number - 1}\\.\\s`).test(before));
  if (isItem) return 'keep';
  if (!rules.hasOrdinals || last.length > 2) return 'cut';
  return judgeOrdinal(next, isNextWhole, rules);
}

function judgeOrdinal(next: string, isNextWhole: boolean, { starters }: SentenceRules): Verdict {
  if (!isNextWhole) return 'wait';
  return starters.has(next.toLowerCase()) ? 'cut' : 'keep';
}

function judgeWord(last: string, next: string, isNextWhole: boolean, rules: SentenceRules): Verdict {
  const word = last.toLowerCase();
  const isNumber = /^\p{N}/u.test(next);
  if (rules.never.has(word) || rules.endings.some((ending) => word.endsWith(ending))) return 'keep';
  if (rules.beforeNumber.has(word)) return isNumber ? 'keep' : 'cut';
  if (/^\p{Lu}$/u.test(last) && last !== 'I') return 'keep';
  if (!DOTTED.test(word) && !rules.maybe.has(word)) return 'cut';
  if (isNumber) return 'keep';
  if (!isNextWhole) return 'wait';
  if (word === 'a.m' || word === 'p.m') return AFTER_TIME.has(next.toLowerCase()) ? 'keep' : 'cut';
  return rules.starters.has(next.toLowerCase()) ? 'cut' : 'keep';
}

/** Two sentences without a blank between them. */
function judgeGlued(before: string, next: string, following: string, rules: SentenceRules): Verdict {
  if (!/^\p{Lu}/u.test(next)) return 'cut';
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
  const last = LAST_WORD.exec(before)?.[1]?.toLowerCase();
  if (last === undefined) return 'cut';
  if (/^\p{N}+$/u.test(last)) return judgeNumber(before, last, next, true, rules);
  return rules.never.has(last) || rules.maybe.has(last) ? 'keep' : 'cut';
}

const ENDS_FOR_SURE = new RegExp(`[\\p{L}\\p{N}\\p{M}](?:[!?]|${TIGHT_END})$`, 'u');

/** Whether the last character ends a sentence whatever follows: "Sure!", but not inside quotes, "?!" or an address. */
export function endsForSure(text: string): boolean {
  return ENDS_FOR_SURE.test(tailOf(text)) && !/[/=]\S*$/.test(text) && isBalanced(text);
}

/** Whether the whole of `text` ends as a sentence does. */
export const endsSentence = (text: string): boolean => SENTENCE_END.test(`${text.trimEnd()} `);

/** Where a clause ended, now that the last character is known; -1 when none did. */
export function findClauseEnd(text: string): number {
  const tail = tailOf(text);
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
