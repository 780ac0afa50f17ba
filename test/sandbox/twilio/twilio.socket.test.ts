/** A call from pick-up to hang-up, between the stand-in for Twilio and a product. */
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { SILENCE, silence } from '../../../actors/audio/mulaw.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually, ownTheClock, until, wasBusyFor } from '../../helpers/time/virtual-time.ts';
import { ACCOUNT, CALLER, codes, connect, eachWithProduct, lineOf } from './product.ts';
import { tone } from './tone.ts';

const exchange = eachWithProduct();

describe('a call to the product', () => {
  it('begins with a signed webhook that has the caller’s number', async () => {
    const call = exchange.dial();
    await exchange.product.nextStream();
    expect(exchange.product.webhooks).toHaveLength(1);
    expect(exchange.product.webhooks[0]?.signed).toBe(true);
    expect(exchange.product.webhooks[0]?.fields).toMatchObject({
      CallSid: call.callSid,
      AccountSid: ACCOUNT.accountSid,
      From: CALLER,
      To: ACCOUNT.phoneNumber,
      CallStatus: 'ringing',
      Direction: 'inbound',
      ApiVersion: '2010-04-01',
    });
    expect(call.callSid).toMatch(/^CA[\da-f]{32}$/);
  });

  it('signs the upgrade of the media stream for the address in the TwiML', async () => {
    exchange.dial();
    await exchange.product.nextStream();
    const signature = String(exchange.product.upgrades[0]?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(ACCOUNT.authToken, signature, exchange.product.ws('/media'), {})).toBe(
      true,
    );
  });

  it.each([
    ['a stranger signs', 'not the token', 'string'],
    ['without a signature', null, 'undefined'],
  ])('can be forged: %s', async (_, authToken, kind) => {
    exchange.dial({ authToken });
    await exchange.product.nextStream();
    const signature = exchange.product.upgrades[0]?.headers['x-twilio-signature'];
    expect(typeof signature).toBe(kind);
    expect(exchange.product.webhooks[0]?.signed).toBe(false);
  });

  it('opens the stream with connected, start and its parameters', async () => {
    exchange.product.pages['/twiml'] =
      `<?xml version="1.0"?><Response><!-- hi --><Connect><Stream url='${exchange.product.ws('/media')}?a=1'>` +
      '<Parameter name="session" value="Tom &amp; &quot;Jo&#39;s&#x21;"/></Stream></Connect></Response>';
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    const [connected, start] = stream.messages;
    expect(exchange.product.upgrades[0]?.url).toBe('/media');
    expect(connected).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(start).toEqual({
      event: 'start',
      sequenceNumber: '1',
      streamSid: stream.streamSid,
      start: {
        accountSid: ACCOUNT.accountSid,
        streamSid: stream.streamSid,
        callSid: call.callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { session: 'Tom & "Jo\'s!' },
      },
    });
    expect(stream.streamSid).toMatch(/^MZ[\da-f]{32}$/);
  });

  it('sends 20 ms of silence every 20 ms while the caller is silent', async () => {
    const dialledAtMs = performance.now();
    exchange.dial();
    const stream = await exchange.product.nextStream();
    const media = await stream.receives('media', 12);
    expect(performance.now() - dialledAtMs).toBeGreaterThanOrEqual(12 * 20);
    expect(media[1]).toEqual({
      event: 'media',
      sequenceNumber: '3',
      streamSid: stream.streamSid,
      media: {
        track: 'inbound',
        chunk: '2',
        timestamp: '40',
        payload: Buffer.alloc(160, SILENCE).toString('base64'),
      },
    });
  });

  describe('on a machine that was busy', () => {
    ownTheClock();

    it('makes up for lost time', async () => {
      exchange.dial();
      const stream = await until(exchange.product.nextStream());
      await eventually(() => expect(stream.of('media').length).toBeGreaterThan(0));
      const before = stream.of('media').length;
      wasBusyFor(200);
      await settled();
      expect(stream.of('media').length - before).toBeGreaterThanOrEqual(9);
    });
  });

  it('carries what the caller says and presses, sample by sample', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    const audio = tone(60);
    await Promise.all([call.say(lineOf('Hello.', audio)), call.say(lineOf('Hello again.', audio))]);
    call.press('5');
    const [dtmf] = await stream.receives('dtmf');
    call.hangUp();

    const sent = Buffer.concat(stream.of('media').map(({ media }) => Buffer.from(media.payload, 'base64')));
    expect(sent.includes(Buffer.concat([audio, audio]))).toBe(true);
    expect(dtmf?.dtmf).toEqual({ track: 'inbound_track', digit: '5' });
    const { caller, agent, events } = await until(call.ended);
    const started = events.find(({ type }) => type === 'caller.lineStarted')?.trackMs ?? 0;
    expect(Buffer.from(caller).indexOf(audio)).toBe(started * 8);
    expect(caller).toHaveLength(agent.length);
  });
});

describe('what the agent sends', () => {
  it('is heard in order and without a gap, whatever the chunk sizes', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    const audio = tone(100);
    stream.plays(silence(200));
    stream.plays(audio.subarray(0, 33));
    stream.plays(audio.subarray(33, 500));
    stream.plays(audio.subarray(500));
    stream.marked('end');
    await stream.receives('mark');
    call.hangUp();
    const { agent, events } = await until(call.ended);
    const heardFromMs = events.find(({ type }) => type === 'agent.started')?.trackMs ?? 0;
    expect(Buffer.from(agent).indexOf(audio)).toBe(heardFromMs * 8);
    expect(agent.subarray(heardFromMs * 8 + audio.length).every((byte) => byte === SILENCE)).toBe(true);
  });

  it('has its mark echoed when the audio before it was heard', async () => {
    exchange.dial();
    const stream = await exchange.product.nextStream();
    const sentAtMs = performance.now();
    stream.plays(tone(120));
    stream.marked('later');
    await stream.receives('mark');
    expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(120);
  });

  it('has its mark echoed at once when nothing is queued', async () => {
    exchange.dial();
    const stream = await exchange.product.nextStream();
    stream.marked('now');
    stream.marked('also now');
    await stream.receives('mark', 2);
    expect(stream.marks).toEqual(['now', 'also now']);
  });

  it('is not heard any more after a clear, and its marks come back at once', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    stream.plays(tone(2_000));
    stream.marked('half');
    stream.plays(silence(2_000));
    stream.marked('end');
    await call.agentHasSpokenFor(60);
    stream.send('clear');
    await stream.receives('mark', 2);
    expect(stream.marks).toEqual(['half', 'end']);
    expect(call.isAgentAudible).toBe(false);
    await stream.receives('media', stream.of('media').length + 3);
    call.hangUp();

    const { agent, events } = await until(call.ended);
    const clear = events.find(({ type }) => type === 'clear.received');
    expect(clear).toMatchObject({ droppedBytes: expect.any(Number) });
    expect(agent.subarray((clear?.trackMs ?? 0) * 8).every((byte) => byte === SILENCE)).toBe(true);
    expect(events.filter((event) => event.type === 'mark.echoed' && event.cleared)).toHaveLength(2);
  });

  it('is dropped with one warning of each kind when it is not a message Twilio knows', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    stream.raw(Buffer.from([1, 2, 3]));
    stream.raw(Buffer.from([4]));
    stream.raw('not json');
    stream.send('play', {});
    stream.send('media', { media: { payload: 'not base64!' } });
    stream.send('media', { media: { payload: 'f39/fw==', track: 'outbound' } });
    stream.send('media', { media: { payload: Buffer.alloc(60_000).toString('base64') } });
    stream.send('clear', { streamSid: 'MZ0' });
    stream.marked('still alive');
    await stream.receives('mark');
    call.hangUp();
    const { warnings, events } = await until(call.ended);
    expect(codes(warnings)).toEqual([31950, 31951]);
    expect(events.some(({ type }) => type === 'media.received' || type === 'clear.received')).toBe(false);
  });
});

describe('the end of a call', () => {
  it('is stop and a close when the caller hangs up', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    call.hangUp();
    expect(await until(stream.closed)).toBe(1000);
    expect(stream.messages.at(-1)).toMatchObject({
      event: 'stop',
      stop: { accountSid: ACCOUNT.accountSid, callSid: call.callSid },
    });
    const record = await until(call.ended);
    expect(record).toMatchObject({ endedBy: 'caller', status: 'completed', warnings: [] });
    expect(record.callSid).toBe(call.callSid);
  });

  it('is only a broken socket when the line is lost', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    call.dropLine();
    expect(await until(stream.closed)).toBe(1006);
    expect(stream.of('stop')).toEqual([]);
    expect((await until(call.ended)).endedBy).toBe('line');
  });

  it('comes after the verbs that follow the stream when the product closes it', async () => {
    exchange.product.pages['/twiml'] = connect(
      exchange.product.ws('/media'),
      '<Say>One &lt;moment&gt;</Say><Redirect method="POST">/after</Redirect><Say>never</Say>',
    );
    exchange.product.pages['/after'] = '<Response><Say>Bye</Say><Hangup/><Say>never</Say></Response>';
    const call = exchange.dial();
    (await exchange.product.nextStream()).closes();
    const { verbsAfterStream, warnings, endedBy } = await until(call.ended);
    expect(verbsAfterStream).toEqual([
      { verb: 'Say', text: 'One <moment>' },
      { verb: 'Redirect', url: '/after', method: 'POST' },
      { verb: 'Say', text: 'Bye' },
      { verb: 'Hangup' },
    ]);
    expect(exchange.product.webhooks[1]).toMatchObject({
      signed: true,
      fields: { CallStatus: 'in-progress' },
    });
    expect([endedBy, codes(warnings)]).toEqual(['twiml', [31921]]);
  });

  it('comes the same way when the product crashes', async () => {
    exchange.product.pages['/twiml'] = connect(exchange.product.ws('/media'), '<Say>Sorry</Say>');
    const call = exchange.dial();
    (await exchange.product.nextStream()).crashes();
    const { verbsAfterStream, warnings } = await until(call.ended);
    expect([verbsAfterStream, codes(warnings)]).toEqual([[{ verb: 'Say', text: 'Sorry' }], [31903]]);
  });

  it('is not yet there when a redirect opens a second stream', async () => {
    exchange.product.pages['/twiml'] = connect(exchange.product.ws('/media'), '<Redirect>/twiml</Redirect>');
    const call = exchange.dial();
    (await exchange.product.nextStream()).closes();
    const second = await exchange.product.nextStream();
    await second.receives('media');
    call.hangUp();
    const { events, caller, agent } = await until(call.ended);
    expect(events.filter(({ type }) => type === 'stream.started')).toHaveLength(2);
    expect(caller).toHaveLength(agent.length);
  });

  it('follows a stream that was refused, with the next verb', async () => {
    exchange.product.refusesStreams = true;
    exchange.product.pages['/twiml'] = connect(
      exchange.product.ws('/media'),
      '<Say>We cannot take your call.</Say>',
    );
    const { warnings, verbsAfterStream } = await until(exchange.dial().ended);
    expect([codes(warnings), verbsAfterStream.length]).toEqual([[31920], 1]);
  });

  it.each([
    ['the webhook fails', 500, 11200],
    ['the answer is not XML', '<Response><Say>', 12100],
    ['the answer is not TwiML', '<html></html>', 12100],
    ['the stream is not secure', connect('ws://example.com/media'), 31910],
  ])('is an apology by the carrier, or silence, when %s', async (_, page, code) => {
    exchange.product.pages['/twiml'] = page;
    expect(codes((await until(exchange.dial().ended)).warnings)).toEqual([code]);
  });
});

describe('closing the stand-in', () => {
  it('ends every call and leaves nothing behind', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    await exchange.carrier.close();
    expect((await until(call.ended)).endedBy).toBe('sandbox');
    await until(stream.closed);
    await expect(fetch(exchange.carrier.url)).rejects.toThrow();
  });
});
