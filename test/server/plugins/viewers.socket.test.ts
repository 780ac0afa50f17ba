/** Access to the console and to /metrics: by which key, and from where. */
import type { InjectOptions } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { MACHINE_VERSION, PARLEY_VERSION } from '../../../call/journal/machine-version.ts';
import { dialRaw } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp, type TestAppOptions } from '../../helpers/start/start-app.ts';

let server: TestApp;
const start = async (options?: TestAppOptions): Promise<void> => {
  server = await startApp(options);
};
afterEach(() => server.close());

const ask = (url: string, headers: Record<string, string> = {}, change: InjectOptions = {}) =>
  server.app.inject({ url, headers, ...change });
const GUARDED = ['/console/api/waits', '/metrics', '/trace/latest'] as const;
/** No call was there yet: a trace that may be asked for is not found. */
const answerOf = (url: string): number => (url === '/trace/latest' ? 404 : 200);

const KEY = 'a-key-of-some-length';
const signIn = (key: string, headers: Record<string, string> = {}) =>
  ask('/console/login', headers, { method: 'POST', payload: { key } });
const cookieOf = (answer: Awaited<ReturnType<typeof ask>>): string =>
  answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');

describe('in the sandbox, on this machine', () => {
  it.each(GUARDED)('%s needs no key', async (url) => {
    await start();
    expect((await ask(url)).statusCode).toBe(answerOf(url));
    expect((await ask(url, { host: '127.0.0.1:3040' })).statusCode).toBe(answerOf(url));
    expect((await ask(url, { host: '[::1]:3040' })).statusCode).toBe(answerOf(url));
  });

  it.each(GUARDED)('%s is not for a page that made its own name point here', async (url) => {
    await start();
    expect((await ask(url, { host: 'rebound.example' })).statusCode).toBe(403);
    expect((await ask(url, { host: 'localhost.evil.example:3040' })).statusCode).toBe(403);
  });

  it('the page learns that it needs no key', async () => {
    await start();
    expect((await ask('/console/api/session')).json()).toEqual({
      signedIn: true,
      sandbox: true,
      transcripts: true,
      machine: MACHINE_VERSION,
      version: PARLEY_VERSION,
    });
  });
});

describe('with a key configured', () => {
  const secured = { isLocal: false, apiKeys: [KEY], publicUrl: 'https://agent.example' };

  it.each(GUARDED)('%s is refused without it, with another, and with a forged cookie', async (url) => {
    await start(secured);
    expect((await ask(url)).statusCode).toBe(401);
    expect((await ask(url, { authorization: 'Bearer other' })).statusCode).toBe(401);
    const madeUp = `parley_viewer=${Date.now() + 1e6}.${'A'.repeat(43)}`;
    expect((await ask(url, { cookie: madeUp })).statusCode).toBe(401);
    expect((await ask(url, { cookie: 'parley_viewer=' })).statusCode).toBe(401);
  });

  it.each(GUARDED)('%s is answered to a Bearer key, and to the cookie it was exchanged for', async (url) => {
    await start(secured);
    expect((await ask(url, { authorization: `Bearer ${KEY}` })).statusCode).toBe(answerOf(url));
    const signedIn = await signIn(KEY);
    expect(signedIn.statusCode).toBe(204);
    expect((await ask(url, { cookie: cookieOf(signedIn) })).statusCode).toBe(answerOf(url));
  });

  it('the cookie is out of reach of scripts, other sites and plain http, and ends', async () => {
    await start(secured);
    const [cookie] = (await signIn(KEY)).cookies;
    expect(cookie).toMatchObject({
      httpOnly: true,
      sameSite: 'Strict',
      secure: true,
      path: '/',
      maxAge: 43_200,
    });
    expect(cookie?.value).not.toContain(KEY);
  });

  // n8n-io/n8n#8853, multica-ai/multica#1321, OpenDigitalProductFactory PR#320: signed in, and asked for the key again and again.
  it.each([
    ['http://192.168.0.120:3040', false],
    ['http://localhost:3040', false],
    ['https://agent.example', true],
  ])('of a page at %s, the cookie is kept for https alone: %s', async (origin, isSecure) => {
    await start(secured);
    const [cookie] = (await signIn(KEY, { origin, host: new URL(origin).host })).cookies;
    expect(cookie?.secure ?? false).toBe(isSecure);
  });

  it('a cookie that has ended is none, and one of other keys is none', async () => {
    await start(secured);
    const old = server.app.signCookie(String(Date.now() - 1));
    expect((await ask('/metrics', { cookie: `parley_viewer=${encodeURIComponent(old)}` })).statusCode).toBe(
      401,
    );
    const cookie = cookieOf(await signIn(KEY));
    await server.close();
    await start({ ...secured, apiKeys: ['another-key'] });
    expect((await ask('/metrics', { cookie })).statusCode).toBe(401);
  });

  it('a session outlives a restart', async () => {
    await start(secured);
    const cookie = cookieOf(await signIn(KEY));
    await server.close();
    await start(secured);
    expect((await ask('/metrics', { cookie })).statusCode).toBe(200);
  });

  it.each([{}, { key: '' }, { key: 7 }, { key: ['a-key-of-some-length'] }, []])(
    'signing in with %j gives nothing',
    async (payload) => {
      await start(secured);
      const answer = await ask('/console/login', {}, { method: 'POST', payload });
      expect(answer.statusCode).toBe(401);
      expect(answer.cookies).toEqual([]);
    },
  );

  it('signing out takes the cookie back', async () => {
    await start(secured);
    const answer = await ask('/console/logout', {}, { method: 'POST' });
    expect(answer.cookies[0]).toMatchObject({ name: 'parley_viewer', value: '' });
  });

  it('the phone of the page is refused before there is a socket or a call', async () => {
    await start(secured);
    const url = server.mediaUrl.replace('/ws', '/console/phone');
    await expect(dialRaw(url)).rejects.toThrow('no upgrade: 401');
    expect(server.app.calls.live.size).toBe(0);
    const phone = await dialRaw(url, { headers: { authorization: `Bearer ${KEY}` } });
    phone.hangsUp();
    await phone.closed;
  });
});

describe('without a key and outside the sandbox', () => {
  it('the console is off, and says what it needs', async () => {
    await start({ isLocal: false });
    const answer = await ask('/console');
    expect(answer.statusCode).toBe(404);
    expect(answer.json().error).toContain('API_KEYS');
    expect((await ask('/console/api/waits')).statusCode).toBe(404);
    expect((await ask('/console/api/session')).statusCode).toBe(404);
    await expect(dialRaw(server.mediaUrl.replace('/ws', '/console/phone'))).rejects.toThrow(
      'no upgrade: 503',
    );
  });
});

describe('a page of another site', () => {
  const foreign = { origin: 'https://evil.example' };

  it.each(['/console/api/session', '/console/api/calls/stream', ...GUARDED])(
    'gets nothing from %s',
    async (url) => {
      await start();
      expect((await ask(url, foreign)).statusCode).toBe(403);
      expect((await ask(url, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
      expect((await ask(url, { origin: 'null' })).statusCode).toBe(403);
    },
  );

  it('cannot sign in or out', async () => {
    await start({ isLocal: false, apiKeys: [KEY] });
    expect((await signIn(KEY, foreign)).statusCode).toBe(403);
    expect((await ask('/console/logout', foreign, { method: 'POST' })).statusCode).toBe(403);
  });

  it.each(['/ws', '/console/phone'])('opens no socket on %s', async (path) => {
    await start();
    await expect(dialRaw(server.mediaUrl.replace('/ws', path), { headers: foreign })).rejects.toThrow(
      'no upgrade: 403',
    );
    expect(server.app.calls.live.size).toBe(0);
  });

  /** OctoPrint/OctoPrint#3193: clients that are no browsers, with an Origin that no browser writes. */
  it.each(['agent.example:443', 'org.example.phone'])('is none whose Origin is %s', async (origin) => {
    await start();
    const phone = await dialRaw(server.mediaUrl, { headers: { origin } });
    expect(phone).toBeDefined();
    phone.hangsUp();
  });

  it('of ours is let in, by the name it was asked by', async () => {
    await start({ publicUrl: 'https://agent.example' });
    const { host } = new URL(server.mediaUrl);
    expect((await ask('/console/api/waits', { host, origin: `http://${host}` })).statusCode).toBe(200);
    expect((await ask('/console/api/waits', { host, origin: 'https://agent.example' })).statusCode).toBe(200);
    expect((await ask('/console/api/waits', { host, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  });
});

/**
 * Tr3kkR/Yuzu#2537, grafana/grafana#46321, nightscout/nocturne PR#999: nginx names its upstream as Host unless it is told otherwise.
 * PegaProx/project-pegaprox#626, builderz-labs/mission-control PR#592: the port of the scheme is written, or is not.
 */
describe('behind a proxy, a page of ours is let in', () => {
  const origin = 'https://console.example';
  it.each([
    ['that a browser says to be ours', { host: '127.0.0.1:3040', 'sec-fetch-site': 'same-origin' }],
    ['whose host is forwarded', { host: '127.0.0.1:3040', 'x-forwarded-host': 'console.example' }],
    ['whose host is forwarded twice', { host: 'inner', 'x-forwarded-host': 'console.example, inner' }],
    ['whose host has the port of https', { host: 'console.example:443' }],
  ])('%s', async (_, headers) => {
    await start({ isLocal: false, apiKeys: [KEY], publicUrl: 'https://agent.example' });
    expect((await signIn(KEY, { origin, ...headers })).statusCode).toBe(204);
  });

  it.each([
    ['whose host is nowhere', { host: '127.0.0.1:3040' }],
    ['that a browser says to be another’s', { host: '127.0.0.1:3040', 'sec-fetch-site': 'cross-site' }],
    ['with a port of its own', { host: 'console.example:8443' }],
    ['whose name only begins so', { host: 'console.example.evil.example' }],
  ])('and none %s, with what to do', async (_, headers) => {
    await start({ isLocal: false, apiKeys: [KEY], publicUrl: 'https://agent.example' });
    const answer = await signIn(KEY, { origin, ...headers });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().error).toMatch(/set PUBLIC_URL.*pass the Host header on/);
  });
});

describe('every answer of the console', () => {
  it('forbids scripts of others, frames and guessing', async () => {
    await start();
    const { headers } = await ask('/console/api/session');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
});
