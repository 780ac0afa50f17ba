/**
 * The kind of overlap that a caller's words are while the agent has the floor: an acknowledgement, too little to stop
 * for, or an interruption. Pure text rules: actors/stt classifies the words, and the chart decides.
 */

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

/** The words of a text, comparable: `Uh-huh, I'm here!` is `uh`, `huh`, `im`, `here`. */
export const spokenWords = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** With `goesOn`, more words may follow: the beginning of an acknowledgement then counts as one. */
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
  /** Positions in `words` at which a whole phrase can end. */
  const reached = new Set([0]);
  for (const at of reached) {
    for (const phrase of phrases) {
      if (startsWith(words, phrase, at)) reached.add(at + phrase.length);
      else if (goesOn && startsWith(words, phrase.slice(0, words.length - at), at)) return true;
    }
  }
  return reached.has(words.length);
}
