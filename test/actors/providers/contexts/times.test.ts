/** Times as vendors report them, and the letters of our text that they are for. Each row names its source. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextTimes } from '../../../../actors/providers/contexts/times.ts';
import type { Alignment } from '../../../../actors/providers/tts-provider.ts';

const LETTER_MS = 100;

/** A text of which each character takes 100 ms, from `startMs` on. */
const timed = (text: string, startMs = 0): Alignment => ({
  chars: [...text],
  startsMs: [...text].map((_, i) => startMs + i * LETTER_MS),
  durationsMs: [...text].map(() => LETTER_MS),
});

/** A message: its times, and how much audio came with it, in ms. */
type Message = readonly [times: Alignment, audioMs: number];

/** What is placed of these messages: each letter with the ms at which it begins. */
function place(said: string, messages: readonly Message[], restarts = true): string {
  const times = new ContextTimes(restarts);
  let audioMs = 0;
  const placed = messages.map(([alignment, lengthMs]) => {
    const range = { startMs: audioMs, endMs: audioMs + lengthMs };
    audioMs += lengthMs;
    const { chars, startsMs } = times.place(alignment, said, range);
    return chars.flatMap((char, i) =>
      /[\p{L}\p{N}]/u.test(char) ? [`${char}${Math.round(startsMs[i] ?? -1)}`] : [],
    );
  });
  return placed.flat().join(' ');
}

const HELLO = 'H0 e100 l200 l300 o400 t600 h700 e800 r900 e1000';

describe('times', () => {
  it.each<[string, readonly Message[]]>([
    // ElevenLabs' asyncapi.yml: "relative to the returned chunk from the model, and not the full audio response"
    [
      'of each message',
      [
        [timed('Hello '), 600],
        [timed('there.'), 600],
      ],
    ],
    // agents-js PR#990: "ElevenLabs returns absolute timestamps from the start of TTS audio"
    [
      'of the whole context',
      [
        [timed('Hello '), 600],
        [timed('there.', 600), 600],
      ],
    ],
    [
      'of the context, in small messages',
      [
        [timed('H'), 100],
        [timed('el', 100), 200],
        [timed('lo there.', 300), 900],
      ],
    ],
    [
      'of each message, in small ones',
      [
        [timed('H'), 100],
        [timed('el'), 200],
        [timed('lo there.'), 900],
      ],
    ],
    // elevenlabs-docs#76: messages without times among those with times
    [
      'ahead of their audio',
      [
        [timed('Hello there.'), 100],
        [timed(''), 1100],
      ],
    ],
    // pipecat#2840: a word is split between two messages
    [
      'that split a word',
      [
        [timed('Hel'), 300],
        [timed('lo '), 300],
        [timed('there.'), 600],
      ],
    ],
    // pipecat PR#4415: a message begins with the blank between two words
    [
      'that begin with a blank',
      [
        [timed('Hello'), 500],
        [timed(' there.'), 700],
      ],
    ],
    // pipecat#4316: "two alignment messages per sentence: first a partial alignment, then a fuller one"
    [
      'that begin again and go further',
      [
        [timed('Hello '), 600],
        [timed('Hello there.'), 600],
      ],
    ],
    [
      'that say the same twice',
      [
        [timed('Hello '), 600],
        [timed('Hello '), 0],
        [timed('there.', 0), 600],
      ],
    ],
    [
      'of entries with several characters',
      [
        [
          {
            chars: ['He', 'llo', ' ', 'there.'],
            startsMs: [0, 200, 500, 600],
            durationsMs: [200, 300, 100, 600],
          },
          1200,
        ],
      ],
    ],
    ['in another case', [[timed('HELLO THERE.'), 1200]]],
  ])('%s are placed in the audio', (_what, messages) => {
    expect(place('Hello there.', messages).toLowerCase()).toBe(HELLO.toLowerCase());
  });

  it.each<[string, string, readonly Message[], string]>([
    // A legitimate repetition in our own text is none of the vendor's
    [
      'No, no, no.',
      'said again by us',
      [
        [timed('No, '), 400],
        [timed('no, '), 400],
        [timed('no.'), 300],
      ],
      'N0 o100 n400 o500 n800 o900',
    ],
    [
      'Hi. Yes.',
      'that count from each sentence',
      [
        [timed('H'), 100],
        [timed('i. ', 100), 300],
        [timed('Ye'), 200],
        [timed('s.', 200), 200],
      ],
      'H0 i100 Y400 e500 s600',
    ],
    // pipecat PR#4344, #4424: the normalised text is spelled out
    [
      'It is 42 now.',
      'of a number that is spelled out',
      [[timed('It is forty two now.'), 2000]],
      'I0 t100 i300 s400 4500 21000 n1600 o1700 w1800',
    ],
    [
      '42 now.',
      'of a number at the beginning',
      [
        [timed('forty two '), 1000],
        [timed('now.'), 400],
      ],
      '40 2500 n1000 o1100 w1200',
    ],
    ['你好。', 'in a romanised text have no place', [[timed('Ni Hao'), 600]], ''],
    ['你好。', 'in a language without blanks', [[timed('你 好。'), 400]], '你0 好200'],
    ['Café.', 'of a letter without its accent', [[timed('Cafe.'), 500]], 'C0 a100 f200 e300'],
    [
      'Hello there.',
      'that leave out a word',
      [
        [timed('Hello '), 600],
        [timed(''), 0],
        [timed('there.'), 600],
      ],
      HELLO,
    ],
    [
      'One two three.',
      'of a word that got lost',
      [
        [timed('One '), 400],
        [timed('three.', 0), 600],
      ],
      'O0 n100 e200 t300 w333 o367 t400 h500 r600 e700 e800',
    ],
  ])('of "%s" %s', (said, _what, messages, placed) => {
    expect(place(said, messages)).toBe(placed);
  });

  it('that are no numbers, run back or are below zero only grow', () => {
    const odd = {
      chars: ['a', 'b', 'c', 'd'],
      startsMs: [-50, Number.NaN, 300, 200],
      durationsMs: [100, -1, Number.NaN, 50],
    };
    expect(place('abcd', [[odd, 400]])).toBe('a0 b0 c300 d300');
  });

  it('of a vendor that counts from the context are so also where a message could be read in both ways', () => {
    const messages: Message[] = [
      [timed('Hello '), 2_000],
      [timed('there.', 600), 0],
    ];
    expect(place('Hello there.', messages, false)).toBe(HELLO);
  });

  it('of any text in any pieces are the same, from the context and from the message', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const said = 'The quick brown fox jumps over the lazy dog, and nobody ever asked it why.';
        let at = 0;
        const pieces = sizes.map((size) => {
          const text = said.slice(at, at + size);
          at += text.length;
          return { text, atMs: (at - text.length) * LETTER_MS };
        });
        const ofContext = pieces.map(
          ({ text, atMs }): Message => [timed(text, atMs), text.length * LETTER_MS],
        );
        const ofMessage = pieces.map(({ text }): Message => [timed(text), text.length * LETTER_MS]);
        expect(place(said, ofContext)).toBe(place(said, [[timed(said.slice(0, at)), at * LETTER_MS]]));
        expect(place(said, ofMessage)).toBe(place(said, ofContext));
      }),
    );
  });
});
