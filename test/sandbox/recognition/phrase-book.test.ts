/**
 * The words that the phrase book recognises of taught lines, whole, cut or shifted. Real speech from Flite; only
 * the lines that share sound are cut together by hand.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw, FRAME_BYTES, silence } from '../../../actors/audio/mulaw.ts';
import { PhraseBook } from '../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../sandbox/voice/flite.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';

const synthesizer = sharedVoice();
let booking: SpokenLine;
let refusal: SpokenLine;

beforeAll(async () => {
  booking = await synthesizer.speak('Hello, I would like to book a table for two, please.', 'slt');
  refusal = await synthesizer.speak('No, stop. That is wrong.', 'slt');
});

const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const frameOf = (ms: number) => Math.round(ms / 20) * FRAME_BYTES;

/** The part of a line from one word to another, both included. */
const part = ({ audio, words }: SpokenLine, from: number, to: number) =>
  audio.slice(frameOf(words[from]?.startMs ?? 0), frameOf(words[to]?.endMs ?? 0));

function listenTo(...lines: SpokenLine[]) {
  const book = new PhraseBook();
  for (const line of lines) book.learn(line);
  const matcher = book.openMatcher();
  return {
    receives: (audio: Uint8Array, chunkBytes = 160) => {
      for (let at = 0; at < audio.length; at += chunkBytes)
        matcher.receive(audio.subarray(at, at + chunkBytes));
    },
    text: () =>
      matcher
        .words()
        .map(({ text }) => text)
        .join(' '),
    words: () => matcher.words(),
    forgetWords: () => matcher.forgetWords(),
  };
}

describe('phrase book', () => {
  it('understands every word of a taught line at the time it was said', () => {
    const reader = listenTo(booking);
    reader.receives(join(silence(500), booking.audio));

    expect(reader.text()).toBe(booking.text);
    reader.words().forEach((word, i) => {
      expect(Math.abs(word.startMs - 500 - (booking.words[i]?.startMs ?? 0))).toBeLessThan(100);
      expect(Math.abs(word.endMs - 500 - (booking.words[i]?.endMs ?? 0))).toBeLessThan(100);
    });
  });

  it.each([1, 37, 79, 159])('understands a line that begins %i bytes into a frame', (offset) => {
    const reader = listenTo(booking);
    reader.receives(join(silence(100), new Uint8Array(offset).fill(0xff), booking.audio));
    expect(reader.text()).toBe(booking.text);
  });

  it.each([1, 33, 160, 640, 5_000])('recognises the same in chunks of %i bytes', (chunkBytes) => {
    const reader = listenTo(booking);
    reader.receives(booking.audio, chunkBytes);
    expect(reader.text()).toBe(booking.text);
  });

  it('knows a word once most of it was said, and not before', () => {
    const reader = listenTo(booking);
    const [{ startMs, endMs } = { startMs: 0, endMs: 0 }] = booking.words;
    reader.receives(booking.audio.subarray(0, frameOf(startMs + (endMs - startMs) * 0.3)));
    expect(reader.text()).toBe('');

    reader.receives(booking.audio.subarray(frameOf(startMs + (endMs - startMs) * 0.3), frameOf(endMs)));
    expect(reader.text()).toBe('Hello,');
  });

  it('loses the words whose sound never arrived', () => {
    const reader = listenTo(booking);
    const { startMs, endMs } = booking.words[5] ?? { startMs: 0, endMs: 0 };
    reader.receives(join(booking.audio.slice(0, frameOf(startMs)), booking.audio.slice(frameOf(endMs))));
    expect(reader.text()).toBe('Hello, I would like to a table for two, please.');
  });

  it('goes on after a gap that pushed the line back', () => {
    const reader = listenTo(booking);
    reader.receives(join(part(booking, 0, 3), silence(700), part(booking, 4, 10)), 33);
    expect(reader.text()).toBe(booking.text);
  });

  it('knows only what was said of a line that was cut short', () => {
    const reader = listenTo(booking);
    reader.receives(join(part(booking, 0, 3), silence(1_000)));
    expect(reader.text()).toBe('Hello, I would like');
    expect(reader.words().at(-1)?.endsSentence).toBe(false);
  });

  it('distinguishes a line said again from the one that was interrupted', () => {
    const reader = listenTo(booking);
    reader.receives(join(part(booking, 0, 3), silence(400), booking.audio));
    expect(reader.text()).toBe(`Hello, I would like ${booking.text}`);
  });

  it('recognises a line twice when it is said twice', () => {
    const reader = listenTo(refusal);
    reader.receives(join(refusal.audio, new Uint8Array(77).fill(0xff), refusal.audio));
    expect(reader.text()).toBe(`${refusal.text} ${refusal.text}`);
  });

  it('follows the line that is really said when two begin alike', () => {
    const [pizza, pasta] = linesThatBeginAlike();
    for (const [said, other] of [
      [pizza, pasta],
      [pasta, pizza],
    ] as const) {
      const reader = listenTo(said, other);
      reader.receives(join(silence(60), said.audio));
      expect(reader.text()).toBe(said.text);
    }
  });

  it('takes the line learnt last when two sound exactly alike', () => {
    const renamed = {
      ...refusal,
      words: refusal.words.map((word) => ({ ...word, text: word.text.toUpperCase() })),
    };
    const reader = listenTo(refusal, { ...renamed, text: refusal.text.toUpperCase() });
    reader.receives(refusal.audio);
    expect(reader.text()).toBe(refusal.text.toUpperCase());
  });

  it('recognises two lines in the order they were said', () => {
    const reader = listenTo(refusal, booking);
    reader.receives(join(booking.audio, refusal.audio), 500);
    expect(reader.text()).toBe(`${booking.text} ${refusal.text}`);
  });

  it('understands a line that was decoded and encoded again', () => {
    const reader = listenTo(booking);
    reader.receives(encodeMulaw(decodeMulaw(booking.audio)));
    expect(reader.text()).toBe(booking.text);
  });

  it('makes nothing of silence, tones and lines it was not taught', () => {
    const tone = encodeMulaw(
      Int16Array.from({ length: 8_000 }, (_, i) => 8_000 * Math.sin((i * Math.PI) / 4)),
    );
    const reader = listenTo(refusal, {
      text: 'beep',
      audio: tone,
      words: [{ text: 'beep', startMs: 0, endMs: 1_000 }],
    });
    reader.receives(join(silence(1_000), tone, booking.audio));
    expect(reader.text()).toBe('');
  });

  it('begins anew when the words so far were let go, even in the middle of a line', () => {
    const reader = listenTo(booking);
    reader.receives(part(booking, 0, 3));
    reader.forgetWords();
    expect(reader.text()).toBe('');

    reader.receives(part(booking, 4, 10));
    expect(reader.text()).toBe('to book a table for two, please.');
  });

  it('says a word without sound together with its neighbour', () => {
    const [first, ...others] = refusal.words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }));
    const at = first?.endMs ?? 0;
    const reader = listenTo({
      ...refusal,
      words: [...(first ? [first] : []), { text: '-', startMs: at, endMs: at }, ...others],
    });
    reader.receives(refusal.audio);
    expect(reader.text()).toBe('No, - stop. That is wrong.');
  });
});

/** Two lines of which the first half is the same recording. */
function linesThatBeginAlike(): [SpokenLine, SpokenLine] {
  const start = part(booking, 0, 3);
  const startMs = start.length / 8;
  const from = booking.words[0]?.startMs ?? 0;
  const shared = booking.words
    .slice(0, 4)
    .map((word) => ({ ...word, startMs: word.startMs - from, endMs: word.endMs - from }));
  const ending = (text: string, audio: Uint8Array): SpokenLine => ({
    text: `Hello, I would like ${text}`,
    audio: join(start, audio),
    words: [...shared, { text, startMs, endMs: startMs + audio.length / 8 }],
  });
  return [ending('pizza.', part(refusal, 0, 0)), ending('pasta.', part(refusal, 3, 4))];
}
