/** A call that was just placed: what the HTTP API says of it, from queued to its end, however the carrier reports it. */
import twilioClient from 'twilio';
import { afterEach, describe, expect, it } from 'vitest';
import type { TwilioHabits } from '../../../../sandbox/twilio/habits.ts';
import type { Callee } from '../../../../sandbox/twilio/switchboard.ts';
import { freePort } from '../../../helpers/start/free-port.ts';
import { startWorld, type World } from '../../../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../../../helpers/time/virtual-time.ts';

ownTheClock();
const KEY = { authorization: 'Bearer key-one' };
const NUMBER = '+15557654321';

let world: World;
afterEach(() => world.close());

/** A server that Twilio reaches, and a person of whom a test says what they do. */
async function start(callee: Callee, habits: Partial<TwilioHabits> = {}): Promise<void> {
  const port = await freePort();
  world = await startWorld({
    env: { API_KEYS: 'key-one', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` },
    twilio: { callee: () => callee, habits },
  });
}
const request = (method: 'GET' | 'POST' | 'DELETE', url: string) =>
  world.server.app.inject({
    method,
    url,
    headers: KEY,
    ...(method === 'POST' && { payload: { to: NUMBER } }),
  });
const place = async (): Promise<string> => (await request('POST', '/v1/calls')).json().id;
const look = async (id: string) => (await request('GET', `/v1/calls/${id}`)).json();
/** Waits until the server knows, and asks the API. */
const becomes = async (id: string, status: string): Promise<void> => {
  await eventually(() => expect(world.server.app.calls.progressOf(id)).toBe(status));
  expect((await look(id)).status).toBe(status);
};

it('an order that comes again with its Idempotency-Key is the same call', async () => {
  await start({ ringMs: 60_000 });
  const order = () =>
    world.server.app.inject({
      method: 'POST',
      url: '/v1/calls',
      headers: { ...KEY, 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' },
      payload: { to: NUMBER },
    });
  const [first, again] = [await order(), await order()];
  expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
  expect([first, again].map(({ headers }) => headers['idempotent-replayed'])).toEqual([undefined, 'true']);
});

// grimurrash/test-task2#73: two payments; ietf-wg-httpapi/idempotency PR#10: a text within quotation marks
it.each([
  ['doubled by a proxy', 'key-1, key-1'],
  ['within quotation marks', '"key-1"'],
  ['both', '"key-1","key-1"'],
])('an order whose key comes %s is the same, too', async (_, key) => {
  await start({ ringMs: 60_000 });
  const order = (idempotencyKey: string) =>
    world.server.app.inject({
      method: 'POST',
      url: '/v1/calls',
      headers: { ...KEY, 'idempotency-key': idempotencyKey },
      payload: { to: NUMBER },
    });
  const first = (await order(key)).json();
  expect((await order('key-1')).json()).toEqual(first);
  expect((await order('key-2')).json()).not.toEqual(first);
});

describe('a call that was just placed', () => {
  it('is known at once, then rings, is answered and ends', async () => {
    await start({ ringMs: 500 });
    const placed = world.twilio.nextOutboundCall();
    const id = await place();
    const first = await request('GET', `/v1/calls/${id}`);
    expect(first.statusCode).toBe(200);
    expect(first.json()).toMatchObject({ id, status: expect.stringMatching(/queued|ringing/) });
    expect(first.json()).not.toHaveProperty('trace');
    expect(Date.parse(first.json().startedAt)).not.toBeNaN();
    await becomes(id, 'ringing');
    await becomes(id, 'in-progress');
    await eventually(() => expect(world.server.app.calls.findLive(id)).toBeDefined());
    expect(await look(id)).toMatchObject({ status: 'in-progress', trace: { call_id: id } });
    const phone = await placed;
    phone.hangUp();
    await until(phone.ended);
    await becomes(id, 'completed');
    expect(await look(id)).toMatchObject({ trace: { turns: [] } });
  });

  it.each<[outcome: Callee['outcome'], habit: TwilioHabits['statusCallbacks'], status: string]>([
    ['busy', 'inOrder', 'busy'],
    ['no-answer', 'inOrder', 'no-answer'],
    ['failed', 'inOrder', 'failed'],
    ['busy', 'twice', 'busy'],
    ['no-answer', 'backwards', 'no-answer'],
    ['failed', 'backwards', 'failed'],
  ])('and is not answered, %s, is reported %s', async (outcome, statusCallbacks, status) => {
    await start({ outcome: outcome ?? 'busy' }, { statusCallbacks });
    const id = await place();
    await becomes(id, status);
  });

  it.each<TwilioHabits['statusCallbacks']>(['inOrder', 'twice', 'backwards', 'never'])(
    'and is answered is in progress while it has media, and over after it, with callbacks %s',
    async (statusCallbacks) => {
      await start({}, { statusCallbacks });
      const placed = world.twilio.nextOutboundCall();
      const id = await place();
      await eventually(() => expect(world.server.app.calls.findLive(id)).toBeDefined());
      expect((await look(id)).status).toBe('in-progress');
      const phone = await placed;
      phone.hangUp();
      await until(phone.ended);
      await becomes(id, 'completed');
    },
  );

  it('can be taken back while it rings', async () => {
    await start({ ringMs: 60_000 });
    const id = await place();
    await becomes(id, 'ringing');
    expect((await request('DELETE', `/v1/calls/${id}`)).statusCode).toBe(204);
    await becomes(id, 'canceled');
    expect((await request('DELETE', `/v1/calls/${id}`)).statusCode).toBe(204);
  });

  it('says who answered, as the carrier found out', async () => {
    await start({}, { answeredBy: 'machine_start' });
    const placed = world.twilio.nextOutboundCall();
    const id = await place();
    const answeredBy = () => world.server.app.calls.atCarrier.find(id)?.answeredBy;
    await eventually(() => expect(answeredBy()).toBe('machine_start'));
    expect(await look(id)).toMatchObject({ answeredBy: 'machine_start' });
    (await placed).hangUp();
  });

  it('by another server of the same account is asked of the carrier', async () => {
    await start({ outcome: 'busy' });
    const { accountSid, authToken, phoneNumber: from, url } = world.twilio;
    const client = twilioClient(accountSid, authToken);
    client.api.baseUrl = url;
    const placed = world.twilio.nextOutboundCall();
    const { sid } = await client.calls.create({ to: NUMBER, from, url: `${world.server.address}/twiml` });
    await until((await placed).ended);
    expect(world.server.app.calls.atCarrier.find(sid)).toBeUndefined();
    expect(await look(sid)).toMatchObject({ id: sid, status: 'busy' });
  });
});
