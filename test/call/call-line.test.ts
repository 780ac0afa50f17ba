/** The order in which a carrier may send its messages, and how a call ends out of order, without media or by itself. */
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
const unknown: CarrierMessage = { kind: 'unknown', event: 'weather' };

let clock: CountingClock;
let call: FakeCall;
let isOpen: boolean;
/** `kind: reason` of every close that was asked for. */
let closes: string[];
let facts: LineFact[];

const openLine = (options: Partial<CallLineOptions> = {}): CallLine =>
  new CallLine({
    call,
    clock,
    announcesEnd: true,
    connection: {
      isOpen: () => isOpen,
      close(kind, reason) {
        closes.push(`${kind}: ${reason}`);
        isOpen = false;
        return CLOSE_CODES[kind];
      },
    },
    report: (fact) => facts.push(fact),
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

describe('messages out of order', () => {
  it.each<[order: string, before: CarrierMessage[], message: CarrierMessage, reason: string]>([
    ['media before anything', [], media(), '"media" before "start"'],
    ['media before start', [connected], media(), '"media" before "start"'],
    ['a mark before start', [connected], mark, '"mark" before "start"'],
    ['a key before start', [connected], dtmf, '"dtmf" before "start"'],
    ['stop before start', [connected], stop, '"stop" before "start"'],
    ['an unknown event before start', [connected], unknown, 'an unknown event before "start"'],
    ['connected twice', [connected], connected, 'a second "connected"'],
    ['connected after start', [start], connected, 'a second "connected"'],
    ['start twice', [connected, start], start, 'a second "start"'],
    ['stop twice', [start, stop], stop, 'a second "stop"'],
  ])('close the connection and end the call: %s', (_, before, message, what) => {
    const line = openLine();
    take(line, before);
    expect(closes).toEqual([]);
    line.take(message);
    const reason = `The media stream sent ${what}`;
    expect(closes).toEqual([`outOfOrder: ${reason}`]);
    expect(facts).toMatchObject([
      { what: 'a media socket is refused', code: 1008, error: { message: reason } },
    ]);
    expect(call.done.at(-1)).toBe('closed MEDIA_OUT_OF_ORDER');
    expect(call.journal.entries).toMatchObject([
      { kind: 'note', name: 'transport.refused', data: { code: 1008, error: { message: reason } } },
    ]);
    expect(clock.pending).toBe(0);
  });

  it('are refused once: what comes behind the first is not looked at', () => {
    take(openLine(), [media(), media(), stop, start]);
    expect(closes).toHaveLength(1);
    expect(call.done).toEqual(['closed MEDIA_OUT_OF_ORDER']);
  });

  it('include a second "stop" only while the connection is open', () => {
    const line = openLine();
    take(line, [start, stop]);
    isOpen = false;
    line.take(stop);
    expect(closes).toEqual([]);
    expect(facts).toEqual([]);
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

  it('closes the connection in the way that the connection names', () => {
    openLine().refuse(new VoiceError('MEDIA_MALFORMED', 'no text'), 'unsupported');
    expect(closes).toEqual(['unsupported: no text']);
    expect(facts).toMatchObject([{ code: 1003 }]);
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

describe('absence of media', () => {
  it('for ten seconds after "start" ends the call', () => {
    take(openLine(), [connected, start]);
    clock.increment(9_999);
    expect(closes).toEqual([]);
    clock.increment(1);
    expect(closes).toEqual(['absent: No media for 10000 ms']);
    expect(facts).toMatchObject([{ code: 1008, error: { code: 'MEDIA_ABSENT' } }]);
    expect(call.done).toEqual(['start', 'closed MEDIA_ABSENT']);
  });

  it('is counted from the last frame; nothing else counts as media', () => {
    const line = openLine();
    take(line, [start]);
    clock.increment(6_000);
    line.take(media());
    clock.increment(6_000);
    take(line, [mark, dtmf, unknown]);
    clock.increment(3_999);
    expect(closes).toEqual([]);
    clock.increment(1);
    expect(closes).toEqual(['absent: No media for 10000 ms']);
  });

  it.each<[string, (line: CallLine) => void]>([
    ['it has stopped', (line) => line.take(stop)],
    ['the connection is gone', (line) => line.closed(1006)],
    ['it was refused', (line) => line.take(start)],
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
    if (call.error) expect(call.error.details).toEqual({ code });
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
