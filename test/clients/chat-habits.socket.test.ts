/**
 * Published chat clients read the stand-in's habits as ours does, where they read them at all: a habit is a server's and not
 * our idea of one. What only Parley reads is in test/actors/providers/openai/openai/habits.socket.test.ts.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import Groq from 'groq-sdk';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { type GroqStandIn, startGroq } from '../../sandbox/groq/groq.ts';
import type { StreamHabits } from '../../sandbox/groq/stream/habits.ts';

const REPLY = 'Sure, we open at nine.';
const model = 'some-model';
const apiKey = 'a-key-for-the-sandbox';
const messages = [{ role: 'user' as const, content: 'When do you open?' }];

let standIn: GroqStandIn;
afterEach(() => standIn.close());

async function start(habits: Partial<StreamHabits>) {
  standIn = await startGroq({
    reply: () => REPLY,
    models: [model],
    habits,
    delays: { ttftMs: 1, interTokenMs: 0 },
  });
}

async function sdkText(client: OpenAI | Groq): Promise<string> {
  const stream = await (client as OpenAI).chat.completions.create({ model, messages, stream: true });
  let text = '';
  for await (const { choices } of stream) text += choices[0]?.delta?.content ?? '';
  return text;
}

async function aiSdkText(): Promise<string> {
  let failure: unknown;
  const provider = createOpenAICompatible({ name: 'sandbox', apiKey, baseURL: `${standIn.url}/v1` });
  const result = streamText({
    model: provider(model),
    messages,
    maxRetries: 0,
    onError: ({ error }) => {
      failure = error;
    },
  });
  let text = '';
  for await (const delta of result.textStream) text += delta;
  if (failure !== undefined) throw failure;
  return text;
}

const CLIENTS: Readonly<Record<string, () => Promise<string>>> = {
  openai: () => sdkText(new OpenAI({ apiKey, baseURL: `${standIn.url}/v1`, maxRetries: 0 })),
  'groq-sdk': () => sdkText(new Groq({ apiKey, baseURL: standIn.url, maxRetries: 0 })),
  '@ai-sdk/openai-compatible': aiSdkText,
};

const READ: readonly Partial<StreamHabits>[] = [
  { frame: 'crlf' },
  { frame: 'cr' },
  { frame: 'noBlank' },
  { frame: 'byteOrderMark' },
  { keepAlive: 'comments' },
  { keepAlive: 'namedEvents' },
  { ending: 'reason' },
  { ending: 'reasonBesideText' },
  { ending: 'reasonWithEveryText' },
  { ending: 'reasonBeforeText' },
  { annotations: 'promptFilter' },
  { annotations: 'noDelta' },
  { reasoningIn: 'reasoning' },
  { reasoningIn: 'reasoning_content' },
  { reasoningIn: 'reasoning_details' },
];

describe.each(Object.entries(CLIENTS))('%s', (_name, ask) => {
  it.each(READ)('hears the reply with %j', async (habits) => {
    await start(habits);
    expect(await ask()).toBe(REPLY);
  });

  it.each<Partial<StreamHabits>>([
    { failure: 'object' },
    { failure: 'word' },
    { failure: 'number' },
    { failure: 'inChunk' },
    { failure: 'errorEvent' },
  ])('notices the failure with %j', async (habits) => {
    await start(habits);
    standIn.faults.breakAfter(2);
    await expect(ask()).rejects.toBeDefined();
  });
});

it('@ai-sdk/openai-compatible hears the text of parts', async () => {
  await start({ content: 'parts', reasoningIn: 'parts' });
  expect(await aiSdkText()).toBe(REPLY);
});
