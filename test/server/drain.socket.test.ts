/** The end of a server, as its callers experience it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scopeOf } from '../../actors/call-scope.ts';
import { drain } from '../../server/drain.ts';
import { dialRaw } from '../helpers/raw-phone.ts';
import { startApp, type TestApp } from '../helpers/start/start-app.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(() => server.close());

const call = async () => {
  const phone = await dialRaw(server.mediaUrl);
  phone.connects();
  phone.starts();
  const live = () =>
    [...server.app.calls.live].some(({ journal }) => journal.carrierCallId === phone.callSid);
  await eventually(() => expect(live()).toBe(true));
  return phone;
};
const LONG = 60_000;

describe('a draining server', () => {
  it('is done at once when there is no call', async () => {
    await until(drain(server.app, LONG));
    expect(server.app.calls.draining).toBe(true);
  });

  it('turns new calls away and lets the live one finish', async () => {
    const phone = await call();
    let done = false;
    const drained = drain(server.app, LONG).then(() => {
      done = true;
    });
    expect((await server.app.inject('/twiml')).body).toMatch(/<Say[^>]*>.*call back.*<\/Say><Hangup\/>/);
    phone.media();
    const framesReceived = () =>
      [...server.app.calls.live].map(({ actor }) => scopeOf(actor.system).inbound.recent().length);
    await eventually(() => expect(framesReceived()).toEqual([1]));
    expect([phone.isOpen, done]).toEqual([true, false]);
    phone.stops();
    await until(drained);
    expect((await until(phone.closed)).code).toBe(1000);
  });

  it('hangs up what is still live when the limit has passed', async () => {
    const phones = [await call(), await call()];
    await until(drain(server.app, 20));
    expect(server.app.calls.live.size).toBe(0);
    for (const phone of phones)
      expect(await until(phone.closed)).toEqual({ code: 1000, reason: 'operatorHungUp' });
    expect(server.log.lines.map(({ msg }) => msg)).toContain('the drain limit has passed: hanging up');
  });

  it('answers a call whose webhook came before the drain', async () => {
    const phone = await call();
    const drained = drain(server.app, LONG);
    const late = await call();
    phone.stops();
    await until(phone.closed);
    expect(late.isOpen).toBe(true);
    late.stops();
    await until(drained);
  });
});

describe('a closing server', () => {
  it('hangs up what is live and closes its sockets', async () => {
    const phone = await call();
    await server.app.close();
    expect((await until(phone.closed)).reason).toBe('operatorHungUp');
    expect(server.app.calls.live.size).toBe(0);
  });

  it('does not wait for a socket that never said which call it is', async () => {
    const phone = await dialRaw(server.mediaUrl);
    await eventually(() => expect(server.app.calls.live.size).toBe(1));
    await server.app.close();
    await until(phone.closed);
  });
});
