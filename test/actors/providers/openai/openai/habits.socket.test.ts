/**
 * The chat client with the sandbox's server of its dialect, in each habit that servers of it have. The sources are in
 * docs/vendors/openai.md.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { LlmProvider } from '../../../../../actors/providers/llm-provider.ts';
import { createOpenAiCompatible } from '../../../../../actors/providers/openai/openai.ts';
import { startGroq } from '../../../../../sandbox/groq/groq.ts';
import { DEFAULT_HABITS, type StreamHabits } from '../../../../../sandbox/groq/stream/habits.ts';
import { eventually } from '../../../../helpers/time/virtual-time.ts';

const REPLY = 'Sure, we open at nine. 5 < 6, I <3 cake.';
const REASONING = 'The caller greets me. I shall answer.';
const model = 'some-model';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(habits: Partial<StreamHabits>) {
  const server = await startGroq({
    reply: () => REPLY,
    models: [model],
    habits,
    delays: { ttftMs: 1, interTokenMs: 0 },
  });
  const provider = createOpenAiCompatible({ apiKey: 'k', baseUrl: `${server.url}/v1`, model });
  cleanups.push(server.close, provider.close);
  return { server, provider };
}

async function ask(provider: LlmProvider, maxTokens = 300) {
  const log: string[] = [];
  let text = '';
  provider.stream(
    {
      messages: [{ role: 'user', content: 'Hello' }],
      clock: new SimulatedClock(),
      signal: new AbortController().signal,
      temperature: 0.5,
      maxTokens,
      firstTokenTimeoutMs: 6_000,
      interTokenTimeoutMs: 4_000,
    },
    {
      onConnected: () => {},
      onText: (delta) => {
        text += delta;
      },
      onFinished: (reason) => log.push(reason),
      onFailed: (error) => log.push(error.code),
    },
  );
  await eventually(() => expect(log).toHaveLength(1));
  return [text, log[0]];
}

const values = <Name extends keyof StreamHabits>(
  name: Name,
  ...each: StreamHabits[Name][]
): Partial<StreamHabits>[] => each.map((value) => ({ [name]: value }));

const HABITS: readonly Partial<StreamHabits>[] = [
  {},
  ...values(
    'ending',
    'done',
    'doneWithoutNewline',
    'reason',
    'usage',
    'reasonBesideText',
    'reasonWithEveryText',
    'reasonBeforeText',
  ),
  ...values('reason', 'eos', 'end_turn', 'STOP', 'tool_calls', 'function_call'),
  ...values('frame', 'crlf', 'cr', 'noBlank', 'noBlankLines', 'byteOrderMark', 'twice', 'lines', 'document'),
  ...values('keepAlive', 'comments', 'emptyData', 'namedEvents'),
  ...values('content', 'parts', 'message', 'text', 'refusal', 'soFar'),
  ...values('annotations', 'promptFilter', 'noDelta'),
  ...values('reasoningIn', 'reasoning', 'reasoning_content', 'reasoning_details', 'parts', 'inBoth'),
  ...values(
    'before',
    `<think>${REASONING}</think>\n\n`,
    `<THINKING mode="deep">${REASONING}</THINKING>`,
    `<mm:think>${REASONING}</mm:think>`,
    `[THINK]${REASONING}[/THINK]`,
    `◁think▷${REASONING}◁/think▷`,
    `<|begin_of_thought|>${REASONING}<|end_of_thought|>`,
    `<|channel>thought\n${REASONING}<channel|>`,
    `<|START_THINKING|>${REASONING}<|END_THINKING|>`,
    `<|channel|>analysis<|message|>${REASONING}<|end|><|start|>assistant<|channel|>final<|message|>`,
    `analysis${REASONING}assistantfinal`,
    '<|start_header_id|>assistant<|end_header_id|>\n\n',
    '<tool_call>{"name":"f","arguments":{}}</tool_call>\n',
    '<function=f>{"a":1}</function>\n',
    '<｜DSML｜tool_calls>x</｜DSML｜tool_calls>\n',
    '{"name":"f","arguments":{"a":"}"}}\n',
  ),
  ...values(
    'after',
    '<|im_end|>\n<|im_start|>user\nAnd',
    '<|eot_id|>',
    '</s>',
    '<end_of_turn>\n',
    '<｜end▁of▁sentence｜>',
    '[TOOL_CALLS][{"name":"f"}]',
  ),
];

describe('a reply', () => {
  it.each(HABITS)('is heard whole, and nothing beside it: %j', async (habits) => {
    const { provider } = await start(habits);
    expect(await ask(provider)).toEqual([REPLY, 'stop']);
    expect(await ask(provider)).toEqual([REPLY, 'stop']);
  });

  it('that a filter of the vendor cut is known as cut', async () => {
    const { provider } = await start({ reason: 'content_filter' });
    expect(await ask(provider)).toEqual([REPLY, 'length']);
  });

  it('that reasons without an opening mark is heard whole from the second on', async () => {
    const { provider } = await start({ before: `${REASONING}</think>\n\n` });
    expect(await ask(provider)).toEqual([`${REASONING}\n\n\n${REPLY}`, 'stop']);
    expect(await ask(provider)).toEqual([REPLY, 'stop']);
  });

  it.each(values('before', `<think>${REASONING}`, `analysis${REASONING}`))(
    'of reasoning alone is none: %j',
    async (habits) => {
      const { provider, server } = await start(habits);
      server.faults.empty();
      expect(await ask(provider)).toEqual(['', 'LLM_EMPTY']);
    },
  );
});

describe('a reply that fails in the middle', () => {
  const failures = values(
    'failure',
    'object',
    'word',
    'number',
    'inChunk',
    'inChoice',
    'typed',
    'list',
    'errorEvent',
    'errorField',
    'bare',
    'reason',
  );

  it.each(failures)('is heard up to there, and known to have failed: %j', async (habits) => {
    const { provider, server } = await start(habits);
    server.faults.next.breakAfter(2);
    expect(await ask(provider)).toEqual(['Sure,', 'LLM_UNAVAILABLE']);
    expect(await ask(provider)).toEqual([REPLY, 'stop']);
  });

  it.each(HABITS.filter(({ frame }) => frame !== 'document'))(
    'is known to have lost its line: %j',
    async (habits) => {
      const { provider, server } = await start(habits);
      server.faults.cutAfter(3);
      expect(await ask(provider)).toEqual(['Sure, we', 'LLM_UNREACHABLE']);
    },
  );
});

it('tries every habit of the stand-in', () => {
  const tried = new Set([...HABITS.flatMap(Object.keys), 'failure']);
  expect([...tried].sort()).toEqual(Object.keys(DEFAULT_HABITS).sort());
});
