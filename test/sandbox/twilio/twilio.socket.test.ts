import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { encodeMulaw, SILENCE, silence } from '../../../actors/audio/mulaw.ts';
import { replyAsFrontDesk } from '../../../sandbox/callers/front-desk.ts';
import { type CallerStep, createCaller } from '../../../sandbox/callers/run-caller.ts';
import { PlaybackBuffer } from '../../../sandbox/twilio/media/playback-buffer.ts';
import {
  type InboundCall,
  startTwilio,
  type TwilioOptions,
  type TwilioStandIn,
} from '../../../sandbox/twilio/twilio.ts';
import { parseTwiml } from '../../../sandbox/twilio/webhooks/twiml.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually, ownTheClock, until, wasBusyFor } from '../../helpers/time/virtual-time.ts';

const ACCOUNT = { accountSid: `AC${'a1'.repeat(16)}`, authToken: '12345', phoneNumber: '+15550002222' };
const CALLER = '+15550001111';

/** `ms` of a loud 500 Hz tone. */
const tone = (ms: number) =>
  encodeMulaw(Int16Array.from({ length: ms * 8 }, (_, i) => 8_000 * Math.sin((i * Math.PI) / 8)));
const lineOf = (text: string, audio = tone(60)) => ({ text, audio, words: [] });
const connect = (url: string, after = '') =>
  `<Response><Connect><Stream url="${url}"/></Connect>${after}</Response>`;

interface Heard {
  event: string;
  sequenceNumber?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the test reads whatever field it is about
  [field: string]: any;
}

/** One media stream, from the product's side. */
class ProductStream {
  readonly messages: Heard[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.closed = once(socket, 'close').then(([code]) => code as number);
  }

  get streamSid(): string {
    return this.of('start')[0]?.streamSid;
  }
  of(event: string): Heard[] {
    return this.messages.filter((message) => message.event === event);
  }
  get marks(): string[] {
    return this.of('mark').map(({ mark }) => mark.name);
  }
  async hears(event: string, count = 1): Promise<Heard[]> {
    await eventually(() => expect(this.of(event).length).toBeGreaterThanOrEqual(count));
    return this.of(event);
  }
  raw(data: string | Buffer): void {
    this.#socket.send(data);
  }
  send(event: string, fields: object = {}): void {
    this.raw(JSON.stringify({ event, streamSid: this.streamSid, ...fields }));
  }
  plays(audio: Uint8Array): void {
    this.send('media', { media: { payload: Buffer.from(audio).toString('base64') } });
  }
  marked(name: string): void {
    this.send('mark', { mark: { name } });
  }
  closes(): void {
    this.#socket.close(1000);
  }
  crashes(): void {
    this.#socket.terminate();
  }
}

/** The product: answers webhooks with TwiML and accepts media streams. */
class Product {
  readonly pages: Record<string, string | number> = {};
  readonly webhooks: { path: string; fields: Record<string, string>; signed: boolean }[] = [];
  readonly upgrades: IncomingMessage[] = [];
  refusesStreams = false;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #streams: ProductStream[] = [];
  #taken = 0;

  async start(): Promise<void> {
    this.#server.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request);
      if (this.refusesStreams) return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#streams.push(new ProductStream(ws)));
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.pages['/twiml'] = connect(this.ws('/media'));
  }
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const page = this.pages[path] ?? 404;
    const fields = Object.fromEntries(new URLSearchParams(await text(request)));
    const signature = String(request.headers['x-twilio-signature']);
    const signed = twilio.validateRequest(ACCOUNT.authToken, signature, this.http(path), fields);
    this.webhooks.push({ path, fields, signed });
    if (typeof page === 'number') response.writeHead(page).end();
    else response.setHeader('content-type', 'text/xml').end(page);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  http(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }
  ws(path: string): string {
    return `ws://127.0.0.1:${this.port}${path}`;
  }
  async nextStream(): Promise<ProductStream> {
    await eventually(() => expect(this.#streams.length).toBeGreaterThan(this.#taken));
    const stream = this.#streams[this.#taken++] as ProductStream;
    await stream.hears('start');
    return stream;
  }
  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let product: Product;
let carrier: TwilioStandIn;

const startCarrier = async (options: Partial<TwilioOptions> = {}) => {
  await carrier?.close();
  carrier = await startTwilio({ ...ACCOUNT, ...options });
};
const dial = (options: Partial<InboundCall> = {}) =>
  carrier.placeCall({ webhookUrl: product.http('/twiml'), from: CALLER, ...options });
const codes = (warnings: readonly { code: number }[]) => warnings.map(({ code }) => code);

beforeEach(async () => {
  product = new Product();
  await product.start();
  carrier = await startTwilio(ACCOUNT);
});
afterEach(async () => {
  await carrier.close();
  await product.stop();
});

describe('a call to the product', () => {
  it('begins with a signed webhook that says who is calling', async () => {
    const call = dial();
    await product.nextStream();
    expect(product.webhooks).toHaveLength(1);
    expect(product.webhooks[0]?.signed).toBe(true);
    expect(product.webhooks[0]?.fields).toMatchObject({
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
    dial();
    await product.nextStream();
    const signature = String(product.upgrades[0]?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(ACCOUNT.authToken, signature, product.ws('/media'), {})).toBe(true);
  });

  it.each([
    ['a stranger signs', 'not the token', 'string'],
    ['nobody signs', null, 'undefined'],
  ])('can be forged: %s', async (_, authToken, kind) => {
    dial({ authToken });
    await product.nextStream();
    const signature = product.upgrades[0]?.headers['x-twilio-signature'];
    expect(typeof signature).toBe(kind);
    expect(product.webhooks[0]?.signed).toBe(false);
  });

  it('opens the stream with connected, start and its parameters', async () => {
    product.pages['/twiml'] =
      `<?xml version="1.0"?><Response><!-- hi --><Connect><Stream url='${product.ws('/media')}?a=1'>` +
      '<Parameter name="session" value="Tom &amp; &quot;Jo&#39;s&#x21;"/></Stream></Connect></Response>';
    const call = dial();
    const stream = await product.nextStream();
    const [connected, start] = stream.messages;
    expect(product.upgrades[0]?.url).toBe('/media');
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

  it('sends 20 ms of silence every 20 ms while nobody speaks', async () => {
    const dialledAtMs = performance.now();
    dial();
    const stream = await product.nextStream();
    const media = await stream.hears('media', 12);
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
      dial();
      const stream = await until(product.nextStream());
      await eventually(() => expect(stream.of('media').length).toBeGreaterThan(0));
      const before = stream.of('media').length;
      wasBusyFor(200);
      await settled();
      expect(stream.of('media').length - before).toBeGreaterThanOrEqual(9);
    });
  });

  it('carries what the caller says and presses, sample by sample', async () => {
    const call = dial();
    const stream = await product.nextStream();
    const audio = tone(60);
    await Promise.all([call.say(lineOf('Hello.', audio)), call.say(lineOf('Hello again.', audio))]);
    call.press('5');
    const [dtmf] = await stream.hears('dtmf');
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
    const call = dial();
    const stream = await product.nextStream();
    const audio = tone(100);
    stream.plays(silence(200));
    stream.plays(audio.subarray(0, 33));
    stream.plays(audio.subarray(33, 500));
    stream.plays(audio.subarray(500));
    stream.marked('end');
    await stream.hears('mark');
    call.hangUp();
    const { agent, events } = await until(call.ended);
    const heardFromMs = events.find(({ type }) => type === 'agent.started')?.trackMs ?? 0;
    expect(Buffer.from(agent).indexOf(audio)).toBe(heardFromMs * 8);
    expect(agent.subarray(heardFromMs * 8 + audio.length).every((byte) => byte === SILENCE)).toBe(true);
  });

  it('has its mark echoed when the audio before it was heard', async () => {
    dial();
    const stream = await product.nextStream();
    const sentAtMs = performance.now();
    stream.plays(tone(120));
    stream.marked('later');
    await stream.hears('mark');
    expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(120);
  });

  it('has its mark echoed at once when nothing is queued', async () => {
    dial();
    const stream = await product.nextStream();
    stream.marked('now');
    stream.marked('also now');
    await stream.hears('mark', 2);
    expect(stream.marks).toEqual(['now', 'also now']);
  });

  it('is not heard any more after a clear, and its marks come back at once', async () => {
    const call = dial();
    const stream = await product.nextStream();
    stream.plays(tone(2_000));
    stream.marked('half');
    stream.plays(silence(2_000));
    stream.marked('end');
    await call.agentHasSpokenFor(60);
    stream.send('clear');
    await stream.hears('mark', 2);
    expect(stream.marks).toEqual(['half', 'end']);
    expect(call.isAgentAudible).toBe(false);
    await stream.hears('media', stream.of('media').length + 3);
    call.hangUp();

    const { agent, events } = await until(call.ended);
    const clear = events.find(({ type }) => type === 'clear.received');
    expect(clear).toMatchObject({ droppedBytes: expect.any(Number) });
    expect(agent.subarray((clear?.trackMs ?? 0) * 8).every((byte) => byte === SILENCE)).toBe(true);
    expect(events.filter((event) => event.type === 'mark.echoed' && event.cleared)).toHaveLength(2);
  });

  it('is dropped with one warning of each kind when it is not a message Twilio knows', async () => {
    const call = dial();
    const stream = await product.nextStream();
    stream.raw(Buffer.from([1, 2, 3]));
    stream.raw(Buffer.from([4]));
    stream.raw('not json');
    stream.send('play', {});
    stream.send('media', { media: { payload: 'not base64!' } });
    stream.send('media', { media: { payload: 'f39/fw==', track: 'outbound' } });
    stream.send('media', { media: { payload: Buffer.alloc(60_000).toString('base64') } });
    stream.send('clear', { streamSid: 'MZ0' });
    stream.marked('still alive');
    await stream.hears('mark');
    call.hangUp();
    const { warnings, events } = await until(call.ended);
    expect(codes(warnings)).toEqual([31950, 31951]);
    expect(events.some(({ type }) => type === 'media.received' || type === 'clear.received')).toBe(false);
  });
});

describe('the playback buffer', () => {
  it('holds a mark until the frame it falls in has played', () => {
    const buffer = new PlaybackBuffer();
    buffer.addAudio(tone(10));
    expect(buffer.addMark('in the middle')).toBe(false);
    buffer.addAudio(tone(20));
    expect(buffer.nextFrame().dueMarks).toEqual([]);
    expect(buffer.addMark('end')).toBe(false);
    expect(buffer.nextFrame().dueMarks).toEqual(['in the middle']);
    expect(buffer.nextFrame()).toEqual({ frame: silence(20), dueMarks: ['end'] });
    expect(buffer.addMark('idle')).toBe(true);
    expect(buffer.queuedBytes).toBe(0);
  });
});

describe('the end of a call', () => {
  it('is stop and a close when the caller hangs up', async () => {
    const call = dial();
    const stream = await product.nextStream();
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
    const call = dial();
    const stream = await product.nextStream();
    call.dropLine();
    expect(await until(stream.closed)).toBe(1006);
    expect(stream.of('stop')).toEqual([]);
    expect((await until(call.ended)).endedBy).toBe('line');
  });

  it('comes after the verbs that follow the stream when the product closes it', async () => {
    product.pages['/twiml'] = connect(
      product.ws('/media'),
      '<Say>One &lt;moment&gt;</Say><Redirect method="POST">/after</Redirect><Say>never</Say>',
    );
    product.pages['/after'] = '<Response><Say>Bye</Say><Hangup/><Say>never</Say></Response>';
    const call = dial();
    (await product.nextStream()).closes();
    const { verbsAfterStream, warnings, endedBy } = await until(call.ended);
    expect(verbsAfterStream).toEqual([
      { verb: 'Say', text: 'One <moment>' },
      { verb: 'Redirect', url: '/after', method: 'POST' },
      { verb: 'Say', text: 'Bye' },
      { verb: 'Hangup' },
    ]);
    expect(product.webhooks[1]).toMatchObject({ signed: true, fields: { CallStatus: 'in-progress' } });
    expect([endedBy, codes(warnings)]).toEqual(['twiml', [31921]]);
  });

  it('comes the same way when the product crashes', async () => {
    product.pages['/twiml'] = connect(product.ws('/media'), '<Say>Sorry</Say>');
    const call = dial();
    (await product.nextStream()).crashes();
    const { verbsAfterStream, warnings } = await until(call.ended);
    expect([verbsAfterStream, codes(warnings)]).toEqual([[{ verb: 'Say', text: 'Sorry' }], [31903]]);
  });

  it('is not yet there when a redirect opens a second stream', async () => {
    product.pages['/twiml'] = connect(product.ws('/media'), '<Redirect>/twiml</Redirect>');
    const call = dial();
    (await product.nextStream()).closes();
    const second = await product.nextStream();
    await second.hears('media');
    call.hangUp();
    const { events, caller, agent } = await until(call.ended);
    expect(events.filter(({ type }) => type === 'stream.started')).toHaveLength(2);
    expect(caller).toHaveLength(agent.length);
  });

  it('follows a stream that was refused, with the next verb', async () => {
    product.refusesStreams = true;
    product.pages['/twiml'] = connect(product.ws('/media'), '<Say>We cannot take your call.</Say>');
    const { warnings, verbsAfterStream } = await until(dial().ended);
    expect([codes(warnings), verbsAfterStream.length]).toEqual([[31920], 1]);
  });

  it.each([
    ['the webhook fails', 500, 11200],
    ['the answer is not XML', '<Response><Say>', 12100],
    ['the answer is not TwiML', '<html></html>', 12100],
    ['the stream is not secure', connect('ws://example.com/media'), 31910],
  ])('is an apology by the carrier, or silence, when %s', async (_, page, code) => {
    product.pages['/twiml'] = page;
    expect(codes((await until(dial().ended)).warnings)).toEqual([code]);
  });
});

describe('TwiML', () => {
  it.each([
    ['<Response><Say>a & b</Say></Response>', /ampersand/],
    ['<Response><Say>&nbsp;</Say></Response>', /unknown/],
    ['<Response><Say></Response>', /closes <Say>/],
    ['<Response a="1" a="2"/>', /given twice/],
    ['<Response/><Response/>', /exactly one root/],
    ['<Response><Connect/></Response>', /exactly one noun/],
    ['<Response><Connect><Stream/></Connect></Response>', /needs a url/],
    ['<Response><Say a=b/></Response>', /cannot read the document from character 10/],
  ])('that is wrong is refused: %s', (source, reason) => {
    expect(() => parseTwiml(source)).toThrow(reason);
  });

  it('keeps verbs it does not run, and reads CDATA', () => {
    expect(parseTwiml('<Response><Dial>+1555</Dial><Say><![CDATA[<hi>]]></Say><Pause/></Response>')).toEqual([
      { verb: 'Unsupported', name: 'Dial' },
      { verb: 'Say', text: '<hi>' },
      { verb: 'Pause', seconds: 1 },
    ]);
  });
});

describe('the caller', () => {
  it('notices when the agent begins, goes on and stops', async () => {
    const call = dial();
    const stream = await product.nextStream();
    const started = call.agentStartsSpeaking();
    stream.plays(tone(200));
    await started;
    expect(call.isAgentAudible).toBe(true);
    await call.agentHasSpokenFor(100);
    await call.agentStopsSpeaking(80);
    call.hangUp();
    const { agent } = await until(call.ended);
    expect(Buffer.from(agent).indexOf(tone(200)) >= 0).toBe(true);
  });

  it('is told what they waited for in vain', async () => {
    const call = dial();
    await product.nextStream();
    await expect(call.agentStartsSpeaking({ timeoutMs: 30 })).rejects.toThrow(
      'The caller waited 30 ms for the agent to start speaking',
    );
    const waiting = call.agentHasSpokenFor(100);
    call.hangUp();
    await expect(waiting).rejects.toThrow(
      'The call ended while the caller waited for the agent to speak for 100 ms',
    );
    await expect(call.say(lineOf('Too late.'))).rejects.toMatchObject({ code: 'CALL_ENDED' });
  });

  it('hears what follows their own line as its answer', async () => {
    const call = dial();
    const stream = await product.nextStream();
    stream.plays(tone(100));
    await call.agentStartsSpeaking();
    await call.agentStopsSpeaking(40);
    expect(call.isAgentAudible).toBe(true);
    await call.say(lineOf('And on Sunday?'));
    expect(call.isAgentAudible).toBe(false);
    stream.plays(tone(40));
    await call.agentStartsSpeaking();
  });

  it('follows their script, and may be hung up on at the end', async () => {
    const steps: CallerStep[] = [
      { do: 'listen', quietMs: 60 },
      { do: 'say', text: 'What time do you open?' },
      { do: 'interrupt', afterMs: 60, text: 'Sorry.' },
      { do: 'press', digit: '1' },
      { do: 'listen', mayEndCall: true },
      { do: 'hangUp' },
    ];
    const caller = await createCaller(steps, { speak: async (text) => lineOf(text) });
    const call = dial({ caller });
    const stream = await product.nextStream();
    stream.plays(tone(60));
    await eventually(() =>
      expect(stream.of('media').some(({ media }) => !media.payload.startsWith('////'))).toBe(true),
    );
    stream.plays(tone(1_000));
    await stream.hears('dtmf');
    stream.closes();
    const { events, callerFailure, endedBy } = await until(call.ended);
    expect(events.flatMap((event) => (event.type === 'caller.lineEnded' ? [event.text] : []))).toEqual([
      'What time do you open?',
      'Sorry.',
    ]);
    expect([callerFailure, endedBy]).toEqual([undefined, 'twiml']);
  });

  it('hangs up when their script fails, and the record says why', async () => {
    const call = dial({ caller: (phone) => phone.agentStartsSpeaking({ timeoutMs: 20 }) });
    const { callerFailure, endedBy } = await until(call.ended);
    expect([callerFailure?.message, endedBy]).toEqual([expect.stringContaining('20 ms'), 'caller']);
  });
});

describe('the front desk', () => {
  const reply = (content: string) => replyAsFrontDesk([{ role: 'user', content }]);

  it('has a long answer for Saturday and a short one for the correction', () => {
    expect(reply('What time do you open on Saturday?').split(/[.] (?=[A-Z])/).length).toBeGreaterThanOrEqual(
      4,
    );
    expect(reply('What time do you open on Saturday? Sorry, I meant Sunday.')).toContain('On Sunday');
    expect(reply('Thank you, that is all. Goodbye.')).toContain('goodbye');
  });

  it('says back what it does not understand', () => {
    expect(reply('Colorless green ideas.')).toBe(
      'You said: Colorless green ideas. Let me see what I can do about that.',
    );
  });
});

describe('the REST API', () => {
  let client: ReturnType<typeof twilio>;
  const signIn = (token = ACCOUNT.authToken) => {
    client = twilio(ACCOUNT.accountSid, token);
    client.api.baseUrl = carrier.url;
  };
  const order = (change: object = {}) =>
    client.calls.create({ to: CALLER, from: ACCOUNT.phoneNumber, url: product.http('/twiml'), ...change });
  beforeEach(() => signIn());

  it('places a call that the callee answers, and reports how it goes', async () => {
    await startCarrier({ callee: () => ({ ringMs: 5 }) });
    signIn();
    product.pages['/status'] = '';
    const placed = carrier.nextOutboundCall();
    const resource = await order({
      statusCallback: product.http('/status'),
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    });
    expect(resource).toMatchObject({ status: 'queued', direction: 'outbound-api', to: CALLER });
    const call = await placed;
    await product.nextStream();
    expect((await client.calls(call.callSid).fetch()).status).toBe('in-progress');
    call.hangUp();
    await until(call.ended);

    const statuses = () =>
      product.webhooks.filter(({ path }) => path === '/status').map(({ fields }) => fields);
    await eventually(() => expect(statuses().length).toBe(4));
    expect(statuses().map((fields) => [fields.CallStatus, fields.SequenceNumber])).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3'],
    ]);
    expect(statuses().at(-1)).toMatchObject({ CallDuration: '1', CallbackSource: 'call-progress-events' });
    expect(product.webhooks.every(({ signed }) => signed)).toBe(true);
    const twiml = product.webhooks.find(({ path }) => path === '/twiml');
    expect(twiml?.fields).toMatchObject({ Direction: 'outbound-api', CallStatus: 'in-progress', To: CALLER });
    expect(await client.calls(call.callSid).fetch()).toMatchObject({ status: 'completed', duration: '1' });
  });

  it('runs TwiML given with the order', async () => {
    const placed = carrier.nextOutboundCall();
    await order({ url: undefined, twiml: '<Response><Say>Hi</Say></Response>' });
    const { events, status } = await until((await placed).ended);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'verb.run', verb: { verb: 'Say', text: 'Hi' } }),
    );
    expect(status).toBe('completed');
  });

  it('ends a live call once', async () => {
    const call = dial();
    const stream = await product.nextStream();
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
    const call = dial();
    const stream = await product.nextStream();
    await client.calls(call.callSid).update({ twiml: '<Response><Dial>+1555</Dial></Response>' });
    await until(stream.closed);
    expect(stream.of('stop')).toHaveLength(1);
    const { verbsAfterStream, warnings } = await until(call.ended);
    expect(verbsAfterStream).toEqual([{ verb: 'Unsupported', name: 'Dial' }]);
    expect(codes(warnings)).toEqual([12200]);
  });

  it.each(['busy', 'no-answer'] as const)('reports a callee who is %s', async (outcome) => {
    await startCarrier({ callee: () => ({ outcome, ringMs: 1 }) });
    signIn();
    const placed = carrier.nextOutboundCall();
    await order();
    expect((await until((await placed).ended)).status).toBe(outcome);
    expect(product.webhooks).toEqual([]);
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

describe('closing the stand-in', () => {
  it('ends every call and leaves nothing behind', async () => {
    const call = dial();
    const stream = await product.nextStream();
    await carrier.close();
    expect((await until(call.ended)).endedBy).toBe('sandbox');
    await until(stream.closed);
    await expect(fetch(carrier.url)).rejects.toThrow();
  });
});
