/**
 * Messages that break the protocol: each is left out, counted and logged, and the call goes on. A stream of them closes the
 * media socket with a code and a reason. A call that is live on the same server at the same time does not notice.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scopeOf } from '../../../actors/call-scope.ts';
import { dialRaw, type RawPhone } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
let neighbour: RawPhone;
/** How many lines the log had when the test began. */
let logged = 0;

const dial = () => dialRaw(server.mediaUrl);
const newLines = () => server.log.lines.slice(logged);
const warnings = () => newLines().filter(({ level }) => level >= 40);
const lastFrameOfNeighbour = () => {
  const call = neighboursCall();
  return call && scopeOf(call.actor.system).inbound.recent().at(-1);
};
const neighboursCall = () =>
  [...server.app.calls.live].find(({ journal }) => journal.carrierCallId === neighbour.callSid);

beforeAll(async () => {
  server = await startApp();
  neighbour = await dial();
  neighbour.connects();
  neighbour.starts();
  neighbour.streams();
  await eventually(() => expect(neighboursCall()).toBeDefined());
});
afterAll(async () => {
  neighbour.hangsUp();
  await server.close();
});
beforeEach(() => {
  logged = server.log.lines.length;
});

/** The other call is still live, and its journal has no new entry. */
async function neighbourDoesNotNotice(act: () => Promise<void>): Promise<void> {
  const before = neighboursCall()?.journal.entries.length;
  const heardAt = lastFrameOfNeighbour();
  await act();
  expect(neighbour.isOpen).toBe(true);
  expect(neighboursCall()?.journal.entries.length).toBe(before);
  await eventually(() => expect(lastFrameOfNeighbour()).not.toBe(heardAt));
}

const aboutToStart = (phone: RawPhone) => phone.connects();
const started = (phone: RawPhone) => {
  phone.connects();
  phone.starts();
};
const nothingYet = () => {};

/** A frame of sound with any of its fields changed. */
const SOUND = Buffer.alloc(160, 0x55).toString('base64');
const media =
  (changes: object, fields: object = {}) =>
  (phone: RawPhone) =>
    phone.sends('media', {
      ...fields,
      media: { track: 'inbound', chunk: '1', timestamp: '20', payload: SOUND, ...changes },
    });
const sends = (text: string) => (phone: RawPhone) => phone.sendsText(text);

type Misdeed = [
  what: string,
  source: string,
  before: (phone: RawPhone) => void,
  misdeed: (phone: RawPhone) => void,
  reason: string,
  kind: 'malformed' | 'outOfOrder' | 'unsupported',
];

const OPENCLAW = 'openclaw/openclaw PR#106528, PR#111771';
const CALL_GPT = 'twilio-labs/call-gpt #46';
const FONOSTER = 'Fonoster: Twilio compatibility';

const MISDEEDS: Misdeed[] = [
  ['broken JSON', FONOSTER, nothingYet, sends('{"event":'), 'not JSON', 'malformed'],
  ['broken JSON in mid-call', FONOSTER, started, sends('oops'), 'not JSON', 'malformed'],
  ['an empty text', FONOSTER, started, sends(''), 'not JSON', 'malformed'],
  ['JSON that is no object', FONOSTER, started, sends('null'), 'not a JSON object', 'malformed'],
  ['a JSON string', FONOSTER, started, sends('"media"'), 'not a JSON object', 'malformed'],
  ['an array', FONOSTER, nothingYet, sends('[]'), 'no "event"', 'malformed'],
  ['a message without an event', FONOSTER, started, sends('{}'), 'no "event"', 'malformed'],
  ['an event that is no word', FONOSTER, started, sends('{"event":7}'), 'no "event"', 'malformed'],
  ['media without media', FONOSTER, started, sends('{"event":"media"}'), 'no "media"', 'malformed'],
  [
    'media that is text',
    FONOSTER,
    started,
    sends('{"event":"media","media":"x"}'),
    'no "media"',
    'malformed',
  ],
  ['an empty payload', OPENCLAW, started, media({ payload: '' }), 'is empty', 'malformed'],
  ['a payload of blanks', OPENCLAW, started, media({ payload: '    ' }), 'not base64', 'malformed'],
  ['a payload that is rubbish', OPENCLAW, started, media({ payload: '%%%%' }), 'not base64', 'malformed'],
  ['a payload that is cut', OPENCLAW, started, media({ payload: 'abcde' }), 'not base64', 'malformed'],
  ['padding in the middle', OPENCLAW, started, media({ payload: 'ab==abcd' }), 'not base64', 'malformed'],
  ['too much padding', OPENCLAW, started, media({ payload: 'a===' }), 'not base64', 'malformed'],
  ['base64 for URLs', OPENCLAW, started, media({ payload: '__--' }), 'not base64', 'malformed'],
  ['a payload with a line break', OPENCLAW, started, media({ payload: 'abc\n' }), 'not base64', 'malformed'],
  ['a payload that is a number', OPENCLAW, started, media({ payload: 7 }), 'not text', 'malformed'],
  ['a payload that is null', OPENCLAW, started, media({ payload: null }), 'not text', 'malformed'],
  [
    'a huge payload',
    OPENCLAW,
    started,
    media({ payload: '/'.repeat(70_000) }),
    'over 65536 bytes',
    'malformed',
  ],
  ['media before anything', CALL_GPT, nothingYet, media({}), '"media" before "start"', 'outOfOrder'],
  ['media before start', CALL_GPT, aboutToStart, media({}), '"media" before "start"', 'outOfOrder'],
  [
    'a mark before start',
    CALL_GPT,
    aboutToStart,
    (phone) => phone.sends('mark', { mark: { name: 'g1:0' } }),
    '"mark" before "start"',
    'outOfOrder',
  ],
  [
    'a key before start',
    CALL_GPT,
    aboutToStart,
    (phone) => phone.sends('dtmf', { dtmf: { digit: '1' } }),
    '"dtmf" before "start"',
    'outOfOrder',
  ],
  [
    'a second connected',
    'our own',
    aboutToStart,
    (phone) => phone.connects(),
    'a second "connected"',
    'outOfOrder',
  ],
  [
    'connected after start',
    'our own',
    started,
    (phone) => phone.connects(),
    'a second "connected"',
    'outOfOrder',
  ],
  ['a second start', 'our own', started, (phone) => phone.starts(), 'a second "start"', 'outOfOrder'],
  [
    'a mark without a name',
    FONOSTER,
    started,
    (phone) => phone.sends('mark', { mark: {} }),
    'mark.name',
    'malformed',
  ],
  [
    'a key press of many keys',
    'our own',
    started,
    (phone) => phone.sends('dtmf', { dtmf: { digit: '4111111111111111' } }),
    'dtmf.digit',
    'malformed',
  ],
  ['a key press without a key', 'our own', started, (phone) => phone.sends('dtmf'), 'dtmf', 'malformed'],
  [
    'a binary frame',
    FONOSTER,
    started,
    (phone) => phone.sendsBytes(new Uint8Array(160)),
    'text frames only',
    'unsupported',
  ],
  [
    'an empty binary frame before anything',
    FONOSTER,
    nothingYet,
    (phone) => phone.sendsBytes(new Uint8Array(0)),
    'text frames only',
    'unsupported',
  ],
  [
    'a message that comes twice',
    'Telnyx: Stream call media over WebSocket, order',
    (phone) => {
      started(phone);
      media({ timestamp: '20' }, { sequenceNumber: '2' })(phone);
      media({ timestamp: '40' }, { sequenceNumber: '3' })(phone);
    },
    media({ timestamp: '20' }, { sequenceNumber: '2' }),
    'came twice',
    'outOfOrder',
  ],
];

/** How often messages were left out so far, by the metric. */
const counted = async (kind: string): Promise<number> => {
  const text = await server.app.metrics.registry.metrics();
  const [, count = '0'] = text.match(`parley_media_messages_left_out_total{kind="${kind}"} (\\d+)`) ?? [];
  return Number(count);
};
const callOf = (phone: RawPhone) =>
  [...server.app.calls.live].find(({ journal }) => journal.carrierCallId === phone.callSid);
const soundMsOf = (phone: RawPhone): number => {
  const call = callOf(phone);
  const frames = call ? scopeOf(call.actor.system).inbound.recent() : [];
  return frames.reduce((sum, { audio }) => sum + audio.filter((byte) => byte === 0x55).length / 8, 0);
};

describe('a message that breaks the protocol', () => {
  it.each(MISDEEDS)('is left out: %s (%s)', async (_what, _source, before, misdeed, reason, kind) => {
    await neighbourDoesNotNotice(async () => {
      const already = await counted(kind);
      const phone = await dial();
      before(phone);
      misdeed(phone);
      if (before !== started) {
        phone.connects();
        phone.starts();
      }
      await eventually(() => expect(callOf(phone)).toBeDefined());
      const heardMs = soundMsOf(phone);
      media({ timestamp: '60' }, { sequenceNumber: '900' })(phone);
      await eventually(() => expect(soundMsOf(phone)).toBeGreaterThan(heardMs));
      expect(phone.isOpen).toBe(true);
      expect(await counted(kind)).toBeGreaterThan(already);
      expect(warnings().filter(({ msg, reason: why }) => `${msg}: ${why}`.includes(reason))).toHaveLength(1);
      phone.stops();
      expect((await until(phone.closed)).code).toBe(1000);
    });
  });
});

type Refusal = [
  what: string,
  before: (phone: RawPhone) => void,
  misdeed: (phone: RawPhone) => void,
  code: number,
  reason: string,
];
const often = (misdeed: (phone: RawPhone) => void) => (phone: RawPhone) => {
  for (let n = 0; n < 50; n++) misdeed(phone);
};

const REFUSALS: Refusal[] = [
  ['a start without a call', aboutToStart, (phone) => phone.starts({ callSid: '' }), 1007, 'start.callSid'],
  [
    'a start that is no telephone',
    aboutToStart,
    (phone) => phone.starts({ mediaFormat: { encoding: 'audio/l16', sampleRate: 16000, channels: 1 } }),
    1007,
    'start.mediaFormat',
  ],
  ['a start that is empty', aboutToStart, (phone) => phone.sends('start'), 1007, 'start'],
  ['50 messages that are not JSON', started, often(sends('oops')), 1007, 'not JSON'],
  ['50 empty payloads', started, often(media({ payload: '' })), 1007, 'is empty'],
  ['50 binary frames', started, often((phone) => phone.sendsBytes(new Uint8Array(160))), 1003, 'text frames'],
  ['50 frames before start', nothingYet, often(media({})), 1008, '"media" before "start"'],
  ['a message of more than a mebibyte', started, media({ payload: '/'.repeat(1_100_000) }), 1009, 'payload'],
];

describe('a media socket', () => {
  it.each(REFUSALS)('is closed for %s', async (_what, before, misdeed, code, reason) => {
    await neighbourDoesNotNotice(async () => {
      const phone = await dial();
      before(phone);
      misdeed(phone);
      const closed = await until(phone.closed);
      expect(closed.code).toBe(code);
      expect(
        warnings()
          .map((line) => `${line.msg}: ${line.reason}`)
          .join('\n'),
      ).toContain(reason);
      if (code !== 1009) expect(closed.reason).toContain(reason);
      await eventually(() => expect(server.app.calls.live.size).toBe(1));
    });
  });

  it('is logged with the code, the kind of mistake and, once it is known, the call', async () => {
    const phone = await dial();
    started(phone);
    often((another) => another.starts())(phone);
    await until(phone.closed);
    expect(warnings()).toMatchObject([
      { error: 'MEDIA_OUT_OF_ORDER', msg: 'a message of the media stream is left out' },
      { code: 1008, error: 'MEDIA_OUT_OF_ORDER', callId: phone.callSid, msg: 'a media socket is refused' },
    ]);
    const journal = server.app.calls.ended.at(-1)?.journal;
    expect(journal?.entries.filter(({ name }) => name === 'transport.refused')).toMatchObject([
      { data: { code: 1008, error: { code: 'MEDIA_OUT_OF_ORDER' } } },
    ]);
  });

  it('never has its own words in the log', async () => {
    const phone = await dial();
    started(phone);
    phone.sendsText('{"event":"media","media":{"payload":"my number is +15551234567","timestamp":"1"}}');
    phone.stops();
    await until(phone.closed);
    expect(server.log.text()).not.toContain('+15551234567');
  });
});

describe('what a newer carrier may add', () => {
  it('is ignored after start, and logged once', async () => {
    await neighbourDoesNotNotice(async () => {
      const phone = await dial();
      started(phone);
      phone.sends('weather', { outlook: 'rain' });
      phone.sends('weather');
      phone.media();
      phone.sends('dtmf', { dtmf: { track: 'inbound_track', digit: '5' }, novelty: true });
      phone.stops();
      expect((await until(phone.closed)).code).toBe(1000);
      expect(warnings()).toMatchObject([{ event: 'weather', callId: phone.callSid }]);
    });
  });

  it('may send numbers as numbers', async () => {
    const phone = await dial();
    phone.connects();
    phone.starts({ mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: '8000', channels: '1' } });
    phone.sends('media', { media: { payload: '////', timestamp: 20 } });
    phone.sends('dtmf', { dtmf: { digit: 5 } });
    phone.stops();
    expect((await until(phone.closed)).code).toBe(1000);
    expect(warnings()).toEqual([]);
  });
});

describe('a frame that is unusual', () => {
  it.each<[what: string, source: string, changes: object, fields: object, soundMs: number]>([
    [
      'is longer than 20 ms',
      'Telnyx: 20 ms to 30 s a message',
      { payload: Buffer.alloc(800, 0x55).toString('base64') },
      {},
      100,
    ],
    [
      'is shorter',
      'Twilio: WebSocket Messages promise no length',
      { payload: Buffer.alloc(80, 0x55).toString('base64') },
      {},
      10,
    ],
    [
      'is no multiple of a sample time',
      'our own',
      { payload: Buffer.alloc(161, 0x55).toString('base64') },
      {},
      20.125,
    ],
    ['has no time', 'jambonz: no timestamps', { timestamp: undefined }, {}, 20],
    ['has a time that is no number', 'our own', { timestamp: 'soon' }, {}, 20],
    ['has a negative time', 'our own', { timestamp: '-20' }, {}, 20],
    ['has a broken time', 'our own', { timestamp: '20.5' }, {}, 20],
    ['has a time as a number', 'robert-at-pretension-io/rust_web_scraper', { timestamp: 20 }, {}, 20],
    ['has no track', 'Plivo', { track: undefined }, {}, 20],
    ['has no chunk', 'Plivo', { chunk: undefined }, {}, 20],
    ['has a sequence number that is none', 'our own', {}, { sequenceNumber: 'x' }, 20],
    ['is of the outbound track', 'Twilio: <Stream track="both_tracks">', { track: 'outbound' }, {}, 0],
    ['is of the outbound track by its other name', 'Twilio: dtmf.track', { track: 'outbound_track' }, {}, 0],
  ])('is heard as what it is when it %s (%s)', async (_what, _source, changes, fields, soundMs) => {
    const phone = await dial();
    started(phone);
    media(changes, fields)(phone);
    media({ payload: Buffer.alloc(160, 0x2a).toString('base64') })(phone);
    const frames = () => scopeOf(callOf(phone)?.actor.system as never).inbound.recent();
    await eventually(() => expect(frames().some(({ audio }) => audio[0] === 0x2a)).toBe(true));
    expect(soundMsOf(phone)).toBe(soundMs);
    phone.stops();
    await until(phone.closed);
  });

  it('is heard each time that a carrier numbers all its frames alike', async () => {
    const phone = await dial();
    started(phone);
    for (let n = 0; n < 60; n++) media({}, { sequenceNumber: '2' })(phone);
    await eventually(() => expect(soundMsOf(phone)).toBe(1_200));
    phone.stops();
    await until(phone.closed);
  });
});

describe('a start that is unusual', () => {
  it.each<[what: string, changes: object]>([
    ['names no format', { mediaFormat: undefined }],
    ['names half a format', { mediaFormat: { encoding: 'audio/x-mulaw' } }],
    ['has no parameters', { customParameters: undefined }],
    ['has null for parameters', { customParameters: null }],
    ['has parameters that are no words', { customParameters: { a: {}, b: 7 } }],
    ['names both tracks', { tracks: ['inbound', 'outbound'] }],
    ['names no account', { accountSid: undefined }],
  ])('begins a call all the same when it %s', async (_what, changes) => {
    const phone = await dial();
    phone.connects();
    phone.starts(changes);
    await eventually(() => expect(callOf(phone)).toBeDefined());
    phone.stops();
    expect((await until(phone.closed)).code).toBe(1000);
  });

  it('needs no connected before it', async () => {
    const phone = await dial();
    phone.sends('weather');
    phone.starts();
    await eventually(() => expect(callOf(phone)).toBeDefined());
    phone.stops();
    expect((await until(phone.closed)).code).toBe(1000);
  });
});

describe('a socket that dies', () => {
  it('in its handshake, before start or in mid-call leaves no call behind', async () => {
    await neighbourDoesNotNotice(async () => {
      for (const before of [nothingYet, aboutToStart, started]) {
        const phone = await dial();
        before(phone);
        phone.vanishes();
      }
      const { port } = new URL(server.mediaUrl);
      const halfOpen = connect(Number(port), '127.0.0.1').on('error', () => {});
      halfOpen.write('GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n');
      halfOpen.destroy();
      await eventually(() => expect(server.app.calls.live.size).toBe(1));
    });
  });
});
