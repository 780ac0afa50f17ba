/**
 * Where a text may be cut for speech: at the ends of sentences and clauses.
 *
 * `Intl.Segmenter` proposes, the rules here object: it takes "Mr. Lee", "No. 5" and "the U.S. Senate" for two
 * sentences each. Pure; the verdict `wait` asks for more text.
 */
export type Verdict = 'cut' | 'keep' | 'wait';

const CLOSERS = '\\p{Pe}\\p{Pf}"\'';
/** A terminator, what closes after it, and the blank that western terminators need. */
const SENTENCE_END = new RegExp(`(?:[\\p{STerm}…][${CLOSERS}]*\\s|[。！？｡][${CLOSERS}]*\\s?)$`, 'u');
const CANNOT_START = new RegExp(`^[${CLOSERS}\\p{STerm}…,;:]`, 'u');
const LAST_WORD = new RegExp(`([^\\s${CLOSERS}\\p{Ps}\\p{Pi}]+)\\.[${CLOSERS}]*\\s*$`, 'u');
const NEXT_WORD = /^[^\p{L}\p{N}]*([\p{L}\p{N}]+)(.?)/su;
const DOTTED = /^(?:\p{L}{1,3}\.)+\p{L}{1,3}$/u;

const wordSet = (words: string) => new Set(words.split(' '));
/** A name or an example follows. */
const NEVER_LAST = wordSet(
  'mr mrs ms mx dr prof rev fr gen col capt lt sgt hon gov sen rep mt ft msgr sra dra mme mlle bzw vs cf approx ca dept e.g i.e z.b',
);
/** Abbreviations only before a number: "No. 5", but "No. I cannot." */
const BEFORE_NUMBER = wordSet(
  'no nos nr fig vol p pp pg ext sec ch art apt jan feb mar apr jun jul aug sep sept oct nov dec',
);
/**
 * Abbreviations that may end a sentence or not; the next word decides. Dotted words (U.S., Ph.D.) are of this kind
 * too.
 */
const MAYBE_LAST = wordSet('st ave blvd rd inc ltd corp co jr sr etc usw');
const STARTERS = wordSet(
  `a an the i we you he she it they this that these those there here my our your his her their its is are was do
does did can could would will shall should may what when where why how who which if in on at for from to as by but
and so or yes no not okay ok sure thanks thank please let lets then now just also after before once while since
however would have has had`.replaceAll('\n', ' '),
);
/** Words that continue the sentence after "5 p.m."; any other capital begins a new one. */
const AFTER_TIME = wordSet(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december eastern central mountain pacific est edt cst cdt mst mdt pst pdt et ct mt pt
gmt utc cet cest bst`.replaceAll('\n', ' '),
);
/** Locales in which "3." is "third". */
const ORDINAL_LOCALES = wordSet('de da nb nn no fi cs sk sl hr hu pl et lv is');

/** Whether a sentence may have ended just before the last character of `text`, which is `char`. */
export function mayHaveEnded(text: string, char: string): boolean {
  const before = text.at(-char.length - 1) ?? '';
  if (!/[\s\p{Pe}\p{Pf}。！？｡]/u.test(before) || /\s/.test(char) || CANNOT_START.test(char)) return false;
  return SENTENCE_END.test(text.slice(0, -char.length));
}

const segmenters = new Map<string, Intl.Segmenter>();

/** A segmenter takes longer to make than a whole reply to cut; it holds no state, so all replies share it. */
function segmenterOf(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale);
  if (known) return known;
  const made = new Intl.Segmenter(locale, { granularity: 'sentence' });
  segmenters.set(locale, made);
  return made;
}

/** Whether the sentence in `text` ends before `at`. */
export type SentenceJudge = (text: string, at: number) => Verdict;

export function createSentenceJudge(locale: string): SentenceJudge {
  const segmenter = segmenterOf(locale);
  const hasOrdinals = ORDINAL_LOCALES.has(locale.split('-')[0] ?? '');

  return (text, at) => {
    const next = NEXT_WORD.exec(text.slice(at));
    if (!next) return 'wait';
    const [, word = '', following = ''] = next;
    const isSegment = segmenter.segment(text.replaceAll('…', '.')).containing(at)?.index === at;
    if (!isSegment) return 'keep';

    const before = text.slice(0, at);
    const last = LAST_WORD.exec(before)?.[1];
    if (last === undefined || last.endsWith('.')) return 'cut';
    if (/^\d+$/.test(last)) {
      const isListNumber = before.trim() === `${last}.`;
      return isListNumber || (hasOrdinals && last.length <= 2) ? 'keep' : 'cut';
    }
    return judgeWord(last, word, following !== '');
  };
}

function judgeWord(last: string, next: string, isNextWhole: boolean): Verdict {
  const word = last.toLowerCase();
  const isNumber = /^\p{N}/u.test(next);
  if (NEVER_LAST.has(word)) return 'keep';
  if (BEFORE_NUMBER.has(word)) return isNumber ? 'keep' : 'cut';
  if (/^\p{Lu}$/u.test(last) && last !== 'I') return 'keep';
  if (!DOTTED.test(word) && !MAYBE_LAST.has(word)) return 'cut';
  if (isNumber) return 'keep';
  if (!isNextWhole) return 'wait';
  if (word === 'a.m' || word === 'p.m') return AFTER_TIME.has(next.toLowerCase()) ? 'keep' : 'cut';
  return STARTERS.has(next.toLowerCase()) ? 'cut' : 'keep';
}

/** The characters that the rules about an ending read: to search the whole text for each character would be slow. */
const tailOf = (text: string): string => text.slice(-3);

/** Whether the last character ends a sentence whatever follows: "Sure!", but not inside quotes, "?!" or an address. */
export function endsForSure(text: string): boolean {
  return /[\p{L}\p{N}][!?。！？]$/u.test(tailOf(text)) && !/[/=]\S*$/.test(text) && isBalanced(text);
}

/** Where a clause ended, now that the last character is known; -1 when none did. */
export function findClauseEnd(text: string): number {
  const tail = tailOf(text);
  if (/(?:\p{L}[,;]|\S—|[，、；：])$/u.test(tail)) return isBalanced(text) ? text.length : -1;
  if (/(?:[,;:—]|\s[–-])\s$/.test(tail)) return isBalanced(text) ? text.length - 1 : -1;
  return -1;
}

const OPENERS = /[\p{Ps}\p{Pi}]/gu;
const ENDERS = /[\p{Pe}\p{Pf}]/gu;
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** Whether no quote or bracket is open. A ’ is an apostrophe. */
function isBalanced(text: string): boolean {
  const plain = text.replaceAll(/[’‘]/g, '');
  return count(plain, OPENERS) <= count(plain, ENDERS) && count(plain, /"/g) % 2 === 0;
}

/** Words, as a measure of how much there is to say; two characters count as one where words have no blanks. */
export function countWords(text: string): number {
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
  const spaced = text.replaceAll(unspaced, ' ');
  return count(spaced, /[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu) + Math.floor(count(text, unspaced) / 2);
}
