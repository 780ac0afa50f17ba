/**
 * The chat client against servers that misbehave in ways the sandbox does not: a raw HTTP server inside each test.
 */

import diagnostics from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createGroq } from '../../../../actors/providers/groq/groq.ts';
import type { LlmProvider, LlmUsage } from '../../../../actors/providers/llm-provider.ts';
import { createOpenAiCompatible } from '../../../../actors/providers/openai/openai.ts';
import type { VoiceError } from '../../../../machines/errors.ts';
import { DONE, events, GROQ, OPENAI, text } from '../../../fixtures/chat-completions.recording.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const KEY = 'gsk_secret';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Asked {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Record<string, unknown>;
  readonly connection: unknown;
}
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

async function startVendor(answer: Answer) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url = '', headers, socket } = request;
    asked.push({ path: url, key: headers.authorization, body: JSON.parse(body || '{}'), connection: socket });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const streams =
  (...parts: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_01' });
    for (const part of parts) response.write(part);
    response.end();
  };

function ask(provider: LlmProvider, { clock = new SimulatedClock() } = {}) {
  cleanups.push(() => provider.close());
  const abort = new AbortController();
  const heard = {
    connected: [] as (string | undefined)[],
    text: '',
    finished: [] as { reason: string; usage: LlmUsage }[],
    failed: [] as VoiceError[],
  };
  provider.stream(
    {
      messages: [{ role: 'user', content: 'Hello' }],
      clock,
      signal: abort.signal,
      temperature: 0.5,
      maxTokens: 99,
      firstTokenTimeoutMs: 3_000,
      interTokenTimeoutMs: 1_000,
    },
    {
      onConnected: (id) => heard.connected.push(id),
      onText: (delta) => {
        heard.text += delta;
      },
      onFinished: (reason, usage) => heard.finished.push({ reason, usage }),
      onFailed: (error) => heard.failed.push(error),
    },
  );
  const ended = async () => {
    await eventually(() => expect(heard.finished.length + heard.failed.length).toBe(1));
    return heard;
  };
  const code = async () => (await ended()).failed[0]?.code;
  return { heard, ended, code, abort: () => abort.abort(), clock };
}

const groqAt = (baseUrl: string, model = 'openai/gpt-oss-20b') => createGroq({ apiKey: KEY, baseUrl, model });

describe('what is asked', () => {
  const hello = streams(events(text('Hi'), GROQ.stop, DONE));

  it('asks a gpt-oss model for little reasoning, with room for it, and for none of it in the stream', async () => {
    const { url, asked } = await startVendor(hello);
    await ask(groqAt(url)).ended();
    expect(asked[0]).toMatchObject({
      path: '/openai/v1/chat/completions',
      key: `Bearer ${KEY}`,
      body: {
        model: 'openai/gpt-oss-20b',
        stream: true,
        temperature: 0.5,
        max_completion_tokens: 99 + 512,
        reasoning_effort: 'low',
        include_reasoning: false,
        messages: [{ role: 'user', content: 'Hello' }],
      },
    });
  });

  it('sends other models no reasoning settings', async () => {
    const { url, asked } = await startVendor(hello);
    await ask(groqAt(url, 'moonshotai/kimi-k2-instruct')).ended();
    expect(asked[0]?.body).not.toHaveProperty('reasoning_effort');
    expect(asked[0]?.body).toMatchObject({ max_completion_tokens: 99 });
  });

  it('asks Qwen not to reason at all', async () => {
    const { url, asked } = await startVendor(hello);
    await ask(groqAt(url, 'qwen/qwen3-32b')).ended();
    expect(asked[0]?.body).toMatchObject({ reasoning_effort: 'none' });
  });

  it.each(['', '/', '/openai/v1', '/openai/v1/'])(
    'finds the same path when the base URL ends in "%s"',
    async (end) => {
      const { url, asked } = await startVendor(hello);
      await ask(groqAt(url + end)).ended();
      expect(asked[0]?.path).toBe('/openai/v1/chat/completions');
    },
  );

  it('asks an OpenAI-compatible endpoint for usage, and reads it after the finish reason', async () => {
    const { url, asked } = await startVendor(
      streams(events(OPENAI.role, text('Hi'), OPENAI.stop), events(OPENAI.usage, DONE)),
    );
    const { finished } = await ask(
      createOpenAiCompatible({ apiKey: KEY, baseUrl: `${url}/v1`, model: 'm' }),
    ).ended();
    expect(asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: { stream_options: { include_usage: true } },
    });
    expect(finished).toEqual([
      { reason: 'stop', usage: { promptTokens: 9, cachedTokens: 0, completionTokens: 3 } },
    ]);
  });

  /** A provider whose warm-up has been answered. */
  const startWarm = async () => {
    const { url, asked } = await startVendor((response, request) => {
      if (request.method === 'GET') response.end('{"data":[]}');
      else hello(response, request);
    });
    const provider = groqAt(url);
    provider.warm();
    await eventually(() => expect(asked).toHaveLength(1));
    await settled();
    return { provider, asked };
  };

  it('serves warm-up and turns over one connection', async () => {
    const { provider, asked } = await startWarm();
    await ask(provider).ended();
    await settled();
    await ask(provider).ended();
    expect(asked.map(({ path }) => path)).toEqual([
      '/openai/v1/models',
      '/openai/v1/chat/completions',
      '/openai/v1/chat/completions',
    ]);
    expect(new Set(asked.map(({ connection }) => connection)).size).toBe(1);
  });

  it('is given to the connection in the tick in which a warm provider is asked', async () => {
    const { provider } = await startWarm();
    const given: unknown[] = [];
    const onCreate = (message: unknown) =>
      given.push((message as { request: { path: string } }).request.path);
    diagnostics.subscribe('undici:request:create', onCreate);
    cleanups.push(() => diagnostics.unsubscribe('undici:request:create', onCreate));
    const { ended } = ask(provider);
    expect(given).toEqual(['/openai/v1/chat/completions']);
    await ended();
  });
});

describe('what is read', () => {
  it('leaves out reasoning and think tags', async () => {
    const { url } = await startVendor(
      streams(
        events(GROQ.reasoning, text('<thi'), text('nk>Hm.</think>\n\n'), text('Hello'), GROQ.stop, DONE),
      ),
    );
    const { text: said, connected, finished } = await ask(groqAt(url)).ended();
    expect([said, connected]).toEqual(['Hello', ['req_01']]);
    expect(finished[0]?.usage).toEqual({ promptTokens: 120, cachedTokens: 64, completionTokens: 12 });
  });

  it('says when the token limit cut the reply', async () => {
    const { url } = await startVendor(
      streams(events(text('Hello'), GROQ.stop.replace('"stop"', '"length"'), DONE)),
    );
    expect((await ask(groqAt(url)).ended()).finished[0]?.reason).toBe('length');
  });

  it('finishes at the finish reason when the vendor never ends the stream', async () => {
    const { url } = await startVendor((response) => void response.write(events(text('Hello'), GROQ.stop)));
    expect((await ask(groqAt(url)).ended()).finished).toHaveLength(1);
  });

  it('waits only a moment for usage that does not come', async () => {
    const { url } = await startVendor((response) => void response.write(events(text('Hello'), OPENAI.stop)));
    const { heard, ended, clock } = ask(groqAt(url));
    await eventually(() => expect(heard.text).toBe('Hello'));
    clock.increment(50);
    expect((await ended()).finished).toEqual([{ reason: 'stop', usage: {} }]);
  });

  it('counts a stream cut after its finish reason as finished', async () => {
    const { url } = await startVendor((response) => {
      response.write(events(text('Hello'), OPENAI.stop), () => response.destroy());
    });
    expect((await ask(groqAt(url)).ended()).finished).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  it.each([
    [
      'an in-band error',
      [events(text('Hello'), '{"error":{"message":"x","code":"oops"}}')],
      'LLM_UNAVAILABLE',
    ],
    ["Groq's own mid-stream error", [events(text('Hello'), GROQ.midStreamError)], 'LLM_UNAVAILABLE'],
    ['a stream without a finish reason', [events(text('Hello'))], 'LLM_PROTOCOL'],
    ['an event that is not JSON', [events(text('Hello'), '}{')], 'LLM_PROTOCOL'],
    ['a page of HTML', ['<html><body>proxy</body></html>'], 'LLM_PROTOCOL'],
    ['nothing at all', [], 'LLM_PROTOCOL'],
    ['a reply without text', [events(GROQ.role, GROQ.stop, DONE)], 'LLM_EMPTY'],
    ['a reply of blanks', [events(text('\n \n'), GROQ.stop, DONE)], 'LLM_EMPTY'],
    ['a reply of nothing but thought', [events(text('<think>Hm.'), GROQ.stop, DONE)], 'LLM_EMPTY'],
  ])('%s is reported once', async (_what, parts, code) => {
    const { url } = await startVendor(streams(...parts));
    const { ended } = ask(groqAt(url));
    const heard = await ended();
    await settled();
    expect([heard.failed.map((error) => error.code), heard.finished]).toEqual([[code], []]);
  });

  it.each([
    [401, 'LLM_REFUSED'],
    [402, 'LLM_REFUSED'],
    [403, 'LLM_REFUSED'],
    [301, 'LLM_REFUSED'],
    [408, 'LLM_UNAVAILABLE'],
    [429, 'LLM_RATE_LIMITED'],
    [498, 'LLM_UNAVAILABLE'],
    [500, 'LLM_UNAVAILABLE'],
    [503, 'LLM_UNAVAILABLE'],
  ])('status %i is %s, reported once and without the vendor’s prose or the key', async (status, code) => {
    const body = { error: { message: `wrong key ${KEY}`, type: 't', code: 'some_code' } };
    const { url, asked } = await startVendor((response) => {
      response.writeHead(status, { 'retry-after': '7', location: '/elsewhere' }).end(JSON.stringify(body));
    });
    const { failed } = await ask(groqAt(url)).ended();
    expect(failed[0]).toMatchObject({
      code,
      details: { status, vendorCode: 'some_code', retryAfterMs: 7_000 },
    });
    expect(asked).toHaveLength(1);
    expect(`${failed[0]?.message}${JSON.stringify(failed[0]?.details)}${failed[0]?.cause}`).not.toContain(
      'key gsk',
    );
  });

  it('status 413 is LLM_REFUSED when no shorter request is taken either', async () => {
    const body = { error: { message: 'Request too large', type: 't', code: 'rate_limit_exceeded' } };
    const { url, asked } = await startVendor((response) => {
      response.writeHead(413).end(JSON.stringify(body));
    });
    const { failed } = await ask(groqAt(url)).ended();
    expect(failed.map(({ code, details }) => [code, details.status])).toEqual([['LLM_REFUSED', 413]]);
    const limits = asked.map((each) => Number((each.body as Record<string, unknown>).max_completion_tokens));
    expect(limits).toEqual([...limits].sort((a, b) => b - a));
    expect(asked.length).toBeLessThanOrEqual(9);
  });

  it('names the setting to change when the model is gone', async () => {
    const { url } = await startVendor((response) => {
      response.writeHead(400).end('{"error":{"message":"gone","code":"model_decommissioned"}}');
    });
    expect((await ask(groqAt(url, 'llama-3.1-8b-instant')).ended()).failed[0]?.message).toMatch(
      /llama-3.1-8b-instant.*LLM_MODEL/,
    );
  });

  it('reports a vendor that is not there', async () => {
    expect(await ask(groqAt('http://127.0.0.1:1')).code()).toBe('LLM_UNREACHABLE');
  });

  it('reports a socket cut in the middle of the reply', async () => {
    const { url } = await startVendor((response) => {
      response.write(events(text('Hello')), () => response.destroy());
    });
    const { text: said, failed } = await ask(groqAt(url)).ended();
    expect([said, failed[0]?.code]).toEqual(['Hello', 'LLM_UNREACHABLE']);
  });

  it('gives up on a vendor that never answers, at the first-token limit and not before', async () => {
    const { url, asked } = await startVendor(() => {});
    const { heard, code, clock } = ask(groqAt(url));
    await eventually(() => expect(asked).toHaveLength(1));
    clock.increment(2_999);
    expect(heard.failed).toEqual([]);
    clock.increment(1);
    expect(await code()).toBe('LLM_STALLED');
  });

  it('does not take reasoning for a first token', async () => {
    const { url } = await startVendor((response) => void response.write(events(GROQ.role, GROQ.reasoning)));
    const { heard, code, clock } = ask(groqAt(url));
    await eventually(() => expect(heard.connected).toHaveLength(1));
    clock.increment(3_000);
    expect(await code()).toBe('LLM_STALLED');
  });

  it('gives up on a reply that stops in the middle, and ends its request', async () => {
    const gone = vi.fn();
    const { url } = await startVendor((response) => {
      response.on('close', gone).write(events(text('Hello')));
    });
    const { heard, code, clock } = ask(groqAt(url));
    await eventually(() => expect(heard.text).toBe('Hello'));
    clock.increment(1_000);
    expect(await code()).toBe('LLM_STALLED');
    await eventually(() => expect(gone).toHaveBeenCalled());
  });
});

describe('an aborted request', () => {
  it('is over for the vendor and for us', async () => {
    const gone = vi.fn();
    const { url } = await startVendor((response) => {
      response.on('close', gone).write(events(text('Hello')));
    });
    const { heard, abort, clock } = ask(groqAt(url));
    await eventually(() => expect(heard.text).toBe('Hello'));
    abort();
    await eventually(() => expect(gone).toHaveBeenCalled());
    clock.increment(10_000);
    expect([heard.text, heard.finished, heard.failed]).toEqual(['Hello', [], []]);
  });

  it('never reaches the vendor when aborted in the tick it was made', async () => {
    const { url, asked } = await startVendor(streams(events(text('Hello'), GROQ.stop, DONE)));
    const { heard, abort, clock } = ask(groqAt(url));
    abort();
    await settled();
    clock.increment(10_000);
    expect([asked, heard.connected, heard.failed]).toEqual([[], [], []]);
  });

  it('keeps its connection when the reply had already finished', async () => {
    const { url, asked } = await startVendor(streams(events(text('Hello'), GROQ.stop, DONE)));
    const provider = groqAt(url);
    const first = ask(provider);
    await first.ended();
    first.abort();
    await settled();
    await ask(provider).ended();
    expect(asked[0]?.connection).toBe(asked[1]?.connection);
  });
});
