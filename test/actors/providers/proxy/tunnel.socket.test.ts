/** Every kind of client reaches its vendor through a real proxy of a few lines, and says so when the proxy refuses. */
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { SimulatedClock } from 'xstate';
import { createOpenAiCompatible } from '../../../../actors/providers/openai/openai.ts';
import { agentFor, fetchFor } from '../../../../actors/providers/proxy/tunnel.ts';
import type { VoiceError } from '../../../../machines/errors.ts';
import { startGroq } from '../../../../sandbox/groq/groq.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

/** A name that no resolver knows: only the proxy finds the vendor. */
const HOST = 'vendor.invalid';

/** A proxy that takes every host to this machine, or refuses with this status. */
async function startProxy(status = 200) {
  const asked: { authority: string; authorization: string | undefined }[] = [];
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  const sockets = new Set<Socket>();
  proxy.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
  });
  proxy.on('connect', ({ url = '', headers }: IncomingMessage, client: Socket) => {
    asked.push({ authority: url, authorization: headers['proxy-authorization'] });
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const vendor = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(vendor).pipe(client);
    });
    sockets.add(vendor.on('error', () => client.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => proxy.close(resolve));
  });
  vi.stubEnv('HTTP_PROXY', `http://me:a%20secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  return asked;
}

const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  for (const key of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
    vi.stubEnv(key, '');
    vi.stubEnv(key.toLowerCase(), '');
  }
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  vi.unstubAllEnvs();
});

const portOf = (url: string) => new URL(url).port;
const BASIC = `Basic ${Buffer.from('me:a secret').toString('base64')}`;

async function startModel(): Promise<string> {
  const groq = await startGroq({ reply: () => 'At nine.', delays: { ttftMs: 5, interTokenMs: 1 } });
  cleanups.push(() => groq.close());
  return `http://${HOST}:${portOf(groq.url)}`;
}

async function askModel(baseUrl: string) {
  const provider = createOpenAiCompatible({ apiKey: 'k', baseUrl, model: 'openai/gpt-oss-20b' });
  cleanups.push(() => provider.close());
  const heard = { text: '', failed: [] as VoiceError[], isOver: false };
  provider.stream(
    {
      messages: [{ role: 'user', content: 'Hello' }],
      clock: new SimulatedClock(),
      signal: new AbortController().signal,
      temperature: 0,
      maxTokens: 50,
      firstTokenTimeoutMs: 3_000,
      interTokenTimeoutMs: 1_000,
    },
    {
      onConnected: () => {},
      onText: (delta) => {
        heard.text += delta;
      },
      onFinished: () => {
        heard.isOver = true;
      },
      onFailed: (error) => {
        heard.failed.push(error);
        heard.isOver = true;
      },
    },
  );
  await eventually(() => expect(heard.isOver).toBe(true));
  return heard;
}

async function startSocketVendor(): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(`heard ${data}`)));
  await new Promise((resolve) => server.once('listening', resolve));
  cleanups.push(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  return `ws://${HOST}:${(server.address() as AddressInfo).port}`;
}

/** What comes back, or the error's code. */
const talkTo = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, { agent: agentFor(url) });
    cleanups.push(() => socket.terminate());
    socket.on('open', () => socket.send('this'));
    socket.on('message', (data) => resolve(String(data)));
    socket.on('error', (error) => resolve(String('code' in error ? error.code : error)));
  });

describe('through a proxy', () => {
  it('a model is asked', async () => {
    const asked = await startProxy();
    const url = await startModel();
    expect((await askModel(url)).text).toBe('At nine.');
    expect(asked).toEqual([{ authority: `${HOST}:${portOf(url)}`, authorization: BASIC }]);
  });

  it('a socket is opened', async () => {
    const asked = await startProxy();
    const url = await startSocketVendor();
    expect(await talkTo(url)).toBe('heard this');
    expect(asked).toHaveLength(1);
  });

  it('a text is fetched', async () => {
    const asked = await startProxy();
    const url = `${await startModel()}/v1/models`;
    const response = await fetchFor(url)(url, { headers: { authorization: 'Bearer k' } });
    expect([response.status, asked.length]).toEqual([200, 1]);
  });
});

describe('a proxy that refuses', () => {
  it('is named by the model’s error', async () => {
    await startProxy(407);
    const { failed } = await askModel(await startModel());
    expect(failed).toMatchObject([{ code: 'LLM_UNREACHABLE', details: { reason: 'PROXY_REFUSED_407' } }]);
    expect(failed[0]?.message).toMatch(/HTTPS_PROXY/);
    expect(`${failed[0]?.message}${failed[0]?.cause}`).not.toContain('secret');
  });

  it('is named by a socket’s error, and not taken for the vendor', async () => {
    await startProxy(403);
    expect(await talkTo(await startSocketVendor())).toBe('PROXY_REFUSED_403');
  });
});

describe('this machine', () => {
  it('is reached without a proxy', async () => {
    const asked = await startProxy(403);
    const url = (await startModel()).replace(HOST, '127.0.0.1');
    expect((await askModel(url)).text).toBe('At nine.');
    expect(asked).toEqual([]);
  });
});
