/** The lines that tests of the STT stand-ins speak into a session. */
import type { PhraseBook } from '../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../sandbox/voice/flite.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';

interface SpokenLines {
  readonly booking: SpokenLine;
  /** Two sentences, in another voice. */
  readonly refusal: SpokenLine;
  /** A sentence that is not finished. */
  readonly unfinished: SpokenLine;
}

/** Speaks the lines, and teaches them to `book`. */
export async function speakLines(book: PhraseBook): Promise<SpokenLines> {
  const voice = sharedVoice();
  const lines = {
    booking: await voice.speak('Hello, I would like to book a table for two, please.', 'slt'),
    refusal: await voice.speak('No, stop. That is wrong.', 'kal'),
    unfinished: await voice.speak('I want to', 'slt'),
  };
  for (const line of Object.values(lines)) book.learn(line);
  return lines;
}
