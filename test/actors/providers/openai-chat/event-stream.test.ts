/** Bodies in every frame that is in use, each with its source; the payloads are small JSON of our own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStream, type StreamEvent } from '../../../../actors/providers/openai-chat/event-stream.ts';

const short = (event: StreamEvent): unknown => {
  if (event.kind === 'value') return event.isError ? { error: event.value } : event.value;
  return event.kind === 'garbage' && event.isPage ? 'page' : event.kind;
};

function read(parts: readonly (string | Buffer)[], isEnded = true) {
  const events: unknown[] = [];
  const stream = new EventStream((event) => events.push(short(event)));
  for (const part of parts) stream.push(Buffer.from(part));
  if (isEnded) stream.end();
  return events;
}

const BOTH = [{ a: 1 }, { b: 2 }, 'done'];

/** source, body, what is read of it */
type Row = readonly [source: string, body: string, events: readonly unknown[]];

const FRAMES: readonly Row[] = [
  ['server-sent events', 'data: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n', BOTH],
  ['openai/openai-python#498: no blank', 'data:{"a":1}\n\ndata:{"b":2}\n\ndata:[DONE]\n\n', BOTH],
  ['miruamel/xuan#194: CRLF', 'data: {"a":1}\r\n\r\ndata: {"b":2}\r\n\r\ndata: [DONE]\r\n\r\n', BOTH],
  ['praxis-proxy/praxis PR#739: CR', 'data: {"a":1}\r\rdata: {"b":2}\r\rdata: [DONE]\r\r', BOTH],
  [
    'openai/openai-python PR#3819: a byte order mark',
    '\uFEFFdata: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    BOTH,
  ],
  [
    'openai/openai-go#227: comments',
    ': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    BOTH,
  ],
  [
    'ollama/ollama PR#16443: bare pings',
    ':\n\ndata: {"a":1}\n\n:\n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    BOTH,
  ],
  [
    'coddy-project/coddy-agent PR#106: empty data',
    'data:\n\ndata: {"a":1}\n\ndata: \n\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    BOTH,
  ],
  [
    'event, id and retry',
    'retry: 9\nevent: message\nid: 1\ndata: {"a":1}\n\nid: 2\ndata: {"b":2}\n\ndata: [DONE]\n\n',
    BOTH,
  ],
  ['darshi1337/apogee PR#139: no newline at the end', 'data: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]', BOTH],
  ['no blank lines', 'data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n', BOTH],
  ['WHATWG: data on several lines', 'data: {"a":\ndata: 1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n', BOTH],
  [
    'a gateway that frames twice',
    'data: data: {"a":1}\n\ndata: data: {"b":2}\n\ndata: data: [DONE]\n\n',
    BOTH,
  ],
  ['the end in quotation marks', 'data: {"a":1}\n\ndata: {"b":2}\n\ndata: "[DONE]"\n\n', BOTH],
  ["Ollama's own dialect: a line each", '{"a":1}\n{"b":2}\n[DONE]\n', BOTH],
  ['one document', '{"a":1}', [{ a: 1 }]],
  ['one document over lines', '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}\n', [{ a: { b: [1] } }]],
  ['one document, closed within a line', '{"a":\n {"b":2}}', [{ a: { b: 2 } }]],
  ['a list of lines', '[{\n  "a": 1\n}\n,\n{\n  "b": 2\n}\n]\n', [[{ a: 1 }, { b: 2 }]]],
  [
    'lemonade-sdk/lemonade#2826: an error without frame',
    'data: {"a":1}\n\n{"error":"x"}\n',
    [{ a: 1 }, { error: 'x' }],
  ],
  [
    'ggml-org/llama.cpp PR#16109: a field called error',
    'error: {"code":400}\n\ndata: [DONE]\n\n',
    [{ error: { code: 400 } }, 'done'],
  ],
  ['an event called error', 'event: error\ndata: {"code":5}\n\n', [{ error: { code: 5 } }]],
  ['an error in words', 'event: error\ndata: overloaded\n\n', [{ error: 'error' }]],
  ['an error of empty fields', 'event: error\ndata: {"message":"","code":null}\n\n', [{ error: 'error' }]],
  ['bayesimpact/bayes-platform PR#669: without data', 'event: error\nid: 1\n\n', [{ error: 'error' }]],
  [
    'an event after an error',
    'event: error\ndata: {"code":5}\n\ndata: {"a":1}\n\n',
    [{ error: { code: 5 } }, { a: 1 }],
  ],
  ['a page', '<!DOCTYPE html>\n<html>…', ['page']],
  ['a page without a line', '<html>', ['page']],
  ['a page behind data', 'data: {"a":1}\n\n<html>', [{ a: 1 }, 'page']],
  ['broken JSON', 'data: {"a":\n\ndata: {"b":2}\n\n', ['garbage']],
  ['a broken document', '{"a":\n', ['garbage']],
  ['words', 'upstream error\n', []],
  [
    'can1357/oh-my-pi PR#11344: a status in data',
    'data: {"a":1}\n\ndata: 429 Too Many Requests\n\n',
    [{ a: 1 }, { error: { code: '429' } }],
  ],
  ['words in data', 'data: upstream error\n\n', ['garbage']],
  [
    'lanqian528/chat2api PR#25: the time of day',
    'data: 2024-04-27 01:35:43.686476\n\ndata: {"a":1}\n\n',
    [{ a: 1 }],
  ],
  ['caozhiyuan/copilot-api PR#88: an empty string', 'data: ""\n\ndata: {"a":1}\n\n', [{ a: 1 }]],
  ['a ping', 'event: ping\ndata: ping\n\ndata: {"a":1}\n\n', [{ a: 1 }]],
  ['a comment in data', 'data: : OPENROUTER PROCESSING\n\ndata: {"a":1}\n\n', [{ a: 1 }]],
  ['blanks in data', 'data:   \n\ndata: {"a":1}\n\n', [{ a: 1 }]],
  ['null', 'data: null\n\ndata: {"a":1}\n\n', [{ a: 1 }]],
  ['words behind a value', 'data: {"a":1}\n\ndata: upstream error\n\n', [{ a: 1 }]],
  ['words within a value over lines', 'data: {"a":\ndata: "b"}\n\n', [{ a: 'b' }]],
  ['words in brackets', '[info] hello\ndata: {"a":1}\n\n', [{ a: 1 }]],
  ['openai/openai-python#663: two values in one', 'data: {"a":1}{"b":2}\n\ndata: [DONE]\n\n', BOTH],
  ['danny-avila/LibreChat#4820: two events in one line', 'data: {"a":1}data: {"b":2}data: [DONE]\n\n', BOTH],
  ['ivanfioravanti/chatbot-ollama#29: without a frame', '{"a":1} {"b":2}\n[DONE]\n', BOTH],
  ['openclaw/openclaw#14321: a raw control character', 'data: {"a":"x\u0001\ty"}\n\n', [{ a: 'x\u0001\ty' }]],
  [
    'can1357/oh-my-pi#8195: without a frame',
    '{"a":"x\u001b[0m"}\n{"b":2}\n',
    [{ a: 'x\u001b[0m' }, { b: 2 }],
  ],
  [
    'its kind, a raw line end',
    'data: {"a":"x\ny"}\n\ndata: {\n  "b": 2\n}\n\ndata: [DONE]\n\n',
    [{ a: 'x\ny' }, { b: 2 }, 'done'],
  ],
  ['earendil-works/pi PR#4446: no escape', 'data: {"a":"\\x \\u12 \\n"}\n\n', [{ a: '\\x \\u12 \n' }]],
  ['Python', 'data: {"a":[NaN,-Infinity,1],"b":"NaN"}\n\n', [{ a: [null, null, 1], b: 'NaN' }]],
  ['a value and words', 'data: {"a":1} and more\n\n', ['garbage']],
  ['nothing', '', []],
];

describe('a body', () => {
  it.each(FRAMES)('is read: %s', (_source, body, events) => {
    expect(read([body])).toEqual(events);
  });

  it('is read the same wherever the network cuts its bytes', () => {
    const check = fc.property(
      fc.constantFrom(...FRAMES),
      fc.array(fc.nat(), { maxLength: 8 }),
      ([, body, events], cuts) => {
        const bytes = Buffer.from(body);
        const bounds = [
          0,
          ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
          bytes.length,
        ];
        const parts = bounds.slice(1).map((bound, i) => bytes.subarray(bounds[i], bound));
        expect(read(parts)).toEqual(events);
      },
    );
    fc.assert(check, { numRuns: 1_000 });
  });

  it.each(FRAMES)('is read byte by byte: %s', (_source, body, events) => {
    expect(read([...Buffer.from(body)].map((byte) => Buffer.from([byte])))).toEqual(events);
  });

  it('may have a letter cut in two', () => {
    const bytes = Buffer.from('data: {"a":"Grüße 👋"}\n\n');
    const parts = [...bytes].map((byte) => Buffer.from([byte]));
    expect(read(parts)).toEqual([{ a: 'Grüße 👋' }]);
  });

  it('is reported with the last byte of a line, before the blank line', () => {
    expect(read(['data: {"a":1}'], false)).toEqual([]);
    expect(read(['data: {"a":1}\n'], false)).toEqual([{ a: 1 }]);
    expect(read(['data: {"a":1}\r'], false)).toEqual([{ a: 1 }]);
  });

  it('may have a value of several megabytes, and none without end', () => {
    const big = 'x'.repeat(3_000_000);
    const bytes = Buffer.from(`data: {"a":"${big}"}\n\n`);
    const parts = Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, i) =>
      bytes.subarray(i * 16_384, (i + 1) * 16_384),
    );
    expect(read(parts)).toEqual([{ a: big }]);
    expect(read(Array(80).fill(Buffer.alloc(110_000, 'x')), false)).toEqual(['garbage']);
    expect(read(['data: {"a":"', ...Array(80).fill(Buffer.alloc(110_000, 'x'))], false)).toEqual(['garbage']);
    expect(read(Array(80).fill(`data: {"a":"${'x'.repeat(110_000)}\n`), false)).toEqual(['garbage']);
    expect(read(Array(80).fill(`{"a":"${'x'.repeat(110_000)}\n`), false)).toEqual(['garbage']);
  });
});
