/**
 * Everything one stream's listener perceives, 32 ms at a time.
 *
 *   mu-law ──> windows ──┬─> Silero: is somebody speaking?    ──┐
 *                        └─> phrase book: which words were it? ─┴─> moments
 *
 * The same audio gives the same moments however it is cut up. Time is audio time. It decides nothing about turns.
 */
import { BYTES_PER_MS, decodeSample } from '../../actors/audio/mulaw.ts';
import { loadSilero, type SileroModel } from '../../actors/providers/silero/model.ts';
import { WINDOW_SAMPLES } from '../../actors/providers/silero/stream.ts';
import { audibleEnd } from './loudness.ts';
import type { PhraseBook } from './phrase-book.ts';
import type { HeardWord } from './reading.ts';
import { UnknownSpeech } from './unknown-speech.ts';

export interface Moment {
  /** End of the window, in ms of the stream. */
  readonly atMs: number;
  readonly speaking: boolean;
  /** End of the last speech so far; -Infinity before the first. */
  readonly lastSpeechMs: number;
  /** All words since `letGo`, in order of time. */
  readonly words: readonly HeardWord[];
}

export interface Ear {
  hear(mulaw: Uint8Array): AsyncIterable<Moment>;
  /** Lets go of the words so far, because they have been reported. */
  letGo(): void;
  /** Nothing is perceived any more: whoever has not heard the stream to its end waits for ever. */
  close(): void;
}

/** Words of which nobody spoke a sound in this long were never spoken. */
const FORGET_MS = 1_000;

/** A way to open ears that know the lines of this book. */
export async function createRecognizers(book: PhraseBook): Promise<() => Ear> {
  const silero = await loadSilero();
  return () => openRecognizer(book, silero);
}

function openRecognizer(book: PhraseBook, silero: SileroModel): Ear {
  const { judge, close } = judgeWith(silero);
  const listener = book.listen();
  const unknownSpeech = new UnknownSpeech();
  let rest: Uint8Array = new Uint8Array(0);
  let startMs = 0;
  let lastSpeechMs = Number.NEGATIVE_INFINITY;

  const letGo = () => {
    listener.letGo();
    unknownSpeech.letGo();
  };

  async function perceive(window: Uint8Array): Promise<Moment> {
    const endMs = startMs + WINDOW_SAMPLES / BYTES_PER_MS;
    listener.hear(window);
    const soundEnd = audibleEnd(window);
    const probability = await judge(window);
    const speaking = soundEnd > 0 && probability >= silero.threshold;
    if (speaking) {
      lastSpeechMs = startMs + soundEnd / BYTES_PER_MS;
      unknownSpeech.hear({ startMs, endMs, lastTaughtMs: listener.lastTaughtMs() });
    }
    startMs = endMs;
    const words = [...listener.words(), ...unknownSpeech.words()].sort((a, b) => a.startMs - b.startMs);
    const [first] = words;
    const isSpoken = first === undefined || lastSpeechMs >= first.startMs || endMs - first.endMs < FORGET_MS;
    if (!isSpoken) letGo();
    return { atMs: endMs, speaking, lastSpeechMs, words: isSpoken ? words : [] };
  }

  return {
    async *hear(mulaw) {
      const bytes = Buffer.concat([rest, mulaw]);
      let at = 0;
      for (; at + WINDOW_SAMPLES <= bytes.length; at += WINDOW_SAMPLES) {
        yield await perceive(bytes.subarray(at, at + WINDOW_SAMPLES));
      }
      rest = Uint8Array.from(bytes.subarray(at));
    },
    letGo,
    close,
  };
}

/** How likely it is that a window is speech: one at a time, in order. */
function judgeWith(silero: SileroModel) {
  let tell: (probability: number) => void;
  let fail: (error: Error) => void;
  const stream = silero.open({
    onWindow: ({ probability }) => tell(probability),
    onFailed: (error) => fail(error),
  });
  return {
    judge: (window: Uint8Array) =>
      new Promise<number>((resolve, reject) => {
        [tell, fail] = [resolve, reject];
        stream.send(Float32Array.from(window, (byte) => decodeSample(byte) / 32_768));
      }),
    close: () => stream.close(),
  };
}
