/** Calls over HTTP: placed, asked for and ended with a Bearer key. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../../helpers/start/start-world.ts';
import { ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
const KEY = { authorization: 'Bearer key-one' };
const NUMBER = '+15557654321';

/** Two servers: one with a public address, which may call out, and one that answers on this machine only. */
let calling: World;
let answering: World;
beforeAll(async () => {
  const API_KEYS = 'key-zero, key-one';
  calling = await startWorld({ env: { API_KEYS, PUBLIC_URL: 'http://127.0.0.1:9' } });
  answering = await startWorld({ env: { API_KEYS } });
});
afterAll(async () => {
  await calling.close();
  await answering.close();
});

const askOf =
  (world: () => World) =>
  (method: 'GET' | 'POST' | 'DELETE', url: string, { headers = KEY, body = {} } = {}) =>
    world().server.app.inject({ method, url, headers, ...(method === 'POST' && { payload: body }) });
const ask = askOf(() => calling);
const askAnswering = askOf(() => answering);

describe('the calls of the HTTP API', () => {
  it('are refused without a key', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'key-one' }]) {
      const options = { headers: headers as typeof KEY };
      expect((await ask('POST', '/v1/calls', { ...options, body: { to: NUMBER } })).statusCode).toBe(401);
      expect((await ask('GET', `/call/${NUMBER}`, options)).statusCode).toBe(401);
      expect((await ask('GET', '/v1/calls/CA1', options)).statusCode).toBe(401);
      expect((await ask('DELETE', '/v1/calls/CA1', options)).statusCode).toBe(401);
    }
  });

  it('are placed with the carrier, from either path', async () => {
    const placed = calling.twilio.nextOutboundCall();
    const answer = await ask('POST', '/v1/calls', { body: { to: NUMBER } });
    expect(answer.statusCode).toBe(201);
    const phone = await placed;
    expect(answer.json()).toEqual({ id: phone.callSid, status: 'queued' });
    phone.hangUp();

    const again = calling.twilio.nextOutboundCall();
    const shuo = await ask('GET', `/call/${NUMBER.slice(1)}`);
    expect(shuo.json()).toEqual({ status: 'calling', call_sid: (await again).callSid });
    (await again).hangUp();
  });

  it.each([
    // verbb/hyper#86: cut and pasted from Apple's contacts
    `\u202d${NUMBER}\u202c`,
    // signalapp/Signal-Android#11630
    `\u2068${NUMBER}\u2069`,
    ` ${NUMBER}\u00a0`,
    `"${NUMBER}"`,
  ])('are placed to a number with what nobody sees around it: %j', async (to) => {
    const placed = calling.twilio.nextOutboundCall();
    const answer = await ask('POST', '/v1/calls', { body: { to } });
    const phone = await placed;
    expect([answer.statusCode, answer.json().id]).toEqual([201, phone.callSid]);
    phone.hangUp();
  });

  it.each<[body: object, error: RegExp]>([
    [{ to: '555' }, /^to: a number in E\.164, such as \+15551234567: it has no \+ and no country code$/],
    [{ to: '' }, /it is empty/],
    [{ to: '+1 (555) 765-4321' }, /it has blanks or punctuation/],
    [{ to: '0015557654321' }, /it begins with 00: write \+ instead/],
    [{ to: '+05557654321' }, /a country code does not begin with 0/],
    [{ to: '+1555765432112345' }, /it has more than 15 digits/],
    [{ to: '+15' }, /it has fewer than 7 digits/],
    // dograh-hq/dograh PR#757
    [{ to: '+4402079460958' }, /the 0 behind the country code/],
    [{ to: '+1800FLOWERS' }, /it has letters/],
    [{ to: 'sip:alice@example.com' }, /it is an address/],
    [{ to: 15557654321 }, /a number in E\.164 as text/],
    [{ to: null }, /a number in E\.164 as text/],
    [{}, /^to: a number in E\.164 as text/],
    [[], /send the number to call as JSON/],
    [{ to: NUMBER, from: NUMBER }, /from/],
  ])('are refused for %j, saying what is wrong', async (body, error) => {
    const answer = await ask('POST', '/v1/calls', { body });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatch(error);
  });

  it('are refused for a path without a number', async () => {
    const answer = await ask('GET', '/call/hello');
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatch(/^The path must end with a number in E\.164/);
  });

  it('can be looked up and ended while they last', async () => {
    const { phone, call } = await answering.pickUp();
    const url = `/v1/calls/${phone.callSid}`;
    expect((await askAnswering('GET', url)).json()).toMatchObject({
      id: phone.callSid,
      status: 'in-progress',
    });
    expect((await askAnswering('DELETE', url)).statusCode).toBe(204);
    expect(await until(call.ended)).toMatchObject({ reason: 'operatorHungUp' });
    expect((await askAnswering('GET', url)).json()).toMatchObject({ status: 'completed' });
    expect((await askAnswering('DELETE', url)).statusCode).toBe(204);
    for (const id of ['CA-unknown', `CA${'0'.repeat(32)}`])
      expect((await askAnswering('GET', `/v1/calls/${id}`)).statusCode).toBe(404);
    expect((await askAnswering('DELETE', '/v1/calls/CA-unknown')).statusCode).toBe(404);
    await until(phone.ended);
  });

  it('cannot be placed by a server that the carrier cannot reach', async () => {
    const answer = await askAnswering('POST', '/v1/calls', { body: { to: NUMBER } });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().error).toContain('PUBLIC_URL');
  });
});

describe('a media socket that is lost in mid-call', () => {
  it('is followed by an apology, because the caller may still be on the line', async () => {
    const { phone, call } = await answering.pickUp();
    phone.dropLine();
    expect(await until(call.ended)).toMatchObject({ reason: 'transportFailed' });
    const after = answering.server.app.calls.ended.find(
      ({ carrierCallId }) => carrierCallId === phone.callSid,
    );
    expect(after?.endedWell).toBe(false);
    await until(phone.ended);
  });
});

describe('a request as other clients make it', () => {
  const JSON_TYPE = { ...KEY, 'content-type': 'application/json' };
  const FORM_TYPE = { ...KEY, 'content-type': 'application/x-www-form-urlencoded' };
  const [ENDED, BODY] = ['/v1/calls/ended', JSON.stringify({ to: '555' })];
  type Method = 'GET' | 'POST' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PUT';

  it.each<
    [what: string, source: string, Method, url: string, headers: object, payload: string, code: number]
  >([
    ['DELETE with a JSON content type and no body', 'fastify #936', 'DELETE', ENDED, JSON_TYPE, '', 204],
    ['DELETE with a form content type and no body', 'remult #177', 'DELETE', ENDED, FORM_TYPE, '', 204],
    [
      'DELETE with another content type and no body',
      'fastify #894',
      'DELETE',
      ENDED,
      { ...KEY, 'content-type': 'text/plain' },
      '',
      204,
    ],
    ['DELETE with an empty object', 'our own', 'DELETE', ENDED, JSON_TYPE, '{}', 204],
    ['DELETE with a slash at the end', 'our own', 'DELETE', `${ENDED}/`, KEY, '', 204],
    ['GET with a JSON content type', 'ra-data-rest-client #1', 'GET', ENDED, JSON_TYPE, '', 200],
    ['GET with a slash at the end', 'our own', 'GET', `${ENDED}/`, KEY, '', 200],
    ['GET with a query', 'our own', 'GET', `${ENDED}/?a=1`, KEY, '', 200],
    ['HEAD', 'load balancers', 'HEAD', ENDED, KEY, '', 200],
    ['HEAD of the health', 'load balancers', 'HEAD', '/health', {}, '', 200],
    ['HEAD that would dial', 'our own', 'HEAD', '/call/15557654321', KEY, '', 404],
    ['OPTIONS', 'browsers', 'OPTIONS', '/v1/calls', KEY, '', 404],
    ['PUT', 'our own', 'PUT', '/v1/calls', JSON_TYPE, BODY, 404],
    ['bearer in lower case', 'RFC 7235', 'GET', ENDED, { authorization: 'bearer key-one' }, '', 200],
    ['BEARER and two blanks', 'RFC 7235', 'GET', ENDED, { authorization: 'BEARER  key-one ' }, '', 200],
    [
      'POST with a charset',
      'axios',
      'POST',
      '/v1/calls',
      { ...KEY, 'content-type': 'application/json; charset=utf-8' },
      BODY,
      400,
    ],
    ['POST with a form', 'curl -d', 'POST', '/v1/calls', FORM_TYPE, 'to=%2B15557654321', 415],
    ['POST with JSON that curl calls a form', 'curl -d', 'POST', '/v1/calls', FORM_TYPE, BODY, 415],
    [
      'POST with text',
      'fetch without headers',
      'POST',
      '/v1/calls',
      { ...KEY, 'content-type': 'text/plain' },
      BODY,
      415,
    ],
    [
      'POST with XML',
      'our own',
      'POST',
      '/v1/calls',
      { ...KEY, 'content-type': 'application/xml' },
      '<to/>',
      415,
    ],
    ['POST without a body', 'nestjs/nest #15743', 'POST', '/v1/calls', JSON_TYPE, '', 400],
    ['POST without anything', 'our own', 'POST', '/v1/calls', KEY, '', 400],
    ['POST with broken JSON', 'our own', 'POST', '/v1/calls', JSON_TYPE, '{"to":', 400],
    ['POST with blanks', 'our own', 'POST', '/v1/calls', JSON_TYPE, ' ', 400],
    ['POST with a list', 'our own', 'POST', '/v1/calls', JSON_TYPE, '[]', 400],
  ])('%s (%s) is answered as it means', async (_what, _source, method, url, headers, payload, code) => {
    calling.server.app.calls.atCarrier.learn('ended', { status: 'no-answer' });
    const answer = await calling.server.app.inject({
      method,
      url,
      headers: { ...headers },
      ...(payload !== '' && { payload }),
    });
    expect(answer.statusCode).toBe(code);
    if (code === 415) expect(answer.json().error).toContain('Content-Type: application/json');
    if (code === 400 && payload.trim() === '') expect(answer.json().error).toContain('{"to":"+15551234567"}');
  });
});

// fastify#5735, #3804, #1884
it.each(['/v1/calls/%C0', '/%what%', '/call/%E0%A4%A'])(
  'the path %s is refused as any other is',
  async (url) => {
    const answer = await ask('GET', url);
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['error']]);
    expect(answer.json().error).toContain('is not a valid url component');
  },
);

// fastify#3405, YehudaBriskman/WindoM#225, gofiber/fiber#4343: no limit unless one is set
it('a request that never arrives whole is given up', () => {
  expect(calling.server.app.server.requestTimeout).toBe(60_000);
});

describe('a body of JSON', () => {
  const post = (headers: Record<string, string>, payload: string | Buffer) =>
    calling.server.app.inject({ method: 'POST', url: '/v1/calls', headers: { ...KEY, ...headers }, payload });
  const WRONG = JSON.stringify({ to: '555' });

  it.each([
    ['of another kind', 'application/vnd.api+json', 'fastify#2307'],
    ['of another kind, with a charset', 'application/hal+json; charset=utf-8', 'fastify#2307'],
    ['by its older name', 'text/json', 'happier-dev/happier PR#279'],
    ['named twice by a proxy', 'application/json,application/json', 'fastify PR#6414: Jira'],
    [
      'named twice, once with a charset',
      'application/json; charset=utf-8,application/json',
      'fastify PR#6414',
    ],
    ['in capitals', 'Application/JSON', 'RFC 9110, 8.3.1'],
  ])('%s is read (%s, %s)', async (_, type) => {
    const answer = await post({ 'content-type': type }, WRONG);
    expect([answer.statusCode, answer.json().error]).toEqual([400, expect.stringContaining('to: ')]);
  });

  it.each([
    ['with a byte order mark', { 'content-type': 'application/json' }, `\ufeff${WRONG}`],
    [
      'that is said not to be coded',
      { 'content-type': 'application/json', 'content-encoding': 'identity' },
      WRONG,
    ],
  ])('%s is read', async (_, headers, payload) => {
    const answer = await post(headers, payload);
    expect([answer.statusCode, answer.json().error]).toEqual([400, expect.stringContaining('to: ')]);
  });

  // HarperFast/harper#1438, google/certificate-transparency#1109, fastify#1986: broken JSON, it was said
  it.each([
    ['gzip', gzipSync(WRONG)],
    ['br', brotliCompressSync(WRONG)],
    ['zstd', Buffer.from(WRONG)],
  ])('that is compressed with %s is refused as that', async (coding, payload) => {
    const answer = await post({ 'content-type': 'application/json', 'content-encoding': coding }, payload);
    expect(answer.statusCode).toBe(415);
    expect(answer.json().error).toMatch(/compressed.*without Content-Encoding/);
    expect(answer.headers['accept-encoding']).toBe('identity');
  });

  it('that is larger than anything to say is refused with its limit', async () => {
    const answer = await post(
      { 'content-type': 'application/json' },
      JSON.stringify({ to: '1'.repeat(2 ** 20) }),
    );
    expect(answer.statusCode).toBe(413);
    expect(answer.json().error).toMatch(/too large/i);
  });
});

describe('a draining server', () => {
  it('places no call and says when to ask again; calls can still be looked up and ended', async () => {
    const { calls } = calling.server.app;
    calls.atCarrier.learn('ended', { status: 'no-answer' });
    calls.draining = true;
    try {
      for (const answer of [
        await ask('POST', '/v1/calls', { body: { to: NUMBER } }),
        await ask('GET', `/call/${NUMBER}`),
      ]) {
        expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '10']);
        expect(answer.json().error).toContain('stopping');
      }
      expect((await ask('GET', '/v1/calls/ended')).statusCode).toBe(200);
      expect((await ask('DELETE', '/v1/calls/ended')).statusCode).toBe(204);
      expect(
        (await ask('POST', '/v1/calls', { headers: {} as typeof KEY, body: { to: NUMBER } })).statusCode,
      ).toBe(401);
    } finally {
      calls.draining = false;
    }
  });
});
