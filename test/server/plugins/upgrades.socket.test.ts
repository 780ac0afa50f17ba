/**
 * Requests that ask for another protocol than WebSocket are answered as if they had not. Java's HttpClient and curl --http2
 * send `Upgrade: h2c` with every first request, body and all: MagicStack/httptools#124, golang/go#38064, jetty.project#9998,
 * reactor-netty#1071.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { eventually, until } from '../../helpers/time/virtual-time.ts';

const KEY = 'a-key-of-ours';
const dialled: string[] = [];
let server: TestApp;
beforeAll(async () => {
  server = await startApp({
    apiKeys: [KEY],
    dialer: () => ({
      dial: async (to) => `CA${dialled.push(to)}`,
      hangUp: async () => {},
      progressOf: async () => undefined,
    }),
  });
});
afterAll(() => server.close());

/** The status lines of the answers to requests on one connection, one after the other; each part is a packet of its own. */
async function answers(...requests: (readonly string[])[]): Promise<string[]> {
  const socket = connect(Number(new URL(server.mediaUrl).port), '127.0.0.1').setEncoding('utf8');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  await once(socket, 'connect');
  const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d{3} [\w ]+)/g)].map(([, status = '']) => status);
  for (const [i, parts] of requests.entries()) {
    for (const part of parts) await new Promise((sent) => socket.write(part, sent));
    while (statuses().length <= i) await until(once(socket, 'data'));
  }
  socket.destroy();
  return statuses();
}

const head = (...lines: string[]): string =>
  ['POST /v1/calls HTTP/1.1', 'Host: x', `Authorization: Bearer ${KEY}`, ...lines, '', ''].join('\r\n');
const JSON_BODY = '{"to":"+15551234567"}';
const H2C = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAEAAEAAAAIAAAAB'];
const SIZED = ['Content-Type: application/json', `Content-Length: ${JSON_BODY.length}`];
const CHUNKED = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];

describe('an offer of another protocol', () => {
  it.each([
    ['with a body', [head(...H2C, ...SIZED) + JSON_BODY]],
    ['with a body that comes later', [head(...H2C, ...SIZED), JSON_BODY.slice(0, 5), JSON_BODY.slice(5)]],
    ['with a body in chunks', [head(...H2C, ...CHUNKED), `15\r\n${JSON_BODY}\r\n`, '0\r\n\r\n']],
    [
      'of a proxy that writes Upgrade: websocket into every request',
      [head('Connection: upgrade', 'Upgrade: websocket', ...SIZED) + JSON_BODY],
    ],
    ['of TLS', [head('Connection: Upgrade', 'Upgrade: TLS/1.2, HTTP/1.1', ...SIZED) + JSON_BODY]],
  ])('%s is passed over, and the call is placed', async (_, parts) => {
    dialled.length = 0;
    expect(await answers(parts)).toEqual(['201 Created']);
    expect(dialled).toEqual(['+15551234567']);
  });

  it('leaves the connection to the requests that follow', async () => {
    const request = [head(...H2C, ...SIZED) + JSON_BODY];
    const plain = [head(...SIZED) + JSON_BODY];
    expect(await answers(request, request, plain, request)).toEqual(Array(4).fill('201 Created'));
  });

  it('does not hide a request that has no key', async () => {
    const request = head(...H2C, ...SIZED).replace(`Bearer ${KEY}`, 'Bearer another') + JSON_BODY;
    expect(await answers([request])).toEqual(['401 Unauthorized']);
  });
});

describe('a handshake while the app closes', () => {
  /** Of an upgrade that nobody takes, Node keeps the connection, without a listener for its errors. */
  const SOURCES =
    'pingdotgg/t3code#4570, Effect-TS/effect#6927, duolahypercho/codex-router#28, superset-sh/superset#6196';

  it(`ends its connection, and the app closes (${SOURCES})`, async () => {
    const closing = await startApp();
    const accepted = once(closing.app.server, 'connection') as Promise<[Socket]>;
    const socket = connect(Number(new URL(closing.mediaUrl).port), '127.0.0.1').resume();
    const ended = once(socket, 'close');
    socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n');
    const [wire] = await until(accepted);
    await eventually(() => expect(wire.bytesRead).toBeGreaterThan(0));
    const closed = closing.close();
    await eventually(() => expect(closing.app.webSocketUpgrades.listenerCount('upgrade')).toBe(0));
    socket.write(
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await until(ended);
    await until(closed);
  });
});
