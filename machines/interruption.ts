/**
 * The kind of overlap that a caller's words are while the agent has the floor: an acknowledgement, too little to stop
 * for, or an interruption. Pure text rules: actors/stt classifies the words, and the chart decides.
 */
import { spokenWords } from './text/words.ts';
import { isUnspaced } from './text/written.ts';

/** The rules by which the caller's words stop the agent (Vapi's stop-speaking plan). */
export interface StopSpeaking {
  /** The number of words that interrupts; with 0 or 1, any word does. */
  readonly numWords: number;
  /** Phrases that never interrupt, alone or one after the other: `uh-huh`, `okay`. */
  readonly acknowledgements: readonly string[];
  /** Phrases that always interrupt, anywhere in the turn: `stop`, `wait`. */
  readonly interruptions: readonly string[];
}

export type OverlapKind = 'nothing' | 'acknowledgement' | 'tooLittle' | 'interruption';

/** With `goesOn`, more words may follow: the beginning of an acknowledgement then counts as one. */
export function overlapKindOf(text: string, plan: StopSpeaking, goesOn = false): OverlapKind {
  const words = wordsOf(text);
  if (words.length === 0) return 'nothing';
  if (phrasesOf(plan.interruptions).some((phrase) => holds(words, phrase))) return 'interruption';
  if (isMadeOf(unitsOf(words), phrasesOf(plan.acknowledgements), goesOn)) return 'acknowledgement';
  return words.length >= plan.numWords ? 'interruption' : 'tooLittle';
}

/** STT vendors write a sound as long as it was: `Mmm`, `Mhmm`, `Ohhh`, `Yesss`. Three equal letters are one. */
const LONG_LETTER = /(?<!^)([\p{Script=Latin}\p{Script=Cyrillic}])\1{2,}|(?<!^)([hmмх])\2+$/gu;
/** A first letter is long already when it is there twice, and so is a single sound: `Ooh`, `Mmhm`, `Ээээ`, `Mmm`. */
const LONG_FIRST = /^([\p{Script=Latin}\p{Script=Cyrillic}])\1+(?!\1|$)/u;
const LONG_SOUND = /^([\p{Script=Latin}\p{Script=Cyrillic}])\1+$/u;

/** In kana, a sound that is held has a mark: `はいー`. */
const LONG_KANA = /ー+$/;

const shortened = (word: string): string =>
  word
    .replace(LONG_SOUND, '$1$1')
    .replace(LONG_FIRST, '$1')
    .replace(LONG_LETTER, '$1$2')
    .replace(LONG_KANA, '');

const wordsOf = (text: string): string[] =>
  spokenWords(text)
    .map(shortened)
    .filter((word) => word !== '');

/** Words without blanks between them as single characters: where phrases follow one another, a dictionary cuts across them. */
const unitsOf = (words: readonly string[]): readonly string[] =>
  words.flatMap((word) => (isUnspaced(word) ? [...word] : [word]));

interface Phrase {
  /** Its words without blanks: where words have none between them, a dictionary cuts a phrase by what surrounds it. */
  readonly letters: string;
  /** Lengths of `letters` at which one of its words ends. */
  readonly wordEnds: ReadonlySet<number>;
}

function phraseOf(text: string): Phrase {
  const wordEnds = new Set<number>();
  let letters = '';
  for (const word of wordsOf(text)) {
    letters += word;
    wordEnds.add(letters.length);
  }
  return { letters, wordEnds };
}

/** Lists of a plan, prepared: they are the same for every transcript of every call. */
const prepared = new WeakMap<readonly string[], readonly Phrase[]>();

function phrasesOf(list: readonly string[]): readonly Phrase[] {
  const known = prepared.get(list);
  if (known) return known;
  const phrases = list.map(phraseOf).filter(({ letters }) => letters !== '');
  prepared.set(list, phrases);
  return phrases;
}

/** The position after the words from `at` on that are this phrase; undefined when they are not. */
function endOf(words: readonly string[], { letters }: Phrase, at: number): number | undefined {
  let rest = letters;
  for (let i = at; rest !== ''; i++) {
    const word = words[i];
    if (word === undefined || !rest.startsWith(word)) return undefined;
    rest = rest.slice(word.length);
    if (rest === '') return i + 1;
  }
  return undefined;
}

const holds = (words: readonly string[], phrase: Phrase): boolean =>
  words.some((_, at) => endOf(words, phrase, at) !== undefined);

/** Whether these words are the beginning of the phrase: some of its words, or some of its letters without blanks. */
function isBeginning(words: readonly string[], { letters, wordEnds }: Phrase): boolean {
  const said = words.join('');
  return letters.startsWith(said) && (wordEnds.has(said.length) || isUnspaced(said));
}

/** Whether the words are phrases from the list, one after the other, and nothing else but the beginning of one more. */
function isMadeOf(words: readonly string[], phrases: readonly Phrase[], goesOn: boolean): boolean {
  /** Positions in `words` at which a whole phrase can end. */
  const reached = new Set([0]);
  for (const at of reached) {
    for (const phrase of phrases) {
      const end = endOf(words, phrase, at);
      if (end !== undefined) reached.add(end);
      else if (goesOn && isBeginning(words.slice(at), phrase)) return true;
    }
  }
  return reached.has(words.length);
}
