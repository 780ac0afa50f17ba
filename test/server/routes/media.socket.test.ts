/** `WS /ws` with an auth token configured: only Twilio gets a socket. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialRaw } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();

/** An ordinary request for the address of a socket. */
async function get(socketUrl: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const asked = request(socketUrl.replace(/^ws/, 'http'), { headers, agent: false }).end();
  const [answer] = (await until(once(asked, 'response'))) as [IncomingMessage];
  answer.resume();
  return answer;
}

describe('an upgrade', () => {
  const token = '12345';
  const publicUrl = 'https://agent.example.com';
  const sign = (url: string, key = token) => ({
    'x-twilio-signature': twilio.getExpectedTwilioSignature(key, url, {}),
  });
  let guarded: TestApp;
  /** Connections that the server kept, so that it can be closed all the same. */
  const connections = new Set<Socket>();
  beforeAll(async () => {
    guarded = await startApp({ signingKeys: [token], publicUrl });
    guarded.app.server.on('connection', (socket: Socket) => {
      connections.add(socket);
      socket.on('close', () => connections.delete(socket));
    });
  });
  afterAll(() => {
    for (const socket of connections) socket.destroy();
    return guarded.close();
  });
  const knock = (headers: Record<string, string>, path = '') => dialRaw(guarded.mediaUrl + path, { headers });

  it.each([
    ['is not signed', {}],
    ['is signed with another key', sign('wss://agent.example.com/ws', 'other')],
    ['is signed for https', sign('https://agent.example.com/ws')],
    ['is signed for another host', sign('wss://evil.example.com/ws')],
    ['has an empty signature', { 'x-twilio-signature': '' }],
    ['names another host', { ...sign('wss://evil.example.com/ws'), host: 'evil.example.com' }],
  ])('is refused with 403, before there is a socket or a call, when it %s', async (_what, headers) => {
    const before = guarded.log.lines.length;
    await expect(knock(headers)).rejects.toThrow('no upgrade: 403');
    expect(guarded.app.calls.live.size).toBe(0);
    expect(guarded.app.calls.ended).toEqual([]);
    expect(guarded.log.lines.slice(before)).toMatchObject([
      { level: 40, code: 'MEDIA_UNSIGNED', url: '/ws' },
    ]);
  });

  it.each(['wss://agent.example.com/ws', 'wss://agent.example.com/ws/'])(
    'that Twilio signed for %s becomes a call',
    async (url) => {
      const phone = await knock(sign(url));
      await eventually(() => expect(guarded.app.calls.live.size).toBe(1));
      phone.hangsUp();
      await eventually(() => expect(guarded.app.calls.live.size).toBe(0));
    },
  );

  /**
   * Clients that are no browsers send an Origin when it makes sense to them (RFC 6455, 4.1), and one that no server can foresee. What
   * Twilio has signed no page has sent.
   */
  it.each([
    ['the host that is called', 'agent.example.com', 'libwebsockets, as FreeSWITCH has it'],
    ['the address of the gateway', 'https://10.0.0.7', 'golang.org/x/net/websocket'],
    ['a file', 'file://', 'Links2004/arduinoWebSockets#182'],
    ['the name of a program', 'SIP UA', 'OpenSIPS/opensips#2176'],
    ['none', 'null', 'RFC 6454, 7.1'],
  ])('that is signed becomes a call whatever its Origin: %s', async (_what, origin) => {
    const phone = await knock({ ...sign('wss://agent.example.com/ws'), origin });
    await eventually(() => expect(guarded.app.calls.live.size).toBe(1));
    phone.hangsUp();
    await eventually(() => expect(guarded.app.calls.live.size).toBe(0));
  });

  /**
   * What a proxy passes on that drops one of the two headers of a hop, or both: a GET with the key and the signature of a handshake.
   * Signed over wss, it was taken for a request with a wrong signature.
   */
  it.each<[dropped: string, headers: Record<string, string>, source: string]>([
    [
      'Upgrade and Connection',
      {},
      'onyx-dot-app/onyx PR#9558, gorilla/websocket#61, twilio/media-streams#83',
    ],
    ['Connection', { upgrade: 'websocket' }, 'wetfish/sync#61, faye/faye-websocket-ruby#34'],
    ['Upgrade', { connection: 'upgrade' }, 'gobwas/ws#55, Lawouach/WebSocket-for-Python#184'],
  ])('without %s is 426, and the log names the proxy and no signature (%#)', async (_, headers) => {
    const before = guarded.log.lines.length;
    const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
    const signed = { ...key, ...sign('wss://agent.example.com/ws') };
    const answer = await get(guarded.mediaUrl, { connection: 'close', ...headers, ...signed });
    expect([answer.statusCode, answer.headers.upgrade]).toEqual([426, 'websocket']);
    expect(guarded.log.lines.slice(before)).toMatchObject([
      { level: 40, code: 426, route: '/ws', reason: expect.stringMatching(/proxy.*Upgrade and Connection/) },
    ]);
  });

  it('is not what a browser asks for that opens the address: 426, and no line of the log', async () => {
    const before = guarded.log.lines.length;
    expect((await get(guarded.mediaUrl, {})).statusCode).toBe(426);
    expect(guarded.log.lines.slice(before)).toEqual([]);
  });

  it.each(['/else', '/health', '/twiml'])(
    'of %s is refused, and its connection is given back',
    async (path) => {
      await expect(dialRaw(guarded.mediaUrl.replace('/ws', path))).rejects.toThrow(
        /no upgrade: (200|403|404)/,
      );
      await eventually(() => expect(connections.size).toBe(0));
    },
  );
});
