/** A whole text, cleaned in one piece. */
import { createSpeechCleaner } from '../../../actors/text/speech-cleaner.ts';

export function clean(text: string): string {
  const cleaner = createSpeechCleaner();
  return cleaner.push(text) + cleaner.end();
}
