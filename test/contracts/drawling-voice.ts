/** A voice that takes minutes over one sentence: whatever happens in its middle does so there, however late the test is. */
import type { SpokenLine, Synthesizer } from '../../sandbox/voice/flite.ts';

export const DRAWLED = 'This is a sentence that goes on for a good while.';
const TIMES = 100;

const drawl = ({ text, audio, words }: SpokenLine): SpokenLine => ({
  text,
  audio: new Uint8Array(audio.length * TIMES).map((_, at) => audio[at % audio.length] as number),
  words: words.map((word) => ({ ...word, startMs: word.startMs * TIMES, endMs: word.endMs * TIMES })),
});

/** Speaks as another voice does, but for that sentence and the parts in which a vendor has it spoken. */
export const drawling = ({ speak, close }: Synthesizer): Synthesizer => ({
  close,
  speak: async (text, voice) => {
    const line = await speak(text, voice);
    return DRAWLED.includes(text.trim()) ? drawl(line) : line;
  },
});
