/** What an OpenAI-compatible endpoint is asked at first: its headers, and the guess by the model's name. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createOpenAiCompatible } from '../../../../actors/providers/openai/openai.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  vi.unstubAllEnvs();
});

/** The first request for a reply. */
async function firstRequest({ host = '127.0.0.1', path = '/v1', apiKey = 'a-key', model = 'm' }) {
  const asked: { headers: IncomingHttpHeaders; url: string; body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    asked.push({ headers: request.headers, url: request.url ?? '', body: JSON.parse(body) });
    response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const { port } = server.address() as AddressInfo;
  const provider = createOpenAiCompatible({ apiKey, baseUrl: `http://${host}:${port}${path}`, model });
  cleanups.push(() => provider.close());
  provider.stream(
    {
      messages: [{ role: 'user', content: 'Hello' }],
      clock: new SimulatedClock(),
      signal: new AbortController().signal,
      temperature: 0.5,
      maxTokens: 99,
      firstTokenTimeoutMs: 3_000,
      interTokenTimeoutMs: 1_000,
    },
    { onConnected: () => {}, onText: () => {}, onFinished: () => {}, onFailed: () => {} },
  );
  await eventually(() => expect(asked).toHaveLength(1));
  return asked[0];
}

describe('an endpoint', () => {
  it('gets the key as Bearer, and its own path and query', async () => {
    const request = await firstRequest({ path: '/openai/v1/?api-version=preview' });
    expect(request?.url).toBe('/openai/v1/chat/completions?api-version=preview');
    expect(request?.headers).toMatchObject({ authorization: 'Bearer a-key' });
    expect(request?.headers).not.toHaveProperty('api-key');
  });
});

describe('a host of Azure', () => {
  /** The host decides, so a proxy takes its name to this machine. */
  async function azureRequest(apiKey: string) {
    const proxy = createServer();
    const sockets: Socket[] = [];
    proxy.on('connect', ({ url = '' }, client: Socket) => {
      const vendor = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(vendor).pipe(client);
      });
      // Either end may be reset by the other.
      for (const socket of [client, vendor]) socket.on('error', () => socket.destroy());
      sockets.push(client, vendor);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => proxy.close(resolve));
    });
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('http_proxy', '');
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    const path = '/openai/deployments/d?api-version=2024-10-21';
    return firstRequest({ host: 'r.openai.azure.com', path, apiKey });
  }

  it('gets the key in its own header', async () => {
    const request = await azureRequest('a-key');
    expect(request?.url).toBe('/openai/deployments/d/chat/completions?api-version=2024-10-21');
    expect(request?.headers).toMatchObject({ 'api-key': 'a-key' });
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  it('gets a token of Entra ID as Bearer', async () => {
    const request = await azureRequest('eyJhbGciOiJSUzI1NiJ9.e30.c2ln');
    expect(request?.headers).toMatchObject({ authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln' });
  });
});

describe('the first guess', () => {
  const OWN = { temperature: 0.5 };

  it.each([
    ['gpt-6-luna', { ...OWN, reasoning_effort: 'none' }],
    ['openai/gpt-6.1-terra', { ...OWN, reasoning_effort: 'none' }],
    ['gpt-5.1', { ...OWN, reasoning_effort: 'none' }],
    ['gpt-5-mini', { reasoning_effort: 'low' }],
    ['o3', { reasoning_effort: 'low' }],
    ['gpt-4.1', OWN],
    ['mistral-small-latest', OWN],
    ['gpt-oss-120b', OWN],
  ])('for %s', async (model, fields) => {
    const body = (await firstRequest({ model }))?.body ?? {};
    const { messages: _, stream_options: usage, max_completion_tokens: __, ...rest } = body;
    expect(usage).toEqual({ include_usage: true });
    expect(rest).toEqual({ model, stream: true, ...fields });
  });
});
