/** Requests that come to no handler leave a line in the log: only whoever sent them knows otherwise. */
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
afterEach(() => server.close());

/** What the server answers to these bytes, until it closes the connection. */
async function answered(bytes: string): Promise<string> {
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += String(data);
  });
  // A connection that the server resets is closed as well.
  socket.on('error', () => {});
  socket.write(bytes);
  await until(new Promise((resolve) => socket.once('close', resolve)));
  return answer.split('\r\n')[0] ?? '';
}

const post = (...headers: string[]): string =>
  ['POST /twiml HTTP/1.1', 'Host: x', ...headers, '', ''].join('\r\n');
const warnings = () => server.log.lines.filter(({ level }) => level === 40);

describe('a request that cannot be read', () => {
  it.each([
    [
      'lewisakura/webhook-proxy#2: both lengths',
      post('Content-Length: 5', 'Transfer-Encoding: chunked'),
      '400 Bad Request',
      /both Content-Length and Transfer-Encoding/,
    ],
    [
      'verdaccio/verdaccio#2059, probot/smee-client#320: what a proxy added is too long',
      post(`X-Token: ${'x'.repeat(20_000)}`),
      '431 Request Header Fields Too Large',
      /--max-http-header-size/,
    ],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000', '400 Bad Request', /plain HTTP\/1\.1/],
    [
      'vitobotta/hetzner-k3s#87, #292, canonical/lxd#5598, mitmproxy/mitmproxy#8377: the PROXY protocol',
      'PROXY TCP4 192.0.2.1 192.0.2.2 50000 443\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n',
      '400 Bad Request',
      /without the PROXY protocol/,
    ],
    [
      'the same, version 2',
      '\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u000c',
      '400 Bad Request',
      /without the PROXY protocol/,
    ],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400 Bad Request', /plain HTTP\/1\.1/],
  ])('%s', async (_source, bytes, status, says) => {
    server = await startApp();
    expect(await answered(bytes)).toBe(`HTTP/1.1 ${status}`);
    expect(warnings()).toMatchObject([{ count: 1, msg: expect.stringMatching(says) }]);
  });

  it('has a line once in a hundred times', async () => {
    server = await startApp();
    for (let n = 0; n < 101; n++) await answered('nonsense\r\n\r\n');
    expect(warnings()).toMatchObject([{ count: 1 }, { count: 101 }]);
  });
});
