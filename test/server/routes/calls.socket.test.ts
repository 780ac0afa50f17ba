/** Calls over HTTP: placed, asked for and ended with a Bearer key. */
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

  it('are refused for what is no number, saying what is', async () => {
    for (const body of [{ to: '555' }, {}, { to: NUMBER, from: NUMBER }]) {
      expect((await ask('POST', '/v1/calls', { body })).statusCode).toBe(400);
    }
    expect((await ask('POST', '/v1/calls', { body: { to: '555' } })).json().error).toContain('E.164');
    expect((await ask('GET', '/call/hello')).statusCode).toBe(400);
  });

  it('can be looked up and ended while they last', async () => {
    const { phone, call } = await answering.pickUp();
    const url = `/v1/calls/${phone.callSid}`;
    expect((await askAnswering('GET', url)).json()).toMatchObject({ id: phone.callSid, status: 'active' });
    expect((await askAnswering('DELETE', url)).statusCode).toBe(204);
    expect(await until(call.ended)).toMatchObject({ reason: 'operatorHungUp' });
    expect((await askAnswering('GET', url)).json()).toMatchObject({ status: 'ended' });
    expect((await askAnswering('GET', '/v1/calls/CA-unknown')).statusCode).toBe(404);
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
