/**
 * The AssemblyAI client beyond the STT contract: its query, the end of its sessions, and the watch over them.
 * Against the sandbox's AssemblyAI over real sockets; time that only passes is a SimulatedClock's.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import {
  type AssemblyAiSettings,
  createAssemblyAi,
} from '../../../../actors/providers/assemblyai/assemblyai.ts';
import { PING_EVERY_MS } from '../../../../actors/providers/assemblyai/pulse.ts';
import type { SttHandlers, SttOptions } from '../../../../actors/providers/stt-provider.ts';
import { type AssemblyAiStandIn, startAssemblyAi } from '../../../../sandbox/assemblyai/assemblyai.ts';
import { SttReports } from '../../../contracts/stt-provider.contract.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const API_KEY = 'key-that-nobody-may-see';
const CONNECT_TIMEOUT_MS = 4_000;
const SECOND_OF_AUDIO = new Uint8Array(8_000).fill(0x55);

let vendor: AssemblyAiStandIn;
let clock: SimulatedClock;

beforeEach(async () => {
  clock = new SimulatedClock();
  vendor = await startAssemblyAi({
    apiKey: API_KEY,
    rateLimit: { toleranceMs: 600, now: () => clock.now() },
  });
});
afterEach(() => vendor.close());

interface Dial {
  readonly settings?: Partial<AssemblyAiSettings>;
  readonly options?: Partial<SttOptions>;
  readonly handlers?: Partial<SttHandlers>;
}

function dial({ settings = {}, options = {}, handlers = {} }: Dial = {}) {
  const reports = Object.assign(new SttReports(), handlers);
  const provider = createAssemblyAi({
    apiKey: API_KEY,
    baseUrl: vendor.url,
    speechModel: 'universal-streaming-english',
    endsTurns: true,
    ...settings,
  });
  const socket = provider.open({ clock, connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options }, reports);
  return { reports, socket };
}

async function dialOpen(how: Dial = {}) {
  const call = dial(how);
  await call.reports.opened();
  const [session] = vendor.sessions;
  if (!session) throw new Error('expected a session at the vendor');
  return { ...call, session };
}

const queryOf = async (how: Dial) => Object.fromEntries((await dialOpen(how)).session.query);
const vanishes = () => eventually(() => expect(vendor.sessions).toEqual([]));

describe('opening an AssemblyAI session', () => {
  it.each([
    ['ws://', (url: string) => url],
    ['http://', (url: string) => url.replace('ws', 'http')],
    ['a trailing slash', (url: string) => `${url}/`],
  ])('dials /v3/ws from a base URL with %s', async (_, spell) => {
    const { reports, session } = await dialOpen({ settings: { baseUrl: spell(vendor.url) } });
    expect(reports.requestIds).toEqual([session.id]);
  });

  it('asks for raw mu-law and unformatted turns, and leaves every default to the vendor', async () => {
    expect(await queryOf({})).toEqual({
      sample_rate: '8000',
      encoding: 'pcm_mulaw',
      speech_model: 'universal-streaming-english',
      format_turns: 'false',
    });
  });

  it('lets a call’s own patience go before the provider’s', async () => {
    const settings = {
      endOfTurnConfidenceThreshold: 0.6,
      minTurnSilenceMs: 300,
      maxTurnSilenceMs: 2_000,
    };
    const options = { eotThreshold: 0.8, keyterms: ['Acme', 'Dr. Ruiz'] };
    expect(await queryOf({ settings, options })).toMatchObject({
      end_of_turn_confidence_threshold: '0.8',
      min_turn_silence: '300',
      max_turn_silence: '2000',
      keyterms_prompt: '["Acme","Dr. Ruiz"]',
    });
  });

  it('asks the vendor to end no turn before ten seconds of silence when our own rules end them', async () => {
    const settings = { endsTurns: false, endOfTurnConfidenceThreshold: 0.6, minTurnSilenceMs: 300 };
    const query = await queryOf({ settings, options: { eotTimeoutMs: 900 } });
    expect(query).toMatchObject({ end_of_turn_confidence_threshold: '1', max_turn_silence: '10000' });
    expect(query).not.toHaveProperty('min_turn_silence');
  });

  it('is refused for good with a wrong key, which the error does not hold', async () => {
    const error = await dial({ settings: { apiKey: 'wrong-key' } }).reports.lost();
    expect(error).toMatchObject({ code: 'STT_REFUSED', retryable: false, details: { closeCode: 1_008 } });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('wrong-key');
  });

  it('is refused for good with a model that the vendor does not have', async () => {
    const { reports } = dial({ settings: { speechModel: 'universal-nothing' } });
    expect(await reports.lost()).toMatchObject({ code: 'STT_REFUSED', details: { closeCode: 3_006 } });
  });

  it('is refused for good where the path is another', async () => {
    const { reports } = dial({ settings: { baseUrl: `${vendor.url}/elsewhere` } });
    expect(await reports.lost()).toMatchObject({ code: 'STT_REFUSED', details: { status: 404 } });
  });

  it('is unreachable where nothing listens', async () => {
    const gone = await startAssemblyAi();
    await gone.close();
    const { reports } = dial({ settings: { baseUrl: gone.url } });
    expect(await reports.lost()).toMatchObject({
      code: 'STT_UNREACHABLE',
      details: { systemCode: 'ECONNREFUSED' },
    });
  });

  it('fails at once, but after it has returned, with a key that no header can carry', async () => {
    const { reports } = dial({ settings: { apiKey: 'two\nlines' } });
    expect(reports.losses).toEqual([]);
    const error = await reports.lost();
    expect(error.code).toBe('STT_UNREACHABLE');
    expect(`${error.message} ${error.cause}`).not.toContain('lines');
  });

  it('gives up at the limit when Begin never comes', async () => {
    vendor.faults.hang('begin');
    const { reports } = dial();
    await eventually(() => expect(vendor.sessions).toHaveLength(1));
    clock.increment(CONNECT_TIMEOUT_MS - 1);
    expect(reports.losses).toEqual([]);
    clock.increment(1);
    expect(reports.losses).toMatchObject([
      { code: 'STT_UNREACHABLE', details: { limitMs: CONNECT_TIMEOUT_MS } },
    ]);
    await vanishes();
  });

  it('is a protocol error when a turn comes before Begin', async () => {
    vendor.faults.hang('begin');
    const { reports } = dial();
    await eventually(() => expect(vendor.sessions).toHaveLength(1));
    vendor.sessions[0]?.emit({ transcript: 'hi' });
    expect((await reports.lost()).code).toBe('STT_PROTOCOL');
  });

  it.each(['', 'streaming.assemblyai.com', 'ftp://streaming.assemblyai.com', API_KEY])(
    'refuses the base URL "%s" at boot, without quoting it',
    (baseUrl) => {
      const create = () => dial({ settings: { baseUrl } });
      expect(create).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
      expect(create).not.toThrow(API_KEY);
    },
  );
});

describe('an AssemblyAI session', () => {
  it('can be made more patient, and can be asked to end a turn', async () => {
    const { socket, session } = await dialOpen();
    socket.configure?.({ eotThreshold: 1, eotTimeoutMs: 4_000 });
    socket.endTurn?.();
    await eventually(() =>
      expect(session.clientMessages).toEqual([
        { type: 'UpdateConfiguration', end_of_turn_confidence_threshold: 1, max_turn_silence: 4_000 },
        { type: 'ForceEndpoint' },
      ]),
    );
  });

  it('that is ended by a change of patience costs one session, and none is asked for one again', async () => {
    const provider = createAssemblyAi({
      apiKey: API_KEY,
      baseUrl: vendor.url,
      speechModel: 'universal-streaming-english',
      endsTurns: true,
    });
    const open = async () => {
      const reports = new SttReports();
      const socket = provider.open({ clock, connectTimeoutMs: CONNECT_TIMEOUT_MS }, reports);
      await reports.opened();
      return { reports, socket };
    };
    const first = await open();
    first.socket.configure?.({ eotThreshold: 2 });
    expect(await first.reports.lost()).toMatchObject({ code: 'STT_PROTOCOL', retryable: true });
    expect(first.reports.refusals).toMatchObject([['unknown', expect.stringContaining('Invalid')]]);
    const second = await open();
    second.socket.configure?.({ eotThreshold: 0.5 });
    second.socket.endTurn?.();
    await eventually(() => expect(vendor.sessions[0]?.clientMessages).toEqual([{ type: 'ForceEndpoint' }]));
    second.socket.close();
  });

  it('keeps its patience where our own rules end turns, and still reports an end by the vendor', async () => {
    const { reports, socket, session } = await dialOpen({ settings: { endsTurns: false } });
    socket.configure?.({ eotThreshold: 0.5 });
    session.emit({ transcript: 'hi' });
    session.emit({ transcript: 'hi', endOfTurn: true });
    await reports.received(2);
    expect(reports.facts.map(({ kind }) => kind)).toEqual(['startOfTurn', 'endOfTurn']);
    expect(session.clientMessages).toEqual([]);
  });

  it('takes a backlog of two seconds at the pace that the vendor allows', async () => {
    const { reports, socket, session } = await dialOpen();
    for (const part of [SECOND_OF_AUDIO, SECOND_OF_AUDIO]) socket.send(part);
    for (let passedMs = 0; passedMs < 1_600; passedMs += 40) {
      await settled();
      clock.increment(40);
    }
    await eventually(() => expect(session.receivedBytes).toBe(16_000));
    expect(reports.losses).toEqual([]);
  });

  it('places the end of speech in the audio it was given, though silence was left out of the backlog', async () => {
    const { reports, socket, session } = await dialOpen();
    socket.send(SECOND_OF_AUDIO);
    socket.send(new Uint8Array(8_000).fill(0xff));
    socket.send(SECOND_OF_AUDIO.subarray(0, 3_200));
    for (let passedMs = 0; passedMs < 2_400; passedMs += 40) {
      await settled();
      clock.increment(40);
    }
    await settled();
    expect(session.receivedBytes).toBeLessThan(16_000);
    session.emit({ transcript: 'hi', endOfTurn: true });
    await reports.received(2);
    expect(reports.facts[1]?.speechEndMs).toBe(2_400);
  });

  it('contains a handler that throws', async () => {
    const onFact = () => {
      throw new Error('a bug of ours');
    };
    const { reports, session } = await dialOpen({ handlers: { onFact } });
    session.emit({ transcript: 'hi' });
    expect((await reports.lost()).code).toBe('ACTOR_CRASHED');
    await vanishes();
  });

  it.each([
    [3_005, 'STT_LOST'],
    [3_008, 'STT_LOST'],
    [3_006, 'STT_PROTOCOL'],
    [3_007, 'STT_PROTOCOL'],
  ])('reports an Error message %i and the close after it as one loss, %s', async (closeCode, code) => {
    const { reports } = await dialOpen();
    vendor.faults.fatal(closeCode);
    expect(await reports.lost()).toMatchObject({
      code,
      details: { closeCode, reason: expect.stringMatching(/\S/) },
    });
    await vanishes();
    expect(reports.losses).toHaveLength(1);
  });

  it('keeps the close code when the vendor closes without a reason', async () => {
    const { reports } = await dialOpen();
    vendor.faults.dropSockets(1_011);
    expect(await reports.lost()).toMatchObject({ code: 'STT_LOST', details: { closeCode: 1_011 } });
  });
});

describe('watching an AssemblyAI session', () => {
  /** Audio at the pace of the clock, with the network keeping up. */
  async function speakFor(socket: { send(audio: Uint8Array): void }, ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += 200) {
      socket.send(SECOND_OF_AUDIO.subarray(0, 1_600));
      clock.increment(200);
      await settled();
    }
  }

  it('finds it mute when a ping finds no answer while audio is sent', async () => {
    const { reports, socket } = await dialOpen();
    vendor.faults.mute();
    await speakFor(socket, 2 * PING_EVERY_MS - 200);
    expect(reports.losses).toEqual([]);
    await speakFor(socket, 200);
    expect(reports.losses).toMatchObject([{ code: 'STT_MUTE', retryable: true }]);
    await vanishes();
  });

  it('takes a pong as a sign of life, in a call without a word', async () => {
    const { reports, socket } = await dialOpen();
    await speakFor(socket, 5 * PING_EVERY_MS);
    expect(reports.losses).toEqual([]);
    socket.close();
  });

  it('does not call it mute while hardly any audio is sent', async () => {
    const { reports, socket } = await dialOpen();
    vendor.faults.mute();
    clock.increment(PING_EVERY_MS);
    socket.send(SECOND_OF_AUDIO.subarray(0, 1_600));
    clock.increment(10 * PING_EVERY_MS);
    expect(reports.losses).toEqual([]);
    socket.close();
  });
});

describe('closing an AssemblyAI session', () => {
  it('sends Terminate, waits for nothing, and calls no handler afterwards', async () => {
    const { reports, socket, session } = await dialOpen();
    const before = reports.calls;
    session.emit({ transcript: 'on its way' });
    socket.close();
    socket.close();
    socket.send(SECOND_OF_AUDIO);
    await vanishes();
    expect(session.clientMessages).toEqual([{ type: 'Terminate' }]);
    clock.increment(60_000);
    expect(reports.calls).toBe(before);
  });

  it('may be done from within a handler', async () => {
    const begun = vendor.nextSession();
    const { reports, socket } = dial({ handlers: { onOpen: () => socket.close() } });
    await begun;
    await vanishes();
    expect(reports.losses).toEqual([]);
  });

  it('reports nothing more of a message whose first fact closed it', async () => {
    const kinds: string[] = [];
    const { socket, session } = await dialOpen({
      handlers: {
        onFact({ kind }) {
          kinds.push(kind);
          socket.close();
        },
      },
    });
    session.emit({ transcript: 'hi', endOfTurn: true });
    await vanishes();
    expect(kinds).toEqual(['startOfTurn']);
  });

  it('leaves no connection when the handshake is under way', async () => {
    vendor.faults.hang();
    const { reports, socket } = dial();
    socket.close();
    clock.increment(CONNECT_TIMEOUT_MS);
    await settled();
    expect([vendor.sessions.length, reports.calls]).toEqual([0, 0]);
  });
});
