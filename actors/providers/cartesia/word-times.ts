/**
 * Word times in the form of the port: a time for each character.
 *
 *   "there." 420 to 800 ms ──> ' ', t, h, e, r, e, '.'
 *
 * Pure. The letters of a word share its time; marks have no time. A space separates two words.
 */
import { countLetters } from '../../letters.ts';
import type { WordTime } from '../contexts/protocol.ts';
import type { Alignment } from '../tts-provider.ts';

/** `chunkStartMs`: where the chunk begins, on the clock of the words. `isFirst`: no word came before these. */
export function alignWords(words: readonly WordTime[], chunkStartMs: number, isFirst: boolean): Alignment {
  const chars: string[] = [];
  const startsMs: number[] = [];
  const durationsMs: number[] = [];
  const add = (char: string, startMs: number, durationMs: number) => {
    chars.push(char);
    startsMs.push(startMs - chunkStartMs);
    durationsMs.push(durationMs);
  };
  words.forEach(({ text, startMs, endMs }, i) => {
    if (i > 0 || !isFirst) add(' ', startMs, 0);
    const letterMs = (endMs - startMs) / Math.max(1, countLetters(text));
    let letters = 0;
    for (const char of text) {
      const isLetter = countLetters(char) > 0;
      add(char, startMs + letters * letterMs, isLetter ? letterMs : 0);
      if (isLetter) letters++;
    }
  });
  return { chars, startsMs, durationsMs };
}
