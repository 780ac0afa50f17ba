/**
 * Published chat clients that are not ours complete their work against the sandbox's language model: the vendors' own SDKs,
 * and the AI SDK, with which other frameworks reach the same endpoints.
 */
import { createGroq } from '@ai-sdk/groq';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, type LanguageModel, streamText } from 'ai';
import Groq from 'groq-sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GroqStandIn, startGroq } from '../../sandbox/groq/groq.ts';

const MODEL = 'openai/gpt-oss-20b';
const REPLY = 'Sure, we open at nine. Is there anything else that I can do for you today?';
const apiKey = 'a-key-for-the-sandbox';
const system = 'You answer the phone of a bakery.';
const question = { role: 'user' as const, content: 'When do you open?' };
const messages = [{ role: 'system' as const, content: system }, question];
const ENDED = { input: expect.any(Number), output: expect.any(Number) };

let standIn: GroqStandIn;
beforeAll(async () => {
  standIn = await startGroq({ reply: () => REPLY, apiKey, delays: { ttftMs: 1, interTokenMs: 0 } });
});
beforeEach(() => standIn.faults.recover());
afterAll(() => standIn.close());

interface Answer {
  readonly text: string;
  readonly finish: unknown;
  readonly usage: { readonly input: unknown; readonly output: unknown };
}

/** A client with its way to ask, to be refused, and to name the models. */
interface Client {
  stream(key?: string): Promise<Answer>;
  /** The status of a refusal, as the client reports it. */
  statusOf(thrown: unknown): number | undefined;
}

/** The OpenAI SDK and Groq's have one shape. */
const sdk = (open: (key: string) => OpenAI | Groq, statusOf: Client['statusOf']): Client => ({
  async stream(key = apiKey) {
    const stream = await (open(key) as OpenAI).chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let finish: unknown;
    let usage: Answer['usage'] = { input: undefined, output: undefined };
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      const counted = chunk.usage ?? (chunk as { x_groq?: { usage?: OpenAI.CompletionUsage } }).x_groq?.usage;
      if (counted) usage = { input: counted.prompt_tokens, output: counted.completion_tokens };
    }
    return { text, finish, usage };
  },
  statusOf,
});

const aiSdk = (open: (key: string) => LanguageModel): Client => ({
  async stream(key = apiKey) {
    let failure: unknown;
    const result = streamText({
      model: open(key),
      system,
      messages: [question],
      maxRetries: 0,
      onError: ({ error }) => {
        failure = error;
      },
    });
    let text = '';
    for await (const delta of result.textStream) text += delta;
    if (failure !== undefined) throw failure;
    const { inputTokens: input, outputTokens: output } = await result.usage;
    return { text, finish: await result.finishReason, usage: { input, output } };
  },
  statusOf: (thrown) => (APICallError.isInstance(thrown) ? thrown.statusCode : undefined),
});

const CLIENTS: Readonly<Record<string, () => Client>> = {
  'groq-sdk': () =>
    sdk(
      (key) => new Groq({ apiKey: key, baseURL: standIn.url, maxRetries: 0 }),
      (thrown) => (thrown instanceof Groq.APIError ? thrown.status : undefined),
    ),
  openai: () =>
    sdk(
      (key) => new OpenAI({ apiKey: key, baseURL: `${standIn.url}/v1`, maxRetries: 0 }),
      (thrown) => (thrown instanceof OpenAI.APIError ? thrown.status : undefined),
    ),
  '@ai-sdk/groq': () =>
    aiSdk((key) => createGroq({ apiKey: key, baseURL: `${standIn.url}/openai/v1` })(MODEL)),
  '@ai-sdk/openai-compatible': () =>
    aiSdk((key) =>
      createOpenAICompatible({
        name: 'sandbox',
        apiKey: key,
        baseURL: `${standIn.url}/v1`,
        includeUsage: true,
      })(MODEL),
    ),
};

describe.each(Object.entries(CLIENTS))('%s', (_name, open) => {
  it('streams a whole answer, with its end and its usage', async () => {
    expect(await open().stream()).toEqual({ text: REPLY, finish: 'stop', usage: ENDED });
  });

  it.each([
    ['a wrong key', 401, () => {}, 'another-key'],
    ['an unknown model', 404, () => standIn.faults.refuse(404), apiKey],
    ['a used-up limit', 429, () => standIn.faults.refuse(429, { retryAfterS: 1 }), apiKey],
    ['a server that is down', 503, () => standIn.faults.refuse(503), apiKey],
  ])('reports %s as its own error, with the status', async (_what, status, breaks, key) => {
    breaks();
    const client = open();
    const thrown = await client.stream(key).catch((error: unknown) => error);
    expect(client.statusOf(thrown)).toBe(status);
  });
});

it('the OpenAI SDK lists the models, and gets a whole answer at once', async () => {
  const openai = new OpenAI({ apiKey, baseURL: `${standIn.url}/v1`, maxRetries: 0 });
  const ids = [];
  for await (const { id } of openai.models.list()) ids.push(id);
  expect(ids).toContain(MODEL);
  const whole = await openai.chat.completions.create({ model: MODEL, messages });
  expect(whole.choices[0]?.message.content).toBe(REPLY);
});

it('the AI SDK gets a whole answer at once', async () => {
  const groq = createGroq({ apiKey, baseURL: `${standIn.url}/openai/v1` });
  const { text, finishReason } = await generateText({
    model: groq(MODEL),
    system,
    messages: [question],
    maxRetries: 0,
  });
  expect({ text, finishReason }).toEqual({ text: REPLY, finishReason: 'stop' });
});
