/** A refused request is asked again, within one reply: against a server that refuses as the sources say. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { ChatMessage, LlmProvider } from '../../../../actors/providers/llm-provider.ts';
import { createChatCompletions } from '../../../../actors/providers/openai-chat/chat-completions.ts';
import type { FirstGuess } from '../../../../actors/providers/openai-chat/request-form.ts';
import type { VoiceError } from '../../../../machines/errors.ts';
import { DONE, events, OPENAI, text } from '../../../fixtures/chat-completions.recording.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';
import { flatError, openAiError } from './refused.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Asked {
  readonly url: string;
  readonly body: Record<string, unknown> & { readonly messages: readonly ChatMessage[] };
  readonly connection: unknown;
}
type Answer = (response: ServerResponse, asked: Asked, request: IncomingMessage) => void;

const answers: Answer = (response) =>
  void response
    .writeHead(200, { 'content-type': 'text/event-stream' })
    .end(events(OPENAI.role, text('At nine.'), OPENAI.stop, DONE));
const refuses =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body));

/** The first request meets the first answer, and so on; the last answer is for all that follow. */
async function startVendor(...script: Answer[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const one = { url: request.url ?? '', body: JSON.parse(body || '{}'), connection: request.socket };
    asked.push(one);
    script[Math.min(asked.length, script.length) - 1]?.(response, one, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions` };
}

function providerOf(url: string, guess: Partial<FirstGuess> = {}): LlmProvider {
  const provider = createChatCompletions({
    name: 'vendor',
    model: 'm',
    apiKey: 'k',
    guess: { url, ...guess },
  });
  cleanups.push(() => provider.close());
  return provider;
}

const CALL: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'assistant', content: 'Hello, the bakery.' },
  { role: 'user', content: 'When do you open?' },
];

function ask(provider: LlmProvider, messages: readonly ChatMessage[] = CALL) {
  const clock = new SimulatedClock();
  const abort = new AbortController();
  const heard = { text: '', repeats: [] as string[], failed: [] as VoiceError[], finished: 0 };
  provider.stream(
    {
      messages,
      clock,
      signal: abort.signal,
      temperature: 0.4,
      maxTokens: 99,
      firstTokenTimeoutMs: 3_000,
      interTokenTimeoutMs: 1_000,
    },
    {
      onConnected: () => {},
      onAskedAgain: (reason) => heard.repeats.push(reason),
      onText: (delta) => {
        heard.text += delta;
      },
      onFinished: () => {
        heard.finished++;
      },
      onFailed: (error) => heard.failed.push(error),
    },
  );
  const ended = async () => {
    await eventually(() => expect(heard.finished + heard.failed.length).toBe(1));
    return heard;
  };
  return { heard, ended, clock, abort };
}

const REFUSES_LIMIT = refuses(400, openAiError('x', { param: 'max_completion_tokens' }));

describe('a refused request', () => {
  it('is answered in the same reply, and the next reply asks at once as the endpoint wants it', async () => {
    const { url, asked } = await startVendor(
      REFUSES_LIMIT,
      refuses(400, openAiError("Unsupported value: 'temperature' does not support 0.4 with this model.")),
      answers,
    );
    const provider = providerOf(url);
    const first = await ask(provider).ended();
    expect([first.text, first.repeats]).toEqual(['At nine.', ['max_completion_tokens', 'temperature']]);
    const second = await ask(provider).ended();
    expect([second.text, second.repeats, asked.length]).toEqual(['At nine.', [], 4]);
    expect(asked[3]?.body).toEqual({ model: 'm', messages: CALL, stream: true, max_tokens: 99 });
  });

  it('is learnt when the changed request was accepted, not before', async () => {
    const { url, asked } = await startVendor(REFUSES_LIMIT, refuses(401, {}), answers);
    const provider = providerOf(url);
    expect((await ask(provider).ended()).failed[0]?.code).toBe('LLM_REFUSED');
    await ask(provider).ended();
    expect(asked[2]?.body).toHaveProperty('max_completion_tokens');
  });

  it('is asked again a few times at most', async () => {
    const { url, asked } = await startVendor((response, { body }) => {
      const [field] = Object.keys(body).filter((key) => !['model', 'messages', 'stream'].includes(key));
      refuses(400, openAiError('x', { param: field }))(
        response,
        { url, body, connection: undefined },
        {} as IncomingMessage,
      );
    });
    const fields = Object.fromEntries('abcdefghij'.split('').map((name) => [`field_${name}`, 1]));
    const { failed, repeats } = await ask(providerOf(url, { fields })).ended();
    expect([failed[0]?.code, repeats.length, asked.length]).toEqual(['LLM_REFUSED', 8, 9]);
  });

  it('shares its time with the requests that follow it', async () => {
    const { url, asked } = await startVendor(REFUSES_LIMIT, () => {});
    const { heard, clock } = ask(providerOf(url));
    await eventually(() => expect(asked).toHaveLength(2));
    clock.increment(2_999);
    expect(heard.failed).toEqual([]);
    clock.increment(1);
    expect(heard.failed).toMatchObject([{ code: 'LLM_STALLED' }]);
  });

  it('is not asked again once the caller has interrupted', async () => {
    const { url, asked } = await startVendor(refuses(503, {}));
    const { heard, clock, abort } = ask(providerOf(url));
    await settled();
    abort.abort();
    clock.increment(10_000);
    await settled();
    expect([asked.length, heard.failed, heard.finished]).toEqual([1, [], 0]);
  });

  it('ends with the last refusal, and without the vendor’s prose', async () => {
    const { url } = await startVendor(
      refuses(400, openAiError('You said: the secret word', { code: 'odd' })),
    );
    const { failed } = await ask(providerOf(url)).ended();
    expect(failed).toMatchObject([{ code: 'LLM_REFUSED', details: { status: 400, vendorCode: 'odd' } }]);
    expect(`${failed[0]?.message}${JSON.stringify(failed[0])}${failed[0]?.cause}`).not.toContain('secret');
  });
});

describe('an account that may not have the answer in pieces', () => {
  it('gets it whole, from the second request on', async () => {
    const whole = { object: 'chat.completion', choices: [{ index: 0, message: { content: 'At nine.' } }] };
    const { url, asked } = await startVendor((response, one, request) => {
      if (one.body.stream !== true) response.writeHead(200).end(JSON.stringify(whole));
      else {
        const error = openAiError('Your organization must be verified to stream this model.', {
          param: 'stream',
        });
        refuses(400, error)(response, one, request);
      }
    });
    const provider = providerOf(url);
    expect(await ask(provider).ended()).toMatchObject({ text: 'At nine.', repeats: ['stream'] });
    expect(await ask(provider).ended()).toMatchObject({ text: 'At nine.', repeats: [] });
    expect(asked).toHaveLength(3);
  });
});

describe('a chat template that wants the caller first', () => {
  it('gets what it wants, from the second request on', async () => {
    const { url, asked } = await startVendor((response, one, request) => {
      const turns = one.body.messages.filter(({ role }) => role !== 'system');
      const takes = turns.every(({ role }, index) => (role === 'user') === (index % 2 === 0));
      (takes ? answers : refuses(400, flatError('Conversation roles must alternate user/assistant')))(
        response,
        one,
        request,
      );
    });
    const provider = providerOf(url);
    expect((await ask(provider).ended()).repeats).toEqual(['roles']);
    expect((await ask(provider).ended()).text).toBe('At nine.');
    expect(asked).toHaveLength(3);
  });
});

describe('a lost connection', () => {
  it('that was idle is replaced, and the caller does not notice', async () => {
    let isFirst = true;
    const { url, asked } = await startVendor((response, one, request) => {
      const isUsed = asked.filter(({ connection }) => connection === one.connection).length > 1;
      if (isUsed && isFirst) {
        isFirst = false;
        request.socket.resetAndDestroy();
      } else answers(response, one, request);
    });
    const provider = providerOf(url);
    await ask(provider).ended();
    await settled();
    const { text: said, repeats } = await ask(provider).ended();
    expect([said, repeats, asked.length]).toEqual(['At nine.', ['connection'], 3]);
    expect(new Set(asked.map(({ connection }) => connection)).size).toBe(2);
  });

  it('is not replaced once the answer has begun', async () => {
    const { url, asked } = await startVendor((response) => {
      response.writeHead(200);
      response.write(events(OPENAI.role), () => response.destroy());
    });
    const { failed } = await ask(providerOf(url)).ended();
    expect([failed[0]?.code, asked.length]).toEqual(['LLM_UNREACHABLE', 1]);
  });
});

describe('a busy vendor', () => {
  it('is asked once more after a moment', async () => {
    const { url, asked } = await startVendor(refuses(503, {}), answers);
    const { heard, ended, clock } = ask(providerOf(url));
    await settled();
    clock.increment(199);
    await settled();
    expect(asked).toHaveLength(1);
    clock.increment(1);
    await ended();
    expect([heard.text, heard.repeats]).toEqual(['At nine.', ['busy']]);
  });

  it('is not asked a third time', async () => {
    const { url, asked } = await startVendor(refuses(503, {}));
    const { ended, clock } = ask(providerOf(url));
    await settled();
    clock.increment(200);
    expect((await ended()).failed).toMatchObject([{ code: 'LLM_UNAVAILABLE' }]);
    expect(asked).toHaveLength(2);
  });
});

describe('an answer that fails before its first word', () => {
  const failsInside =
    (code: string): Answer =>
    (response) =>
      void response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(
          `event: error\ndata: ${JSON.stringify({ error: { message: 'x', code, status_code: 400 } })}\n\n`,
        );

  it('is asked for once more when the model called a tool that nobody offered: Groq', async () => {
    const { url, asked } = await startVendor(failsInside('tool_use_failed'), answers);
    const { text: said, repeats } = await ask(providerOf(url)).ended();
    expect([said, repeats, asked.length]).toEqual(['At nine.', ['badGeneration'], 2]);
  });

  it('is asked for once more, not twice', async () => {
    const { url, asked } = await startVendor(failsInside('tool_use_failed'));
    expect((await ask(providerOf(url)).ended()).failed).toMatchObject([{ code: 'LLM_UNAVAILABLE' }]);
    expect(asked).toHaveLength(2);
  });

  it.each(['rate_limit_exceeded', 'invalid_api_key'])(
    'is not asked for again when it is no use: %s',
    async (code) => {
      const { url, asked } = await startVendor(failsInside(code));
      await ask(providerOf(url)).ended();
      expect(asked).toHaveLength(1);
    },
  );

  it.each([
    [
      'diegosouzapw/OmniRoute PR#8210',
      { choices: [], error: { code: 502, message: 'limit reached (33/32)' } },
    ],
    ['editor-code-assistant/eca PR#559', { error: { code: 'server_is_overloaded', message: 'x' } }],
    ['OpenRouter, a reason only', { choices: [{ index: 0, delta: {}, finish_reason: 'error' }] }],
  ])('is asked for once more after a moment when the vendor broke down: %s', async (_source, value) => {
    const { url, asked } = await startVendor(
      (response) => void response.writeHead(200).end(events(JSON.stringify(value))),
      answers,
    );
    const { ended, clock } = ask(providerOf(url));
    await settled();
    expect(asked).toHaveLength(1);
    clock.increment(200);
    const { text: said, repeats } = await ended();
    expect([said, repeats, asked.length]).toEqual(['At nine.', ['busy'], 2]);
  });

  it('is not asked for again once the caller has interrupted', async () => {
    const { url, asked } = await startVendor(failsInside('server_is_overloaded'));
    const { heard, clock, abort } = ask(providerOf(url));
    await settled();
    abort.abort();
    clock.increment(10_000);
    await settled();
    expect([asked.length, heard.failed, heard.finished]).toEqual([1, [], 0]);
  });

  it.each(['stop', 'function_call_filter: MALFORMED_FUNCTION_CALL'])(
    'is asked for once more when it has no word: livekit/agents-js PR#1055, %s',
    async (reason) => {
      const empty = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
      const { url, asked } = await startVendor(
        (response) => void response.writeHead(200).end(events(empty, DONE)),
        answers,
      );
      const { text: said, repeats } = await ask(providerOf(url)).ended();
      expect([said, repeats, asked.length]).toEqual(['At nine.', ['badGeneration'], 2]);
    },
  );

  it.each([
    ['in a field', { reasoning: 'The caller asks.' }],
    ['in the text', { content: '<think>The caller asks.' }],
    ['only counted, codelibs/fess PR#3061', { content: '' }],
  ])(
    'is asked for once more, with room, when unforeseen reasoning used up the limit: oneshot-agent/oneshot-gtm PR#579, %s',
    async (_where, thought) => {
      const chunk = (delta: object, finish: string | null = null) =>
        JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] });
      const usage = {
        prompt_tokens: 9,
        completion_tokens: 99,
        completion_tokens_details: { reasoning_tokens: 99 },
      };
      const counts = JSON.stringify({ choices: [], usage });
      const clipped = events(chunk(thought), chunk({}, 'length'), counts, DONE);
      const { url, asked } = await startVendor(
        (response) => void response.writeHead(200).end(clipped),
        answers,
      );
      const provider = providerOf(url);
      expect(await ask(provider).ended()).toMatchObject({ text: 'At nine.', repeats: ['reasoning'] });
      expect(await ask(provider).ended()).toMatchObject({ text: 'At nine.', repeats: [] });
      expect(asked.map(({ body }) => body.max_completion_tokens)).toEqual([99, 4_195, 4_195]);
    },
  );

  it.each([
    ['lemonade-sdk/lemonade#2826: comments only', ': keep-alive\n\n'],
    ['ollama/ollama#17118: a role', events(OPENAI.role)],
  ])('is asked for once more when it ends with nothing: %s', async (_source, body) => {
    const { url, asked } = await startVendor((response) => void response.writeHead(200).end(body), answers);
    const { text: said, repeats } = await ask(providerOf(url)).ended();
    expect([said, repeats, asked.length]).toEqual(['At nine.', ['badGeneration'], 2]);
  });

  it('is not asked for again when the token limit cut it before anything', async () => {
    const cut = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] });
    const { url, asked } = await startVendor(
      (response) => void response.writeHead(200).end(events(cut, DONE)),
    );
    expect((await ask(providerOf(url)).ended()).failed).toMatchObject([{ code: 'LLM_EMPTY' }]);
    expect(asked).toHaveLength(1);
  });

  it('keeps the vendor’s prose to itself', async () => {
    const failure = JSON.stringify({ error: { message: 'You said: the secret word', code: 'odd' } });
    const { url } = await startVendor((response) => void response.writeHead(200).end(events(failure)));
    const { ended, clock } = ask(providerOf(url));
    await settled();
    clock.increment(200);
    const { failed } = await ended();
    expect(failed).toMatchObject([{ code: 'LLM_UNAVAILABLE', details: { vendorCode: 'odd' } }]);
    expect(`${failed[0]?.message}${JSON.stringify(failed[0])}${failed[0]?.cause}`).not.toContain('secret');
  });

  it('is a refusal of what the caller said when a content filter stopped it', async () => {
    const { url, asked } = await startVendor(failsInside('content_filter'));
    expect((await ask(providerOf(url)).ended()).failed).toMatchObject([{ code: 'LLM_FILTERED' }]);
    expect(asked).toHaveLength(1);
  });

  it('stays failed after its first word', async () => {
    const { url, asked } = await startVendor((response) => {
      response.writeHead(200).end(events(text('At'), JSON.stringify({ error: { code: 'tool_use_failed' } })));
    });
    expect((await ask(providerOf(url)).ended()).failed).toMatchObject([{ code: 'LLM_UNAVAILABLE' }]);
    expect(asked).toHaveLength(1);
  });
});

describe('an answer that is compressed though nobody asked for it', () => {
  const ANSWER = events(OPENAI.role, text('At nine.'), OPENAI.stop, DONE);
  const REFUSAL = JSON.stringify(openAiError('x', { param: 'max_completion_tokens' }));

  it.each([
    ['Wei-Shaw/claude-relay-service PR#1039: gzip, not said', {}, gzipSync],
    ['FootprintAI/Containarium PR#826: gzip', { 'content-encoding': 'gzip' }, gzipSync],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync],
    ['Brotli', { 'content-encoding': 'br' }, brotliCompressSync],
    ['diegosouzapw/OmniRoute PR#2291: said, and not done', { 'content-encoding': 'gzip' }, Buffer.from],
  ])('is read, and so is a refusal: %s', async (_source, headers, compress) => {
    const sends =
      (status: number, body: string): Answer =>
      (response) =>
        void response.writeHead(status, headers).end(compress(Buffer.from(body)));
    const { url } = await startVendor(sends(400, REFUSAL), sends(200, ANSWER));
    const { text: said, repeats } = await ask(providerOf(url)).ended();
    expect([said, repeats]).toEqual(['At nine.', ['max_completion_tokens']]);
  });

  it('is asked for plain', async () => {
    let encoding: string | undefined;
    const { url } = await startVendor((response, one, request) => {
      encoding = request.headers['accept-encoding'];
      answers(response, one, request);
    });
    await ask(providerOf(url)).ended();
    expect(encoding).toBe('identity');
  });
});

describe('a redirect', () => {
  it('is followed with its body, and remembered when it is for good', async () => {
    const { url, asked } = await startVendor(refuses(308, {}, { location: '/v2/chat/completions' }), answers);
    const provider = providerOf(url);
    expect((await ask(provider).ended()).text).toBe('At nine.');
    await ask(provider).ended();
    expect(asked.map((one) => one.url)).toEqual([
      '/v1/chat/completions',
      '/v2/chat/completions',
      '/v2/chat/completions',
    ]);
  });
});
