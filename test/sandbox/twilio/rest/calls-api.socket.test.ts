/** Calls placed, fetched and ended over the stand-in’s REST API, with Twilio’s own client. */
import twilio from 'twilio';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually, until } from '../../../helpers/time/virtual-time.ts';
import { ACCOUNT, CALLER, codes, eachWithProduct } from '../product.ts';

const exchange = eachWithProduct();

describe('the REST API', () => {
  let client: ReturnType<typeof twilio>;
  const signIn = (token = ACCOUNT.authToken) => {
    client = twilio(ACCOUNT.accountSid, token);
    client.api.baseUrl = exchange.carrier.url;
  };
  const order = (change: object = {}) =>
    client.calls.create({
      to: CALLER,
      from: ACCOUNT.phoneNumber,
      url: exchange.product.http('/twiml'),
      ...change,
    });
  beforeEach(() => signIn());

  it('places a call that the callee answers, and reports how it goes', async () => {
    await exchange.startCarrier({ callee: () => ({ ringMs: 5 }) });
    signIn();
    exchange.product.pages['/status'] = '';
    const placed = exchange.carrier.nextOutboundCall();
    const resource = await order({
      statusCallback: exchange.product.http('/status'),
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    });
    expect(resource).toMatchObject({ status: 'queued', direction: 'outbound-api', to: CALLER });
    const call = await placed;
    await exchange.product.nextStream();
    expect((await client.calls(call.callSid).fetch()).status).toBe('in-progress');
    call.hangUp();
    await until(call.ended);

    const statuses = () =>
      exchange.product.webhooks.filter(({ path }) => path === '/status').map(({ fields }) => fields);
    await eventually(() => expect(statuses().length).toBe(4));
    expect(statuses().map((fields) => [fields.CallStatus, fields.SequenceNumber])).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3'],
    ]);
    expect(statuses().at(-1)).toMatchObject({ CallDuration: '1', CallbackSource: 'call-progress-events' });
    expect(exchange.product.webhooks.every(({ signed }) => signed)).toBe(true);
    const twiml = exchange.product.webhooks.find(({ path }) => path === '/twiml');
    expect(twiml?.fields).toMatchObject({ Direction: 'outbound-api', CallStatus: 'in-progress', To: CALLER });
    expect(await client.calls(call.callSid).fetch()).toMatchObject({ status: 'completed', duration: '1' });
  });

  it('runs TwiML given with the order', async () => {
    const placed = exchange.carrier.nextOutboundCall();
    await order({ url: undefined, twiml: '<Response><Say>Hi</Say></Response>' });
    const { events, status } = await until((await placed).ended);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'verb.run', verb: { verb: 'Say', text: 'Hi' } }),
    );
    expect(status).toBe('completed');
  });

  it('ends a live call once', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    expect(await client.calls(call.callSid).update({ status: 'completed' })).toMatchObject({
      status: 'completed',
    });
    await until(stream.closed);
    expect(stream.messages.at(-1)?.event).toBe('stop');
    expect((await until(call.ended)).endedBy).toBe('api');
    await expect(client.calls(call.callSid).update({ status: 'completed' })).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('takes a live call to other TwiML', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    await client.calls(call.callSid).update({ twiml: '<Response><Dial>+1555</Dial></Response>' });
    await until(stream.closed);
    expect(stream.of('stop')).toHaveLength(1);
    const { verbsAfterStream, warnings } = await until(call.ended);
    expect(verbsAfterStream).toEqual([{ verb: 'Unsupported', name: 'Dial' }]);
    expect(codes(warnings)).toEqual([12200]);
  });

  it.each(['busy', 'no-answer'] as const)('reports a callee who is %s', async (outcome) => {
    await exchange.startCarrier({ callee: () => ({ outcome, ringMs: 1 }) });
    signIn();
    const placed = exchange.carrier.nextOutboundCall();
    await order();
    expect((await until((await placed).ended)).status).toBe(outcome);
    expect(exchange.product.webhooks).toEqual([]);
  });

  it.each([
    [{ to: '12' }, 400, 21211],
    [{ from: CALLER }, 400, 21210],
    [{ url: 'nowhere' }, 400, 21205],
  ])('refuses an order with %j', async (change, status, code) => {
    await expect(order(change)).rejects.toMatchObject({ status, code });
  });

  it('refuses strangers and unknown calls', async () => {
    await expect(client.calls(`CA${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ code: 20404 });
    signIn('wrong');
    await expect(order()).rejects.toMatchObject({ status: 401, code: 20003 });
  });
});
