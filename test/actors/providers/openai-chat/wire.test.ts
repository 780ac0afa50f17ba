import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompletionFact,
  createCompletionReader,
  createThinkFilter,
} from '../../../../actors/providers/openai-chat/wire.ts';
import {
  chunk,
  DONE,
  events,
  GROQ,
  inBandError,
  OPENAI,
  text,
} from '../../../fixtures/chat-completions.recording.ts';

const NOTHING_TO_SAY = [{ kind: 'delta', text: '' }];

/** The facts of these bytes, in the parts in which they came. */
const read = (...parts: Buffer[]) => {
  const facts: CompletionFact[] = [];
  const push = createCompletionReader((fact) => facts.push(fact), 'x_groq');
  for (const part of parts) push(part);
  return facts;
};

const readChunk = (data: string) => read(Buffer.from(`data: ${data}\n\n`));

describe('a chat chunk', () => {
  const recordings: [string, string, readonly unknown[]][] = [
    ['text', text('Hel'), [{ kind: 'delta', text: 'Hel' }]],
    ['the role', GROQ.role, NOTHING_TO_SAY],
    ['reasoning', GROQ.reasoning, NOTHING_TO_SAY],
    ['a tool call', GROQ.toolCall, NOTHING_TO_SAY],
    ['null content', chunk({ delta: { content: null } }), NOTHING_TO_SAY],
    [
      'content in parts',
      chunk({
        delta: {
          content: [
            { type: 'thinking', text: 'Hm' },
            { type: 'text', text: 'Hi' },
          ],
        },
      }),
      [{ kind: 'delta', text: 'Hi' }],
    ],
    [
      "Groq's last chunk",
      GROQ.stop,
      [
        ...NOTHING_TO_SAY,
        { kind: 'usage', usage: { promptTokens: 120, cachedTokens: 64, completionTokens: 12 } },
        { kind: 'finished', reason: 'stop' },
      ],
    ],
    ["OpenAI's last chunk", OPENAI.stop, [...NOTHING_TO_SAY, { kind: 'finished', reason: 'stop' }]],
    [
      'usage without choices',
      OPENAI.usage,
      [{ kind: 'usage', usage: { promptTokens: 9, cachedTokens: 0, completionTokens: 3 } }],
    ],
    [
      'a failure inside the stream',
      inBandError('internal_error'),
      [{ kind: 'failed', code: 'internal_error' }],
    ],
    ["Groq's failure inside a chunk", GROQ.midStreamError, [{ kind: 'failed', code: undefined }]],
    ['an error in one word', '{"error":"overloaded"}', [{ kind: 'failed', code: undefined }]],
    ['the end', DONE, [{ kind: 'done' }]],
    ['null choices', '{"choices":null}', []],
    ['a null choice', '{"choices":[null]}', []],
    ['an object of another kind', '{"object":"ping"}', []],
    ['broken JSON', '{"choices":[', [{ kind: 'garbage' }]],
    ['a page of HTML', '<html>', [{ kind: 'garbage' }]],
    ['a number', '17', [{ kind: 'garbage' }]],
    ['null', 'null', [{ kind: 'garbage' }]],
  ];

  it.each(recordings)('is read: %s', (_what, data, facts) => {
    expect(readChunk(data)).toEqual(facts);
  });

  it('never lets the prose of an error through', () => {
    expect(JSON.stringify(readChunk(inBandError('x')))).not.toContain('prose');
  });
});

describe('the stream reader', () => {
  const whole = Buffer.from(
    `: comment\r\n\r\nevent: message\r\nid: 1\ndata:${text('Grüße 👋')}\r\n\r\n${events(text(' and'), GROQ.stop, DONE)}`,
  );

  it('reads both line endings, comments, other fields and a missing blank after the colon', () => {
    expect(read(whole).map(({ kind }) => kind)).toEqual([
      'delta',
      'delta',
      'delta',
      'usage',
      'finished',
      'done',
    ]);
  });

  it('reads the same facts wherever the network cuts the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 8 }), (cuts) => {
        const bounds = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const parts = bounds.slice(1).map((bound, i) => whole.subarray(bounds[i], bound));
        expect(read(...parts)).toEqual(read(whole));
      }),
    );
  });

  it('leaves the own field of a vendor alone when the endpoint has none', () => {
    const facts: CompletionFact[] = [];
    createCompletionReader((fact) => facts.push(fact))(Buffer.from(events(GROQ.stop)));
    expect(facts).toEqual([...NOTHING_TO_SAY, { kind: 'finished', reason: 'stop' }]);
  });

  it('reports a fact with the byte that completes it', () => {
    const facts: CompletionFact[] = [];
    const push = createCompletionReader((fact) => facts.push(fact));
    push(Buffer.from(events(text('Hi')).slice(0, -1)));
    expect(facts).toEqual([]);
    push(Buffer.from('\n'));
    expect(facts).toEqual([{ kind: 'delta', text: 'Hi' }]);
  });

  it('joins data that came on several lines', () => {
    expect(read(Buffer.from('data: {"choices":\ndata: []}\n\n'))).toEqual([]);
    expect(read(Buffer.from('data: {"choices":\n\n'))).toEqual([{ kind: 'garbage' }]);
  });

  it('gives up on a line without end', () => {
    expect(read(Buffer.alloc(1_100_000, 'x'))).toEqual([{ kind: 'garbage' }]);
  });
});

describe('the think filter', () => {
  const filter = (...deltas: string[]) => {
    const think = createThinkFilter();
    return deltas.map((delta) => think.push(delta)).join('') + think.end();
  };

  it.each([
    ['<think>Hm.</think>Hello', 'Hello'],
    ['<think>\nHm.\n</think>\n\nHello there', 'Hello there'],
    ['Hello <think>a < b</think>there', 'Hello there'],
    ['Five < six <thin', 'Five < six <thin'],
    ['<think>never closed', ''],
    ['\n\n Hello\n', 'Hello\n'],
    ['', ''],
  ])('reads %j as %j', (said, text) => {
    expect(filter(said)).toBe(text);
  });

  it('finds a tag however it is split', () => {
    const said = 'So <think>no <b> yes</think>it <th is <think>x</think>.';
    fc.assert(
      fc.property(fc.array(fc.nat(said.length), { maxLength: 10 }), (cuts) => {
        const bounds = [0, ...cuts.sort((a, b) => a - b), said.length];
        expect(filter(...bounds.slice(1).map((bound, i) => said.slice(bounds[i], bound)))).toBe(
          'So it <th is .',
        );
      }),
    );
  });

  it('hands on what cannot be a tag without waiting', () => {
    expect(createThinkFilter().push('Hello')).toBe('Hello');
  });
});
