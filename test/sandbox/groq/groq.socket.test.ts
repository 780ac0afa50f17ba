/** The stand-in for Groq, asked by the vendor’s own client and over bare HTTP. */
import Groq from 'groq-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GroqStandIn, startGroq } from '../../../sandbox/groq/groq.ts';
import type { HeldAnswer } from '../../../sandbox/groq/held-answer.ts';
import { splitTokens } from '../../../sandbox/groq/tokens.ts';
import { eventually, passes } from '../../helpers/time/virtual-time.ts';

const MODEL = 'openai/gpt-oss-20b';
const REPLY = 'We open at nine. A cake is $29.95, says Mr. Lee.';
const ask = (content = 'When do you open?') => [{ role: 'user' as const, content }];

let groq: GroqStandIn;
let client: Groq;

beforeEach(async () => {
  groq = await startGroq({ reply: () => REPLY, apiKey: 'gsk_right', delays: { ttftMs: 4, interTokenMs: 1 } });
  client = new Groq({ apiKey: 'gsk_right', baseURL: groq.url, maxRetries: 0, logLevel: 'off' });
});
afterEach(() => groq.close());

const post = (body: unknown, path = '/openai/v1/chat/completions', key = 'gsk_right') =>
  fetch(groq.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function streamText(options: { signal?: AbortSignal } = {}) {
  const stream = await client.chat.completions.create(
    { model: MODEL, messages: ask(), stream: true },
    options,
  );
  let text = '';
  let finish: string | null | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
  return { text, finish };
}

/** The error in a refusal's body. */
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { message: string; code?: string } }).error;

/** The JSON of every `data:` line, `[DONE]` as it is. */
const events = (body: string) =>
  body
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => block.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));

describe('a streamed completion', () => {
  it('reaches the real client whole, with usage in the last chunk', async () => {
    const stream = await client.chat.completions.create({ model: MODEL, messages: ask(), stream: true });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);

    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks[0]?.x_groq?.id).toBe(groq.requests[0]?.id);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(REPLY);
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.at(-1)?.x_groq?.usage?.completion_tokens).toBe(splitTokens(REPLY).length);
  });

  it('is exact server-sent events, with rate limits on every answer', async () => {
    const response = await post({ model: MODEL, messages: ask(), stream: true });
    const sent = events(await response.text());

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('14400');
    expect(response.headers.get('x-ratelimit-reset-requests')).toBe('6s');
    expect(response.headers.get('keep-alive')).toBeNull();
    expect(sent.at(-1)).toBe('[DONE]');
    expect(sent[1].choices[0].delta).toEqual({ content: 'We' });
    expect(sent[2].choices[0].delta).toEqual({ content: ' open' });
  });

  it('ends an OpenAI-style stream with a usage chunk that has no choices', async () => {
    const body = { model: MODEL, messages: ask(), stream: true, stream_options: { include_usage: true } };
    const sent = events(await (await post(body, '/v1/chat/completions')).text());

    expect(sent.at(-2)).toMatchObject({
      choices: [],
      usage: { completion_tokens: splitTokens(REPLY).length },
    });
    expect(sent.some((event) => event !== '[DONE]' && 'x_groq' in event)).toBe(false);
  });

  it('stops at the token limit and says so', async () => {
    const body = { model: MODEL, messages: ask(), stream: true, max_completion_tokens: 3 };
    const sent = events(await (await post(body)).text());
    expect(sent.at(-2).choices[0].finish_reason).toBe('length');
    expect(groq.requests[0]?.sentText).toBe('We open at');
  });

  it('is noted as aborted when the client leaves early', async () => {
    const leaving = new AbortController();
    groq.faults.stall();
    const text = streamText({ signal: leaving.signal });
    await eventually(() => expect(groq.requests.length).toBe(1));
    leaving.abort();
    await text.catch(() => undefined);
    await eventually(() => expect(groq.requests[0]?.aborted).toBe(true));
  });

  it('is not noted as aborted when it was read to the end', async () => {
    await expect(streamText()).resolves.toEqual({ text: REPLY, finish: 'stop' });
    expect(groq.requests[0]).toMatchObject({ aborted: false, status: 200, sentText: REPLY });
  });
});

describe('a whole completion', () => {
  it('arrives as one message', async () => {
    const whole = await client.chat.completions.create({ model: MODEL, messages: ask(), stop: ['.'] });
    expect(whole.choices[0]).toMatchObject({
      message: { content: 'We open at nine' },
      finish_reason: 'stop',
    });
    expect(whole.usage?.prompt_tokens).toBeGreaterThan(0);
  });
});

describe('a request that is wrong', () => {
  it.each([
    ['no such key', {}, 'gsk_wrong', 401, 'invalid_api_key'],
    ['no such model', { model: 'gpt-9' }, undefined, 404, 'model_not_found'],
    ['a retired model', { model: 'llama-3.1-8b-instant' }, undefined, 400, 'model_decommissioned'],
  ])('is refused for %s', async (_, change, key, status, code) => {
    const response = await post({ model: MODEL, messages: ask(), ...change }, undefined, key);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, type: 'invalid_request_error' } });
  });

  it.each([
    [{ messages: [] }, "'messages' :"],
    [{ temperature: 3 }, "'temperature' :"],
    [{ store: true }, "property 'store' is unsupported"],
    [{ stream_options: { include_usage: true } }, "'stream_options'"],
    ['{"model":', 'JSON'],
  ])('is refused with the field it got wrong: %j', async (change, words) => {
    const response = await post(
      typeof change === 'string' ? change : { model: MODEL, messages: ask(), ...change },
    );
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toContain(words);
  });

  it('is refused at an unknown address', async () => {
    const response = await post({}, '/openai/v2/chat/completions');
    expect([response.status, (await errorOf(response)).code]).toEqual([404, 'unknown_url']);
  });
});

describe('the list of models', () => {
  it('is served on both paths', async () => {
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toContain('openai/gpt-oss-120b');
    const bare = await fetch(`${groq.url}/v1/models`, { headers: { authorization: 'Bearer gsk_right' } });
    expect(await bare.json()).toMatchObject({ object: 'list', data: [{ id: MODEL }, {}] });
  });
});

describe('a fault', () => {
  it('refuses with the documented answer until it recovers', async () => {
    groq.faults.refuse(429, { retryAfterS: 7 });
    const failure = await streamText().catch((error) => error);
    expect(failure).toBeInstanceOf(Groq.RateLimitError);
    expect(failure.headers.get('retry-after')).toBe('7');
    expect(failure.error.error).toMatchObject({ code: 'rate_limit_exceeded', type: 'tokens' });

    groq.faults.refuse(503);
    expect(await streamText().catch((error) => error.status)).toBe(503);
    groq.faults.recover();
    expect((await streamText()).text).toBe(REPLY);
  });

  it('of the reply function itself is a server error to the client', async () => {
    const broken = await startGroq({
      reply: () => {
        throw new Error('the script has a hole');
      },
    });
    const response = await fetch(`${broken.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
      body: JSON.stringify({ model: MODEL, messages: ask() }),
    });
    expect(response.status).toBe(500);
    await broken.close();
  });

  it('can be for the next request alone', async () => {
    groq.faults.next.refuse(500);
    expect(await streamText().catch((error) => error.status)).toBe(500);
    expect((await streamText()).finish).toBe('stop');
  });

  it('hangs before the headers', async () => {
    groq.faults.hang();
    const hanging = post({ model: MODEL, messages: ask(), stream: true });
    const first = await Promise.race([hanging, passes(40).then(() => 'nothing')]);
    expect(first).toBe('nothing');
    await groq.close();
    await expect(hanging).rejects.toThrow();
    expect(groq.requests[0]?.aborted).toBe(false);
  });

  it('stalls after the headers', async () => {
    groq.faults.stall();
    const leaving = new AbortController();
    const response = await fetch(`${groq.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer gsk_right' },
      body: JSON.stringify({ model: MODEL, messages: ask(), stream: true }),
      signal: leaving.signal,
    });
    expect(response.status).toBe(200);
    await passes(30);
    expect(groq.requests[0]?.sentText).toBe('');
    leaving.abort();
  });

  it('breaks the stream from inside', async () => {
    groq.faults.breakAfter(2);
    await expect(streamText()).rejects.toThrow(/internal error/);
    expect(groq.requests[0]?.sentText).toBe('We open');
  });

  it('cuts the connection in mid-stream', async () => {
    groq.faults.cutAfter(2);
    await expect(streamText()).rejects.toThrow();
    expect(groq.requests[0]).toMatchObject({ sentText: 'We open', aborted: false });
  });

  it('sends garbage', async () => {
    groq.faults.garbage();
    await expect(streamText()).rejects.toThrow(SyntaxError);
  });

  it('says nothing at all and calls it finished', async () => {
    groq.faults.empty();
    await expect(streamText()).resolves.toEqual({ text: '', finish: 'stop' });
  });
});

describe('an answer on hold', () => {
  const held: HeldAnswer[] = [];
  let holding: GroqStandIn;
  beforeEach(async () => {
    held.length = 0;
    holding = await startGroq({
      reply: () => REPLY,
      delays: { ttftMs: 0 },
      onHeld: (answer) => held.push(answer),
    });
    holding.faults.hold();
  });
  afterEach(() => holding.close());

  const begin = async () => {
    const response = await fetch(`${holding.url}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
      body: JSON.stringify({ model: MODEL, messages: ask(), stream: true }),
    });
    await eventually(() => expect(held.length).toBe(1));
    return { response, answer: held[0] as HeldAnswer };
  };

  it('sends what the test releases, and then the rest', async () => {
    const { response, answer } = await begin();
    answer.give(2);
    expect(answer.request.sentText).toBe('We open');
    answer.finish();
    const sent = events(await response.text());
    expect(sent.map((chunk) => chunk.choices?.[0]?.delta.content ?? '').join('')).toBe(REPLY);
    expect(sent.at(-1)).toBe('[DONE]');
    await answer.gone;
  });

  it('breaks off when the test fails it, and sends nothing afterwards', async () => {
    const { response, answer } = await begin();
    answer.give(1);
    answer.fail();
    answer.finish();
    answer.give(1);
    const sent = events(await response.text());
    expect(sent.at(-1).error.type).toBe('internal_server_error');
    expect(answer.request.sentText).toBe('We');
  });

  it('notices when the client has left', async () => {
    const { response, answer } = await begin();
    await response.body?.cancel();
    await answer.gone;
    answer.finish();
    expect(holding.requests.at(-1)).toMatchObject({ aborted: true, sentText: '' });
  });
});
