/** The chat client keeps the contract with endpoints that refuse what others take, once its first reply has taught it how to ask. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { ChatMessage, LlmProvider, LlmRequest } from '../../actors/providers/llm-provider.ts';
import { createOpenAiCompatible } from '../../actors/providers/openai/openai.ts';
import type { GroqStandIn } from '../../sandbox/groq/groq.ts';
import type { Refusals } from '../../sandbox/groq/refusals.ts';
import { settled } from '../helpers/time/settled.ts';
import { eventually } from '../helpers/time/virtual-time.ts';
import { apiKey, reply, stageOf, startChat } from './chat-stage.ts';
import { REFUSALS } from './habits.ts';
import { type LlmStage, llmProviderContract } from './llm-provider.contract.ts';

/** A model that the client takes for one that reasons, so that it sends every field that it has. */
const model = 'gpt-6-luna';

/** Together, but for the usage figures, which the contract promises and which come with `stream_options`. */
const ALL: Refusals = Object.assign({}, ...Object.values(REFUSALS), { streamOptions: false });

const GREETED: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'assistant', content: 'Hello, the bakery.' },
  { role: 'user', content: 'Hello' },
];

const start = (refuses: Refusals, text = () => reply): Promise<GroqStandIn> =>
  startChat({ reply: text, models: [model], refuses });

const providerAt = ({ url }: GroqStandIn): LlmProvider =>
  createOpenAiCompatible({ apiKey, baseUrl: `${url}/v1`, model });

/** One whole reply: what was said, or the error's code, and why it was asked for again. */
async function askOnce(provider: LlmProvider, messages: readonly ChatMessage[] = GREETED) {
  const heard = { text: '', code: '', repeats: [] as string[], isOver: false };
  const request: LlmRequest = {
    messages,
    clock: new SimulatedClock(),
    signal: new AbortController().signal,
    temperature: 0.4,
    maxTokens: 300,
    firstTokenTimeoutMs: 3_000,
    interTokenTimeoutMs: 1_000,
  };
  provider.stream(request, {
    onConnected: () => {},
    onAskedAgain: (reason) => heard.repeats.push(reason),
    onText: (delta) => {
      heard.text += delta;
    },
    onFinished: () => {
      heard.isOver = true;
    },
    onFailed: ({ code }) => {
      heard.code = code;
      heard.isOver = true;
    },
  });
  await eventually(() => expect(heard.isOver).toBe(true));
  await settled();
  return heard;
}

/** The provider has learnt how to ask before the contract begins. */
const setup = (refuses: Refusals): Promise<LlmStage> =>
  stageOf(
    (text) => start(refuses, text),
    async (groq) => {
      const provider = providerAt(groq);
      await askOnce(provider);
      return provider;
    },
  );

llmProviderContract('an endpoint that refuses everything that any endpoint refuses', () => setup(ALL));

describe.each(Object.entries(REFUSALS))('an endpoint that refuses %s', (_name, refuses) => {
  it('answers the first question, and the second without a word about it', async () => {
    const groq = await start(refuses);
    const provider = providerAt(groq);
    const first = await askOnce(provider);
    const { length } = groq.requests;
    const second = await askOnce(provider);
    expect([first.text, second.text, groq.requests.length]).toEqual([reply, reply, length + 1]);
    if (!refuses.idleConnections) expect(second.repeats).toEqual([]);
    await provider.close();
    await groq.close();
  });
});

describe('a conversation that is too long for the endpoint', () => {
  it('is shortened in the reply that is refused, and before it is sent in those that follow', async () => {
    const groq = await start({ contextTokens: 1_000 });
    const provider = providerAt(groq);
    const turns = Array.from(
      { length: 200 },
      (_, index): ChatMessage => ({
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: `Turn ${index} of a long talk about bread, rolls and the oven.`,
      }),
    );
    const long: ChatMessage[] = [...GREETED.slice(0, 1), ...turns, { role: 'user', content: 'And now?' }];
    const first = await askOnce(provider, long);
    expect(first.text).toBe(reply);
    expect(first.repeats.every((reason) => reason === 'tooLong')).toBe(true);
    expect((await askOnce(provider, long)).repeats).toEqual([]);
    await provider.close();
    await groq.close();
  });
});

describe('a model that called a tool nobody offered', () => {
  it('is asked once more', async () => {
    const groq = await start({});
    const provider = providerAt(groq);
    groq.faults.next.refuse('toolUse');
    expect(await askOnce(provider)).toMatchObject({ text: reply, repeats: ['badGeneration'] });
    await provider.close();
    await groq.close();
  });
});

describe('words that a content filter refuses', () => {
  it('end the reply with an error of their own', async () => {
    const groq = await start({ words: /rude/ });
    const provider = providerAt(groq);
    const rude: ChatMessage[] = [...GREETED.slice(0, 2), { role: 'user', content: 'Something rude.' }];
    expect(await askOnce(provider, rude)).toMatchObject({ code: 'LLM_FILTERED', repeats: [] });
    await provider.close();
    await groq.close();
  });
});
