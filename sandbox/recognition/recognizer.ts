/**
 * Speech and words of one stream, one moment per 32 ms window.
 *
 *   mu-law ──> windows ──┬─> Silero: is it speech?      ──┐
 *                        └─> phrase book: which words?  ──┴─> moments
 *
 * The same audio gives the same moments however it is cut up. Time is audio time. Turns are the sessions' business.
 */
import { BYTES_PER_MS, decodeSample } from '../../actors/audio/mulaw.ts';
import { loadSilero, type SileroModel } from '../../actors/providers/silero/model.ts';
import { WINDOW_SAMPLES } from '../../actors/providers/silero/stream.ts';
import { audibleEnd } from './loudness.ts';
import type { RecognizedWord } from './match.ts';
import type { PhraseBook } from './phrase-book.ts';
import { UnknownSpeech } from './unknown-speech.ts';

export interface Moment {
  /** End of the window, in ms of the stream. */
  readonly atMs: number;
  readonly speaking: boolean;
  /** End of the last speech so far; -Infinity before the first. */
  readonly lastSpeechMs: number;
  /** All words since the last `forgetWords`, in order of time. */
  readonly words: readonly RecognizedWord[];
}

export interface Recognizer {
  /** The moments that these bytes complete; a rest of less than 32 ms waits for the next bytes. */
  recognize(mulaw: Uint8Array): AsyncIterable<Moment>;
  /** Forgets the words so far, because they have been reported. */
  forgetWords(): void;
  /** Stops recognition. A `recognize` that is still running then never ends. */
  close(): void;
}

/** Recognized words during which Silero judged no speech are dropped after this time. */
const FORGET_MS = 1_000;

/** Loads Silero, then resolves with a function that opens a recognizer of this book's lines. */
export async function createRecognizers(book: PhraseBook): Promise<() => Recognizer> {
  const silero = await loadSilero();
  return () => openRecognizer(book, silero);
}

function openRecognizer(book: PhraseBook, silero: SileroModel): Recognizer {
  const { judge, close } = judgeWith(silero);
  const matcher = book.openMatcher();
  const unknownSpeech = new UnknownSpeech();
  let rest: Uint8Array = new Uint8Array(0);
  let startMs = 0;
  let lastSpeechMs = Number.NEGATIVE_INFINITY;

  const forgetWords = () => {
    matcher.forgetWords();
    unknownSpeech.forgetWords();
  };

  async function recognizeWindow(window: Uint8Array): Promise<Moment> {
    const endMs = startMs + WINDOW_SAMPLES / BYTES_PER_MS;
    matcher.receive(window);
    const soundEnd = audibleEnd(window);
    const probability = await judge(window);
    const speaking = soundEnd > 0 && probability >= silero.threshold;
    if (speaking) {
      lastSpeechMs = startMs + soundEnd / BYTES_PER_MS;
      unknownSpeech.receive({ startMs, endMs, lastLearntMs: matcher.lastLearntMs() });
    }
    startMs = endMs;
    const words = [...matcher.words(), ...unknownSpeech.words()].sort((a, b) => a.startMs - b.startMs);
    const [first] = words;
    const isSpoken = first === undefined || lastSpeechMs >= first.startMs || endMs - first.endMs < FORGET_MS;
    if (!isSpoken) forgetWords();
    return { atMs: endMs, speaking, lastSpeechMs, words: isSpoken ? words : [] };
  }

  return {
    async *recognize(mulaw) {
      const bytes = Buffer.concat([rest, mulaw]);
      let at = 0;
      for (; at + WINDOW_SAMPLES <= bytes.length; at += WINDOW_SAMPLES) {
        yield await recognizeWindow(bytes.subarray(at, at + WINDOW_SAMPLES));
      }
      rest = Uint8Array.from(bytes.subarray(at));
    },
    forgetWords,
    close,
  };
}

/** The probability that a window is speech. Windows are judged one at a time, in order. */
function judgeWith(silero: SileroModel) {
  let resolveNext: (probability: number) => void;
  let rejectNext: (error: Error) => void;
  const stream = silero.open({
    onWindow: ({ probability }) => resolveNext(probability),
    onFailed: (error) => rejectNext(error),
  });
  return {
    judge: (window: Uint8Array) =>
      new Promise<number>((resolve, reject) => {
        [resolveNext, rejectNext] = [resolve, reject];
        stream.send(Float32Array.from(window, (byte) => decodeSample(byte) / 32_768));
      }),
    close: () => stream.close(),
  };
}
