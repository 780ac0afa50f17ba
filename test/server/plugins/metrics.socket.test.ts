/** `GET /metrics`, as Prometheus reads it. */
import { afterEach, describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../../readings/invariants.ts';
import { dialRaw } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp, type TestAppOptions } from '../../helpers/start/start-app.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
const start = async (options?: TestAppOptions): Promise<void> => {
  server = await startApp(options);
};
afterEach(() => server.close());

/** A figure by its name and labels; undefined when it is not there. */
async function figure(name: string): Promise<number | undefined> {
  const { body } = await server.app.inject('/metrics');
  const line = body.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}
async function callOnce(): Promise<void> {
  const phone = await dialRaw(server.mediaUrl);
  phone.connects();
  phone.starts();
  await eventually(() => expect(server.app.calls.findLive(phone.callSid)).toBeDefined());
  phone.stops();
  await until(phone.closed);
  await until(server.app.calls.whenIdle());
}

describe('the figures', () => {
  it('count live calls, and ended ones by reason', async () => {
    await start();
    const phone = await dialRaw(server.mediaUrl);
    phone.connects();
    await settled();
    expect(await figure('parley_calls_live')).toBe(1);
    phone.hangsUp();
    await settled();
    expect(await figure('parley_calls_live')).toBe(0);
    expect(await figure('parley_calls_total{reason="neverStarted"}')).toBe(1);
    await callOnce();
    expect(await figure('parley_calls_total{reason="callerHungUp"}')).toBe(1);
  });

  it('have every invariant from the start, at zero', async () => {
    await start();
    for (const id of Object.keys(INVARIANTS))
      expect(await figure(`parley_invariant_violations_total{id="${id}"}`)).toBe(0);
    await callOnce();
    for (const id of Object.keys(INVARIANTS))
      expect(await figure(`parley_invariant_violations_total{id="${id}"}`)).toBe(0);
  });

  /** A call that is live, and its journal. */
  const callLive = async () => {
    await start();
    const phone = await dialRaw(server.mediaUrl);
    phone.connects();
    phone.starts();
    await eventually(() => expect(server.app.calls.findLive(phone.callSid)).toBeDefined());
    const { journal } = server.app.calls.findLive(phone.callSid) ?? expect.fail('no call');
    return { phone, journal };
  };

  /** A line of the log that warns of something in this call. */
  const warning = (phone: { readonly callSid: string }, msg: string) =>
    expect.objectContaining({ msg, level: 40, callId: phone.callSid });

  it('count an invariant that a live call breaks, and the log says where', async () => {
    const { phone, journal } = await callLive();
    journal.append('wire', 'media');
    await settled();
    expect(await figure('parley_invariant_violations_total{id="I1"}')).toBe(1);
    expect(server.log.lines).toContainEqual(
      expect.objectContaining({
        msg: 'an invariant does not hold',
        id: 'I1',
        seq: journal.entries.length - 1,
        callId: phone.callSid,
        what: 'media of no generation',
      }),
    );
    phone.stops();
    await until(phone.closed);
  });

  it('count a change of patience that the STT vendor did not take, and the log warns of it', async () => {
    const { phone, journal } = await callLive();
    journal.append('note', 'stt.patienceRefused', { epoch: 1, refusal: 'refused', vendorReason: 'no luck' });
    await settled();
    expect(await figure('parley_stt_patience_refusals_total{refusal="refused"}')).toBe(1);
    expect(server.log.lines).toContainEqual(warning(phone, '✗ STT kept its patience: refused, no luck'));
    phone.stops();
    await until(phone.closed);
  });

  it('count a turn that the STT vendor did not end, and the log warns of it', async () => {
    const { phone, journal } = await callLive();
    const turn = { epoch: 1, turnIndex: 0, text: 'Hello?' };
    journal.append('event', 'caller.endOfTurn', { ...turn, trigger: 'model' });
    journal.append('event', 'caller.endOfTurn', { ...turn, turnIndex: 1, trigger: 'lastResort' });
    await settled();
    expect(await figure('parley_stt_last_resorts_total')).toBe(1);
    expect(server.log.lines).toContainEqual(
      warning(phone, '✗ STT did not end the turn, which we ended: "Hello?"'),
    );
    phone.stops();
    await until(phone.closed);
  });

  it('are in the format that Prometheus reads, with those of the process', async () => {
    await start();
    const { headers, body } = await server.app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(body).toContain('# TYPE parley_answer_seconds histogram');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
  });

  // NLnetLabs/routinator#704
  it('answer a monitor that asks for the head alone', async () => {
    await start();
    const { statusCode, body } = await server.app.inject({ method: 'HEAD', url: '/metrics' });
    expect([statusCode, body]).toEqual([200, '']);
  });
});

describe('where others can reach them', () => {
  const secured = { isLocal: false, apiKeys: ['key-1'] };

  it('they need a key', async () => {
    await start(secured);
    expect((await server.app.inject('/metrics')).statusCode).toBe(401);
    const headers = { authorization: 'Bearer key-1' };
    expect((await server.app.inject({ url: '/metrics', headers })).statusCode).toBe(200);
    expect((await server.app.inject({ method: 'HEAD', url: '/metrics' })).statusCode).toBe(401);
  });

  it('and are refused to all when there is no key', async () => {
    await start({ isLocal: false });
    expect((await server.app.inject('/metrics')).statusCode).toBe(503);
  });
});
