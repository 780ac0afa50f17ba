/**
 * A whole text as it is said, and whether a voice can say anything of it.
 *
 *   agent file's text ──spokenText──> what is spoken live, what a clip is made of and found by
 */
import { createSpeechCleaner } from './speech-cleaner.ts';

/**
 * Whether a voice can say anything of this text: it has a letter or a digit. `%` and `€` are said beside a number only;
 * docs/decisions/0032-text-for-the-voice.md has the vendors.
 */
export const isSpeakable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** What is said of a written text, in one line; empty when that is nothing. */
export function spokenText(written: string): string {
  const cleaner = createSpeechCleaner();
  const text = (cleaner.push(written) + cleaner.end()).replaceAll(/\s+/g, ' ').trim();
  return isSpeakable(text) ? text : '';
}
