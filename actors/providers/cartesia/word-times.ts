/**
 * Word times in the form of the port: a time for each character.
 *
 *   "there." 420 to 800 ms ──> ' ', t, h, e, r, e, '.'
 *
 * Pure. The letters of a word share its time; marks have no time. Every word has a space before it.
 */
import { countLetters } from '../../letters.ts';
import type { Alignment } from '../tts-provider.ts';

/** A word with its time in ms, as the vendor counts it. */
export interface WordTime {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export function alignWords(words: readonly WordTime[]): Alignment {
  const chars: string[] = [];
  const startsMs: number[] = [];
  const durationsMs: number[] = [];
  const add = (char: string, startMs: number, durationMs: number) => {
    chars.push(char);
    startsMs.push(startMs);
    durationsMs.push(durationMs);
  };
  for (const { text, startMs, endMs } of words) {
    add(' ', startMs, 0);
    const letterMs = (endMs - startMs) / Math.max(1, countLetters(text));
    let letters = 0;
    for (const char of text) {
      const isLetter = countLetters(char) > 0;
      add(char, startMs + letters * letterMs, isLetter ? letterMs : 0);
      if (isLetter) letters++;
    }
  }
  return { chars, startsMs, durationsMs };
}
