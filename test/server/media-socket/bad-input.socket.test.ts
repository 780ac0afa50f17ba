/**
 * Messages that break the protocol: the media socket is closed with a code and a logged reason, and a call that is live on the
 * same server at the same time does not notice.
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

type Misdeed = [
  what: string,
  before: (phone: RawPhone) => void,
  misdeed: (phone: RawPhone) => void,
  code: number,
  logs: string,
];

const MISDEEDS: Misdeed[] = [
  ['malformed JSON', nothingYet, (phone) => phone.sendsText('{"event":'), 1007, 'not JSON'],
  ['malformed JSON in mid-call', started, (phone) => phone.sendsText('oops'), 1007, 'not JSON'],
  ['JSON that is no object', nothingYet, (phone) => phone.sendsText('null'), 1007, 'not a JSON object'],
  ['an array', nothingYet, (phone) => phone.sendsText('[]'), 1007, 'no "event"'],
  ['a message without an event', started, (phone) => phone.sendsText('{}'), 1007, 'no "event"'],
  ['an event that is no word', started, (phone) => phone.sendsText('{"event":7}'), 1007, 'no "event"'],
  ['media before anything', nothingYet, (phone) => phone.media(), 1008, '"media" before "start"'],
  ['media before start', aboutToStart, (phone) => phone.media(), 1008, '"media" before "start"'],
  [
    'a mark before start',
    aboutToStart,
    (phone) => phone.sends('mark', { mark: { name: 'g1:0' } }),
    1008,
    '"mark" before "start"',
  ],
  [
    'a key press before start',
    aboutToStart,
    (phone) => phone.sends('dtmf', { dtmf: { digit: '1' } }),
    1008,
    '"dtmf" before "start"',
  ],
  ['stop before start', aboutToStart, (phone) => phone.stops(), 1008, '"stop" before "start"'],
  [
    'an unknown event before start',
    aboutToStart,
    (phone) => phone.sends('weather'),
    1008,
    'unknown event before "start"',
  ],
  ['a second connected', aboutToStart, (phone) => phone.connects(), 1008, 'a second "connected"'],
  ['connected after start', started, (phone) => phone.connects(), 1008, 'a second "connected"'],
  ['a second start', started, (phone) => phone.starts(), 1008, 'a second "start"'],
  [
    'stop twice',
    started,
    (phone) => {
      phone.stops();
      phone.stops();
    },
    1008,
    'a second "stop"',
  ],
  ['a start without a call', aboutToStart, (phone) => phone.starts({ callSid: '' }), 1007, 'start.callSid'],
  [
    'a start that is no telephone',
    aboutToStart,
    (phone) => phone.starts({ mediaFormat: { encoding: 'audio/l16', sampleRate: 16000, channels: 1 } }),
    1007,
    'start.mediaFormat',
  ],
  [
    'a start with parameters that are no words',
    aboutToStart,
    (phone) => phone.starts({ customParameters: { a: {} } }),
    1007,
    'start.customParameters',
  ],
  ['audio that is not base64', started, (phone) => phone.media('%%%%'), 1007, 'not base64'],
  ['audio cut off in its base64', started, (phone) => phone.media('abc'), 1007, 'not base64'],
  [
    'audio that is a number',
    started,
    (phone) => phone.sends('media', { media: { payload: 7, timestamp: '1' } }),
    1007,
    'media.payload',
  ],
  [
    'media without a time',
    started,
    (phone) => phone.sends('media', { media: { payload: '////' } }),
    1007,
    'media.timestamp',
  ],
  [
    'media with a time that is no number',
    started,
    (phone) => phone.sends('media', { media: { payload: '////', timestamp: '-1e3' } }),
    1007,
    'media.timestamp',
  ],
  [
    'a key press of many keys',
    started,
    (phone) => phone.sends('dtmf', { dtmf: { digit: '4111111111111111' } }),
    1007,
    'dtmf.digit',
  ],
  ['a binary frame', started, (phone) => phone.sendsBytes(new Uint8Array(160)), 1003, 'text frames only'],
  [
    'a binary frame before anything',
    nothingYet,
    (phone) => phone.sendsBytes(new Uint8Array(0)),
    1003,
    'text frames only',
  ],
  ['an oversize frame', started, (phone) => phone.media('/'.repeat(70_000)), 1009, 'payload'],
];

describe('a media socket that breaks the protocol', () => {
  it.each(MISDEEDS)('with %s is closed', async (_what, before, misdeed, code, reason) => {
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
    phone.starts();
    await until(phone.closed);
    expect(warnings()).toMatchObject([
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
      const halfOpen = connect(Number(port), '127.0.0.1');
      halfOpen.write('GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n');
      halfOpen.destroy();
      await eventually(() => expect(server.app.calls.live.size).toBe(1));
    });
  });
});
