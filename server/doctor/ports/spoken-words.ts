/**
 * The sentence that a transcriber is asked to hear, and how much of it came back.
 */
import { readFileSync } from 'node:fs';
import { countInOrder } from '../../../actors/text/in-order.ts';
import { isUnspaced } from '../../../machines/text/written.ts';

export interface SpokenSentence {
  readonly text: string;
  /** Mu-law at 8 kHz. */
  readonly audio: Uint8Array;
}

/** What agents/clips/apology.ulaw says: the default of the agent file's `messagePlan.apologyMessage`. */
export const RECORDED_TEXT = "I'm sorry, something went wrong. Could you say that again?";

/** The recording that comes with Parley, in English. */
export const recordedSentence = (): SpokenSentence => ({
  text: RECORDED_TEXT,
  audio: readFileSync(new URL('../../../agents/clips/apology.ulaw', import.meta.url)),
});

/** Case, punctuation, apostrophes and accents are the vendor's taste. */
function plainOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .normalize('NFC')
    .toLowerCase();
}

const WORD = /[\p{L}\p{N}]+/gu;
const CHARACTER = /[\p{L}\p{N}]/gu;

export interface WordsHeard {
  readonly heard: number;
  readonly of: number;
  /** Where blanks between words are the vendor's taste, or none are written, single characters are compared. */
  readonly unit: 'words' | 'characters';
}

const unitOf = (text: string): WordsHeard['unit'] =>
  isUnspaced(text) || /\p{sc=Hang}/u.test(text) ? 'characters' : 'words';

/** How many words of `said` came back, in order, with any others between them. */
export function wordsHeard(said: string, heard: string): WordsHeard {
  const unit = unitOf(said);
  const partsOf = (text: string): string[] => plainOf(text).match(unit === 'words' ? WORD : CHARACTER) ?? [];
  const [expected, found] = [partsOf(said), partsOf(heard)];
  return { heard: countInOrder(expected, found), of: expected.length, unit };
}
