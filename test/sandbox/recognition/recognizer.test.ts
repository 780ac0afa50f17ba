/** The recognizers of the stand-ins share one detector, and leave nothing in it. */
import { expect, it } from 'vitest';
import { silence } from '../../../actors/audio/mulaw.ts';
import { PhraseBook } from '../../../sandbox/recognition/phrase-book.ts';
import { createRecognizers, type Moment, type Recognizer } from '../../../sandbox/recognition/recognizer.ts';
import { ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();

/** From so many streams on (`MANY_STREAMS`), the detector waits 10 ms to judge several at once. */
const MANY = 16;
const WINDOWS = 10;

async function momentsOf(recognizer: Recognizer): Promise<number> {
  const moments: Moment[] = [];
  for await (const moment of recognizer.recognize(silence(WINDOWS * 32))) moments.push(moment);
  return moments.length;
}

it('a recognizer answers as promptly as the first when many others have come and gone', async () => {
  const openRecognizer = await createRecognizers(new PhraseBook());
  for (let i = 0; i < MANY; i++) openRecognizer().close();
  const open = Array.from({ length: MANY - 1 }, openRecognizer);
  expect(await until(momentsOf(open[0] as Recognizer), { limitMs: 1 })).toBe(WINDOWS);
  for (const ear of open) ear.close();
});
