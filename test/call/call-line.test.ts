/** The order in which a carrier may send its messages, what a call goes on without, and how it ends without a carrier or by itself. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CallLine, type CallLineOptions, type LineFact } from '../../call/call-line.ts';
import type { CarrierMessage } from '../../call/carrier.ts';
import { CLOSE_CODES } from '../../call/carrier-codec.ts';
import { VoiceError } from '../../machines/errors.ts';
import { CountingClock } from '../helpers/fakes/counting-clock.ts';
import { FakeCall } from '../helpers/fakes/fake-call.ts';

const connected: CarrierMessage = { kind: 'connected' };
const start: CarrierMessage = { kind: 'start', streamId: 's1', carrierCallId: 'c1', customParameters: {} };
const media = (timestampMs = 20): CarrierMessage => ({
  kind: 'media',
  audio: new Uint8Array(160),
  timestampMs,
});
const mark: CarrierMessage = { kind: 'mark', name: 'g1:0' };
const dtmf: CarrierMessage = { kind: 'dtmf', digit: '5' };
const stop: CarrierMessage = { kind: 'stop' };
const unusableStart: CarrierMessage = {
  kind: 'unusableStart',
  error: new VoiceError('MEDIA_MALFORMED', 'no telephone'),
};
const unknown: CarrierMessage = { kind: 'unknown', event: 'weather' };

let clock: CountingClock;
let call: FakeCall;
let isOpen: boolean;
/** `kind: reason` of every close that was asked for. */
let closes: string[];
let facts: LineFact[];
/** Kinds of the messages that were left out. */
let leftOut: string[];
/** Pings that were asked for. */
let pings: number;

const openLine = (options: Partial<CallLineOptions> = {}): CallLine =>
  new CallLine({
    call,
    clock,
    announcesEnd: true,
    connection: {
      isOpen: () => isOpen,
      ping: () => {
        pings += 1;
      },
      close(kind, reason) {
        closes.push(`${kind}: ${reason}`);
        isOpen = false;
        return CLOSE_CODES[kind];
      },
    },
    report: (fact) => facts.push(fact),
    leftOut: (kind) => leftOut.push(kind),
    ...options,
  });
const take = (line: CallLine, messages: readonly CarrierMessage[]): void => {
  for (const message of messages) line.take(message);
};

beforeEach(() => {
  clock = new CountingClock();
  call = new FakeCall(clock);
  isOpen = true;
  closes = [];
  facts = [];
  leftOut = [];
  pings = 0;
});

describe('messages in order', () => {
  it.each<[order: string, messages: CarrierMessage[], done: string[]]>([
    [
      'a whole call',
      [connected, start, media(20), mark, dtmf, media(40), stop],
      ['start', 'receive 20', 'echo g1:0', 'pressKey', 'receive 40', 'closed stop'],
    ],
    ['a carrier that never says "connected"', [start, media(), stop], ['start', 'receive 20', 'closed stop']],
    ['a call without a frame', [connected, start, stop], ['start', 'closed stop']],
    ['an unknown event in mid-call', [connected, start, unknown, media()], ['start', 'receive 20']],
    ['an unknown event before "start"', [unknown, connected, unknown, start], ['start']],
    ['a stream that stops before it begins', [connected, stop], ['closed stop']],
    ['"stop" twice', [start, stop, stop], ['start', 'closed stop']],
    [
      'what was under way when it ended',
      [start, stop, media(), mark, dtmf, unknown],
      ['start', 'closed stop'],
    ],
    ['a new beginning after the end', [start, stop, connected, start], ['start', 'closed stop']],
  ])('reach the call: %s', (_, messages, done) => {
    take(openLine(), messages);
    expect(call.done).toEqual(done);
    expect(closes).toEqual([]);
  });

  it('name the call before it starts', () => {
    const named: string[] = [];
    take(openLine({ identified: ({ carrierCallId }) => named.push(carrierCallId, ...call.done) }), [start]);
    expect(named).toEqual(['c1']);
    expect(call.done).toEqual(['start']);
  });

  it('of an unknown kind are reported once, and by no more than their names', () => {
    const long: CarrierMessage = { kind: 'unknown', event: 'x'.repeat(1_000) };
    take(openLine(), [start, long, unknown]);
    expect(facts).toEqual([
      { what: 'an unknown event of the media stream is ignored', event: 'x'.repeat(40) },
    ]);
  });
});

const outOfOrder: [order: string, before: CarrierMessage[], message: CarrierMessage, what: string][] = [
  ['media before anything', [], media(), '"media" before "start"'],
  ['media before start', [connected], media(), '"media" before "start"'],
  ['a mark before start', [connected], mark, '"mark" before "start"'],
  ['a key before start', [connected], dtmf, '"dtmf" before "start"'],
  ['connected twice', [connected], connected, 'a second "connected"'],
  ['connected after start', [start], connected, 'a second "connected"'],
  ['start twice', [connected, start], start, 'a second "start"'],
  ['a start of another call', [start], { ...start, carrierCallId: 'c2' }, 'a second "start"'],
  ['a second start that no call can be made of', [start], unusableStart, 'a second "start"'],
];

describe('messages out of order', () => {
  it.each(outOfOrder)('are left out, and the call goes on: %s', (_, before, message, what) => {
    const line = openLine();
    take(line, before);
    line.take(message);
    const reason = `The media stream sent ${what}`;
    expect(closes).toEqual([]);
    expect(leftOut).toEqual(['outOfOrder']);
    expect(facts).toMatchObject([
      { what: 'a message of the media stream is left out', error: { message: reason } },
    ]);
    expect(call.journal.entries).toMatchObject([
      { kind: 'note', name: 'transport.leftOut', data: { error: { message: reason } } },
    ]);
    if (!before.includes(start)) line.take(start);
    line.take(media(40));
    expect(call.done).toEqual(['start', 'receive 40']);
  });

  it('are reported once for each kind of mistake, and counted each time', () => {
    take(openLine(), [media(), media(), mark, start, start, connected]);
    expect(leftOut).toHaveLength(5);
    expect(facts.map(({ error }) => error?.message)).toEqual([
      'The media stream sent "media" before "start"',
      'The media stream sent "mark" before "start"',
      'The media stream sent a second "start"',
      'The media stream sent a second "connected"',
    ]);
  });
});

describe('messages that cannot be read', () => {
  const unreadable = (why = 'not base64') => new VoiceError('MEDIA_MALFORMED', why);
  const leaveOut = (line: CallLine, times: number) => {
    for (let n = 0; n < times; n++) line.leaveOut(unreadable());
  };

  it('are left out, and the call goes on', () => {
    const line = openLine();
    take(line, [start, media(20)]);
    leaveOut(line, 49);
    line.take(media(40));
    expect(call.done).toEqual(['start', 'receive 20', 'receive 40']);
    expect(closes).toEqual([]);
    expect(leftOut).toHaveLength(49);
    expect(facts).toHaveLength(1);
  });

  it('refuse the line when a second of frames is unreadable', () => {
    const line = openLine();
    take(line, [start]);
    leaveOut(line, 50);
    expect(closes).toEqual(['malformed: Too many unusable messages. The last: not base64']);
    expect(call.error).toMatchObject({ code: 'MEDIA_MALFORMED' });
    expect(facts.at(-1)).toMatchObject({ what: 'a media socket is refused', code: 1007 });
    expect(clock.pending).toBe(0);
  });

  it('refuse the line when they outnumber the others by a second of frames', () => {
    const line = openLine();
    take(line, [start]);
    for (let second = 0; second < 48; second++) {
      leaveOut(line, 2);
      line.take(media());
    }
    expect(closes).toEqual([]);
    leaveOut(line, 2);
    expect(closes).toHaveLength(1);
  });

  it('may be every second message for as long as the call lasts', () => {
    const line = openLine();
    take(line, [start]);
    for (let n = 0; n < 1_000; n++) {
      leaveOut(line, 1);
      line.take(media());
    }
    expect(closes).toEqual([]);
    expect(call.journal.entries).toHaveLength(1);
  });

  it('fill no journal, however many kinds of mistakes there are', () => {
    const line = openLine();
    take(line, [start]);
    for (let n = 0; n < 1_000; n++) {
      line.leaveOut(unreadable(`mistake ${n}`));
      line.take(media());
    }
    expect(call.journal.entries).toHaveLength(20);
    expect(facts).toHaveLength(20);
  });

  it('close the connection in the way that the connection names', () => {
    const line = openLine();
    for (let n = 0; n < 50; n++) line.leaveOut(unreadable('text only'), 'unsupported');
    expect(closes).toEqual(['unsupported: Too many unusable messages. The last: text only']);
    expect(facts.at(-1)).toMatchObject({ code: 1003 });
  });

  it('are nothing to a line that has ended', () => {
    const line = openLine();
    take(line, [start, stop]);
    leaveOut(line, 100);
    expect([closes, leftOut, facts]).toEqual([[], [], []]);
  });
});

describe('what cannot be taken', () => {
  const ERRORS: [string, VoiceError, string, number][] = [
    [
      'a message that cannot be read',
      new VoiceError('MEDIA_MALFORMED', 'no JSON'),
      'malformed: no JSON',
      1007,
    ],
    ['a fault of ours', new VoiceError('ACTOR_CRASHED', 'a bug'), 'broken: a bug', 1011],
  ];
  it.each(ERRORS)('closes the connection, with why: %s', (_, error, closed, code) => {
    const line = openLine();
    take(line, [start]);
    line.refuse(error);
    expect(closes).toEqual([closed]);
    expect(facts).toMatchObject([{ code, error: { code: error.code } }]);
    expect(call.error).toBe(error);
  });

  it('includes a beginning that no call can be made of', () => {
    take(openLine(), [connected, unusableStart, start]);
    expect(closes).toEqual(['malformed: no telephone']);
    expect(call.done).toEqual(['closed MEDIA_MALFORMED']);
  });

  it('includes a call that is refused: it is never started', () => {
    const refuse = () => {
      throw new VoiceError('MEDIA_OUT_OF_ORDER', 'somebody else’s call');
    };
    take(openLine({ identified: refuse }), [start, media()]);
    expect(closes).toEqual(['outOfOrder: somebody else’s call']);
    expect(call.done).toEqual(['closed MEDIA_OUT_OF_ORDER']);
    expect(clock.pending).toBe(0);
  });

  it('includes what our own code throws', () => {
    const bug = () => {
      throw new Error('a bug');
    };
    take(openLine({ identified: bug }), [start]);
    expect(closes).toEqual(['broken: a bug']);
    expect(call.error).toMatchObject({ code: 'ACTOR_CRASHED' });
  });
});

describe('a carrier that sends nothing', () => {
  it('and does not answer for a minute ends the call', () => {
    take(openLine(), [connected, start]);
    clock.increment(59_999);
    expect(closes).toEqual([]);
    clock.increment(1);
    expect(closes).toEqual(['absent: Nothing from the carrier for 60000 ms']);
    expect(facts).toMatchObject([{ code: 1008, error: { code: 'MEDIA_ABSENT' } }]);
    expect(call.done).toEqual(['start', 'closed MEDIA_ABSENT']);
  });

  it.each<[string, (line: CallLine) => void]>([
    ['a frame', (line) => line.take(media())],
    ['an answer to a ping', (line) => line.answered()],
    ['a mark', (line) => line.take(mark)],
    ['a key', (line) => line.take(dtmf)],
    ['an unknown event', (line) => line.take(unknown)],
    ['a message that cannot be used', (line) => line.take(start)],
  ])('is given another minute by %s', (_, say) => {
    const line = openLine();
    take(line, [start]);
    for (let minute = 0; minute < 10; minute++) {
      clock.increment(59_999);
      say(line);
    }
    clock.increment(59_999);
    expect(closes).toEqual([]);
    clock.increment(1);
    expect(closes).toHaveLength(1);
  });

  it('can be asked by the call, and its answer reaches the call', () => {
    const line = openLine();
    line.answered();
    take(line, [start]);
    line.ponged();
    call.ask?.();
    expect(pings).toBe(2);
    clock.increment(40);
    line.ponged();
    expect(call.done).toEqual(['start', 'pinged 0', 'answered', 'pinged 40', 'answered']);
  });

  it('is asked as it starts, to learn how long the way to it is', () => {
    const line = openLine();
    take(line, [start]);
    clock.increment(690);
    line.answered();
    line.ponged();
    clock.increment(10);
    line.ponged();
    expect([pings, call.done]).toEqual([1, ['start', 'answered', 'pinged 690', 'answered', 'answered']]);
  });

  it('cannot be asked on a connection without a ping', () => {
    const close = () => 1000;
    take(openLine({ connection: { isOpen: () => true, close } }), [start]);
    expect(call.ask).toBeUndefined();
  });

  it.each<[string, (line: CallLine) => void]>([
    ['it has stopped', (line) => line.take(stop)],
    ['the connection is gone', (line) => line.closed(1006)],
    ['it was refused', (line) => line.refuse(new VoiceError('MEDIA_MALFORMED', 'no JSON'))],
  ])('is nothing to a line when %s', (_, end) => {
    const line = openLine();
    take(line, [start]);
    end(line);
    const done = [...call.done];
    expect(clock.pending).toBe(0);
    clock.increment(60_000);
    expect(call.done).toEqual(done);
  });

  it('is nothing before "start": the call itself gives up waiting', async () => {
    take(openLine(), [connected]);
    clock.increment(60_000);
    expect(closes).toEqual([]);
    await call.ends('neverStarted');
    expect(closes).toEqual(['absent: The media stream never sent "start"']);
    expect(facts).toMatchObject([{ code: 1008, error: { code: 'MEDIA_ABSENT' } }]);
  });
});

describe('the end of the connection', () => {
  it.each<[string, boolean, CarrierMessage[], number, string]>([
    ['after "stop" is the end of a call', true, [start, stop], 1005, 'closed socket 1005'],
    ['before "start" ends no call', true, [connected], 1006, 'closed socket 1006'],
    ['without "stop" is a loss', true, [start, media()], 1006, 'closed socket 1006 MEDIA_ABSENT'],
    [
      'without "stop" is a loss, with a normal close, too',
      true,
      [start, media()],
      1000,
      'closed socket 1000 MEDIA_ABSENT',
    ],
    ['in order is a hang-up where no carrier says "stop"', false, [start], 1000, 'closed socket 1000'],
    ['without a code, likewise', false, [start], 1005, 'closed socket 1005'],
    ['out of order is a loss there, too', false, [start], 1006, 'closed socket 1006 MEDIA_ABSENT'],
  ])('%s', (_, announcesEnd, before, code, done) => {
    const line = openLine({ announcesEnd });
    take(line, before);
    isOpen = false;
    line.closed(code);
    expect(call.done.at(-1)).toBe(done);
    expect(closes).toEqual([]);
    if (!call.error) return;
    expect(call.error.details).toEqual({ code });
    // vocodedev/vocode-core#32: all calls ended after five minutes, and nothing said why; caddyserver/caddy#5471, #6420, #7222
    expect(call.error.message).toContain(`(${code}): the carrier broke off, or a proxy on the way did`);
  });
});

describe('the end of the call', () => {
  it('closes the connection with the reason', async () => {
    take(openLine(), [start]);
    await call.ends('operatorHungUp');
    expect(closes).toEqual(['normal: operatorHungUp']);
    expect(clock.pending).toBe(0);
  });

  it('closes it otherwise when the chart broke', async () => {
    take(openLine(), [start]);
    await call.crashes(new VoiceError('ACTOR_CRASHED', 'secret words'));
    expect(closes).toEqual(['broken: ACTOR_CRASHED']);
  });

  it('makes the line ignore all later messages', async () => {
    const line = openLine();
    take(line, [start]);
    await call.ends('silence');
    take(line, [media(), mark, unknown]);
    expect(call.done).toEqual(['start']);
    expect(facts).toEqual([]);
  });
});
