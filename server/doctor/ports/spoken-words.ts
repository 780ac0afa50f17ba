/**
 * The sentence that a transcriber is asked to hear, and how much of it came back.
 */
import { readFileSync } from 'node:fs';

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
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How many words of `said` came back, in order, with any others between them. */
export function wordsHeard(said: string, heard: string): { readonly heard: number; readonly of: number } {
  const [expected, found] = [wordsOf(said), wordsOf(heard)];
  // The longest common subsequence, row by row.
  let row = new Array<number>(found.length + 1).fill(0);
  for (const word of expected) {
    const next = [0];
    for (const [i, other] of found.entries())
      next.push(word === other ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    row = next;
  }
  return { heard: row.at(-1) ?? 0, of: expected.length };
}
