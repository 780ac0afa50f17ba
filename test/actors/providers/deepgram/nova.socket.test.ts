/**
 * The Nova client over real sockets: its own behaviour beside the STT contract, and its facts of real speech.
 * Its vendor is the sandbox's Deepgram.
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { silence } from '../../../../actors/audio/mulaw.ts';
import {
  createDeepgramNova,
  type DeepgramNovaSettings,
  KEEP_ALIVE_EVERY_MS,
  MUTE_LIMIT_MS,
} from '../../../../actors/providers/deepgram/nova.ts';
import type { SttHandlers, SttOptions, SttSocket } from '../../../../actors/providers/stt-provider.ts';
import {
  type DeepgramOptions,
  type DeepgramStandIn,
  startDeepgram,
} from '../../../../sandbox/deepgram/deepgram.ts';
import type { NovaSession } from '../../../../sandbox/deepgram/nova/session.ts';
import { PhraseBook } from '../../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../../sandbox/voice/flite.ts';
import { SttReports } from '../../../contracts/stt-provider.contract.ts';
import { sharedVoice } from '../../../helpers/shared-voice.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const API_KEY = 'key-that-nobody-may-see';
const CONNECT_TIMEOUT_MS = 4_000;
const SECOND_OF_AUDIO = silence(1_000);

let deepgram: DeepgramStandIn;
let clock: SimulatedClock;
const opened: SttSocket[] = [];

async function start(options: DeepgramOptions = {}): Promise<void> {
  clock = new SimulatedClock();
  deepgram = await startDeepgram({ apiKey: API_KEY, ...options });
}

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.close();
  await deepgram.close();
});

function dial({
  settings = {},
  handlers = {},
  ...options
}: Partial<SttOptions> & {
  settings?: Partial<DeepgramNovaSettings>;
  handlers?: Partial<SttHandlers>;
} = {}) {
  const reports = Object.assign(new SttReports(), handlers);
  const provider = createDeepgramNova({
    apiKey: API_KEY,
    baseUrl: deepgram.url,
    model: 'nova-3',
    endpointingMs: 300,
    utteranceEndMs: 1_000,
    endsTurns: true,
    ...settings,
  });
  const socket = provider.open({ clock, connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options }, reports);
  opened.push(socket);
  return { reports, socket };
}

async function dialOpen(options: Parameters<typeof dial>[0] = {}) {
  const call = dial(options);
  await call.reports.opened();
  const session = deepgram.novaSessions.at(-1) as NovaSession;
  return { ...call, session };
}

const vanishes = () => eventually(() => expect(deepgram.novaSessions).toEqual([]));

describe('a Deepgram Nova session', () => {
  it('is asked for on /v1/listen, and known by the id of its handshake', async () => {
    await start();
    const { reports, session } = await dialOpen({
      keyterms: ['Acme', 'Dr. Ruiz'],
      settings: { language: 'en-GB' },
    });
    expect(reports.requestIds).toEqual([session.requestId]);
    expect([...session.query].map((parameter) => parameter.join('='))).toEqual(
      expect.arrayContaining([
        'model=nova-3',
        'language=en-GB',
        'endpointing=300',
        'keyterm=Acme',
        'keyterm=Dr. Ruiz',
      ]),
    );
  });

  it('keeps itself alive with KeepAlive, that long after the last audio', async () => {
    await start();
    const { socket, session } = await dialOpen();
    clock.increment(KEEP_ALIVE_EVERY_MS);
    await eventually(() => expect(session.clientMessages).toEqual([{ type: 'KeepAlive' }]));
    for (let sent = 0; sent < 3; sent++) {
      clock.increment(KEEP_ALIVE_EVERY_MS - 1);
      socket.send(SECOND_OF_AUDIO.subarray(0, 640));
    }
    await eventually(() => expect(session.receivedBytes).toBe(3 * 640));
    expect(session.clientMessages).toHaveLength(1);
    clock.increment(KEEP_ALIVE_EVERY_MS);
    clock.increment(KEEP_ALIVE_EVERY_MS);
    await eventually(() => expect(session.clientMessages).toHaveLength(3));
  });

  it('is lost as mute at the limit, and not before', async () => {
    await start();
    const { reports, socket } = await dialOpen();
    deepgram.faults.mute();
    for (let sentMs = 0; sentMs < MUTE_LIMIT_MS; sentMs += 1_000) {
      expect(reports.losses).toEqual([]);
      socket.send(SECOND_OF_AUDIO);
      clock.increment(1_000);
    }
    expect(reports.losses).toMatchObject([{ code: 'STT_MUTE', details: { limitMs: MUTE_LIMIT_MS } }]);
    await vanishes();
  });

  it('is lost with the vendor’s reason when the vendor shows it out', async () => {
    await start();
    const { reports, session } = await dialOpen();
    session.drop(1_011, 'NET-0001');
    expect(await reports.lost()).toMatchObject({
      code: 'STT_LOST',
      details: { closeCode: 1_011, reason: 'NET-0001' },
    });
  });

  it.each([
    ['opening', 'onOpen'],
    ['a fact', 'onFact'],
  ] as const)('contains a handler that throws on %s', async (_, name) => {
    await start();
    const handlers = {
      [name]: () => {
        throw new Error('a bug of ours');
      },
    };
    const opening = deepgram.nextNovaSession();
    const { reports } = dial({ handlers });
    (await opening).emit({ type: 'Results', transcript: 'Hi' });
    expect((await reports.lost()).code).toBe('ACTOR_CRASHED');
    await vanishes();
  });

  it('reports nothing more once a handler has closed it, not even of the same message', async () => {
    await start();
    const kinds: string[] = [];
    const { socket, session } = await dialOpen({
      handlers: {
        onFact: ({ kind }) => {
          kinds.push(kind);
          socket.close();
        },
      },
    });
    session.emit({ type: 'Results', transcript: 'Hi.', isSpeechFinal: true });
    await vanishes();
    expect(kinds).toEqual(['startOfTurn']);
    expect(session.clientMessages).toEqual([{ type: 'CloseStream' }]);
  });

  it('refuses a base URL that is none at boot, without quoting it', async () => {
    await start();
    const create = () => dial({ settings: { baseUrl: API_KEY } });
    expect(create).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(create).not.toThrow(API_KEY);
  });
});

describe('speech, transcribed by Deepgram Nova', () => {
  const synthesizer = sharedVoice();
  const phraseBook = new PhraseBook();
  let booking: SpokenLine;
  let refusal: SpokenLine;

  beforeAll(async () => {
    booking = await synthesizer.speak('Hello, I would like to book a table for two, please.', 'slt');
    refusal = await synthesizer.speak('No, stop. That is wrong.', 'kal');
    for (const line of [booking, refusal]) phraseBook.learn(line);
  });

  function say(socket: SttSocket, ...pieces: Uint8Array[]): void {
    for (const piece of pieces)
      for (let at = 0; at < piece.length; at += 640) socket.send(piece.subarray(at, at + 640));
  }

  const endsOf = ({ facts }: SttReports) => facts.filter(({ kind }) => kind === 'endOfTurn');

  it('is a line with all its words and one end of turn, where its last word ends', async () => {
    await start({ phraseBook });
    const { reports, socket } = await dialOpen();
    say(socket, silence(1_000), booking.audio, silence(3_000));
    await eventually(() =>
      expect(reports.facts.at(-1)?.transcribedMs).toBeGreaterThan(1_000 + booking.audio.length / 8 + 2_000),
    );

    const [ended, ...others] = endsOf(reports);
    expect(others).toEqual([]);
    expect(ended).toMatchObject({ turnIndex: 0, text: booking.text, trigger: 'speechFinal' });
    const lastWordMs = 1_000 + (booking.words.at(-1)?.endMs ?? 0);
    expect(Math.abs((ended?.speechEndMs ?? 0) - lastWordMs)).toBeLessThan(60);
    const kinds = reports.facts.filter(({ text }) => text !== '').map(({ kind }) => kind);
    expect(kinds[0]).toBe('startOfTurn');
    expect(kinds.filter((kind) => kind === 'update').length).toBeGreaterThanOrEqual(1);
    expect(kinds.at(-1)).toBe('endOfTurn');
  });

  it('is one turn for each line, in the caller’s order', async () => {
    await start({ phraseBook });
    const { reports, socket } = await dialOpen();
    say(socket, booking.audio, silence(1_500), refusal.audio, silence(1_500), booking.audio, silence(1_500));
    await eventually(() => expect(endsOf(reports)).toHaveLength(3));
    expect(endsOf(reports).map(({ turnIndex, text }) => [turnIndex, text])).toEqual([
      [0, booking.text],
      [1, refusal.text],
      [2, booking.text],
    ]);
  });

  it.each([10, 100, 1_000])(
    'is every word once, in order, however turns are cut by %i ms of silence',
    async (endpointingMs) => {
      await start({ phraseBook });
      const { reports, socket } = await dialOpen({ settings: { endpointingMs } });
      say(socket, refusal.audio, silence(1_500), booking.audio, silence(1_500));
      const words = () =>
        endsOf(reports)
          .map(({ text }) => text)
          .join(' ');
      await eventually(() => expect(words()).toBe(`${refusal.text} ${booking.text}`));
    },
  );

  it('ends by UtteranceEnd after its last word, where silence is not to end it', async () => {
    await start({ phraseBook });
    const { reports, socket } = await dialOpen({
      settings: { endpointingMs: 10_000, utteranceEndMs: 1_500 },
    });
    say(socket, booking.audio, silence(3_000));
    await eventually(() => expect(endsOf(reports)).toHaveLength(1));
    expect(endsOf(reports)).toMatchObject([{ text: booking.text, trigger: 'utteranceEnd' }]);
  });

  it('is only transcribed where our own rules end turns, each word in one turn', async () => {
    await start({ phraseBook });
    const { reports, socket } = await dialOpen({ settings: { endsTurns: false } });
    const half = 8 * Math.round(booking.words[5]?.startMs ?? 0);
    say(socket, booking.audio.subarray(0, half));
    await eventually(() => expect(reports.facts.at(-1)?.text).toMatch(/^Hello, I would/));
    const first = reports.facts.at(-1)?.text ?? '';
    socket.endTurn?.();
    say(socket, booking.audio.subarray(half), silence(2_000));
    await eventually(() => expect(reports.facts.at(-1)?.text).toMatch(/please\.$/));
    expect(`${first} ${reports.facts.at(-1)?.text}`).toBe(booking.text);
    expect(new Set(reports.facts.map(({ turnIndex }) => turnIndex))).toEqual(new Set([0, 1]));
    expect(endsOf(reports)).toEqual([]);
  });
});
