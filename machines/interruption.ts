/**
 * What a caller's words amount to while the agent has the floor: a sign that they listen, too little to stop for, or an
 * interruption. Pure text rules: the ears judge by them, and the chart decides.
 */

/** When the caller stops the agent. */
export interface StopSpeaking {
  /** So many words interrupt; 0 and 1: any word does. */
  readonly numWords: number;
  /** Said alone or one after the other, they never interrupt: `uh-huh`, `okay`. */
  readonly acknowledgements: readonly string[];
  /** They always interrupt, wherever in the turn they are: `stop`, `wait`. */
  readonly interruptions: readonly string[];
}

export type OverlapKind = 'nothing' | 'acknowledgement' | 'tooLittle' | 'interruption';

/** The words of a text, comparable: `Uh-huh, I'm here!` is `uh`, `huh`, `im`, `here`. */
export const spokenWords = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** `goesOn`: more words may follow, and what may yet become an acknowledgement is taken for one. */
export function overlapKindOf(text: string, plan: StopSpeaking, goesOn = false): OverlapKind {
  const words = spokenWords(text);
  if (words.length === 0) return 'nothing';
  if (plan.interruptions.some((phrase) => holds(words, spokenWords(phrase)))) return 'interruption';
  if (isMadeOf(words, plan.acknowledgements.map(spokenWords), goesOn)) return 'acknowledgement';
  return words.length >= plan.numWords ? 'interruption' : 'tooLittle';
}

const startsWith = (words: readonly string[], phrase: readonly string[], at: number): boolean =>
  phrase.length > 0 && phrase.every((word, i) => words[at + i] === word);

const holds = (words: readonly string[], phrase: readonly string[]): boolean =>
  words.some((_, at) => startsWith(words, phrase, at));

/** Whether the words are phrases from the list, one after the other, and nothing else but the beginning of one more. */
function isMadeOf(
  words: readonly string[],
  phrases: readonly (readonly string[])[],
  goesOn: boolean,
): boolean {
  /** Positions that whole phrases can lead to. */
  const reached = new Set([0]);
  for (const at of reached) {
    for (const phrase of phrases) {
      if (startsWith(words, phrase, at)) reached.add(at + phrase.length);
      else if (goesOn && startsWith(words, phrase.slice(0, words.length - at), at)) return true;
    }
  }
  return reached.has(words.length);
}
