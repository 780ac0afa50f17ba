/**
 * The Nova stand-in as its clients meet it: raw `ws`, real speech, and audio sent as fast as it goes, since only
 * audio moves time.
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { silence } from '../../../../actors/audio/mulaw.ts';
import {
  type DeepgramOptions,
  type DeepgramStandIn,
  startDeepgram,
} from '../../../../sandbox/deepgram/deepgram.ts';
import { PhraseBook } from '../../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../../sandbox/voice/flite.ts';
import { sharedVoice } from '../../../helpers/shared-voice.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';
import { listenTo, rawClients, refusalOf } from '../../recognition/raw-client.ts';
import { speakLines } from '../../recognition/spoken-lines.ts';

const PHONE = 'model=nova-3&encoding=mulaw&sample_rate=8000';
const LIVE = `${PHONE}&interim_results=true&punctuate=true&vad_events=true&endpointing=300&utterance_end_ms=1000`;

interface Word {
  readonly word: string;
  readonly punctuated_word?: string;
  readonly start: number;
  readonly end: number;
}
interface Results {
  readonly type: 'Results';
  readonly start: number;
  readonly duration: number;
  readonly is_final: boolean;
  readonly speech_final: boolean;
  readonly from_finalize: boolean;
  readonly channel: { readonly alternatives: readonly [{ transcript: string; words: readonly Word[] }] };
}
type Message = Results | { readonly type: string; readonly [field: string]: unknown };

let deepgram: DeepgramStandIn | undefined;

afterEach(async () => {
  vi.useRealTimers();
  await deepgram?.close();
  deepgram = undefined;
});

const clients = rawClients();

async function start(options: DeepgramOptions = {}): Promise<DeepgramStandIn> {
  deepgram = await startDeepgram(options);
  return deepgram;
}

function open(query: string): WebSocket {
  const headers = { authorization: 'Token key' };
  return clients.open(`${deepgram?.url}/v1/listen?${query}`, headers);
}

/** A client that keeps what it receives. */
async function connect(query = LIVE) {
  const client = listenTo<Message>(open(query));
  const { socket, closed, messages } = client;
  const upgraded = once(socket, 'upgrade') as Promise<[IncomingMessage]>;
  await once(socket, 'open');
  const results = () => messages().filter((message) => message.type === 'Results') as Results[];
  return {
    ...client,
    results,
    requestId: (await upgraded)[0].headers['dg-request-id'],
    finals: () => results().filter(({ is_final }) => is_final),
    of: (type: string) => messages().filter((message) => message.type === type),
    /** Everything sent so far was received and answered. */
    async finishes() {
      socket.send('{"type":"CloseStream"}');
      return closed;
    },
  };
}

const transcriptOf = ({ channel }: Results) => channel.alternatives[0].transcript;
const said = (spans: readonly Results[]) => spans.map(transcriptOf).filter(Boolean).join(' ');

const refused = (query: string) => refusalOf(open(query));

describe('the handshake', () => {
  it.each([
    ['a language that nova-3 does not hear', `${LIVE}&language=yue`],
    ['a language that is no tag', `${LIVE}&language=en_US`],
    ['a Flux model', 'model=flux-general-en&encoding=mulaw&sample_rate=8000'],
    ['no model', 'encoding=mulaw&sample_rate=8000'],
    ['no encoding', 'model=nova-3&sample_rate=8000'],
    ['keywords on nova-3', `${PHONE}&keywords=Acme`],
    ['keyterm on nova-2', 'model=nova-2-phonecall&encoding=mulaw&sample_rate=8000&keyterm=Acme'],
    ['utterance_end_ms without interim results', `${PHONE}&utterance_end_ms=1000`],
    ['an utterance_end_ms below 1,000', `${PHONE}&interim_results=true&utterance_end_ms=999`],
    ['an endpointing that is no number', `${PHONE}&endpointing=soon`],
    ['a flag that is no flag', `${PHONE}&punctuate=yes`],
    ['two channels', `${PHONE}&channels=2`],
    [
      'key terms of more than 500 tokens: deepgram-python-sdk#503',
      PHONE + `&keyterm=${'x'.repeat(80)}`.repeat(26),
    ],
    ['a parameter that nobody sends', `${PHONE}&speaker=1`],
    ['a parameter of v2', `${PHONE}&eot_threshold=0.7`],
  ])('refuses %s with 400', async (_, query) => {
    await start();
    const { status, headers, body } = await refused(query);
    expect(status).toBe(400);
    expect(headers['dg-error']).toBe(body.err_msg);
    expect(headers['dg-request-id']).toBe(body.request_id);
  });

  it.each([
    // deepgram-python-sdk#506, LiveKit's plugin, deepgram-js-sdk#353; the others are on the page of live audio
    'no_delay=true&filler_words=true&profanity_filter=false&smart_format=true&vad_events=true',
    'version=latest&alternatives=1&numerals=true&punctuate=true&language=en&endpointing=250',
    'redact=pci&redact=ssn&replace=a:b&search=c&tag=d&extra=e:f&mip_opt_out=true&dictation=true',
    'measurements=true&diarize=true&detect_entities=true&multichannel=false&channels=1&keyterm=Acme',
    'callback=https%3A%2F%2Fexample.com&callback_method=POST&interim_results=true&utterance_end_ms=1000',
  ])('accepts what clients send: %s', async (parameters) => {
    await start();
    const client = await connect(`${PHONE}&${parameters}`);
    expect(client.requestId).not.toBe('');
  });

  it('accepts what the product may ask for, says nothing by itself, and keeps to Nova', async () => {
    const { sessions, novaSessions } = await start();
    expect([sessions, novaSessions]).toEqual([[], []]);
    const opened = deepgram?.nextNovaSession();
    const client = await connect(
      `${LIVE}&channels=1&language=multi&smart_format=false&numerals=true&keyterm=Acme&keyterm=Dr.%20Ruiz&tag=a`,
    );
    const session = await opened;
    expect(session?.query.getAll('keyterm')).toEqual(['Acme', 'Dr. Ruiz']);
    expect(session?.requestId).toBe(client.requestId);
    expect(deepgram?.novaSessions).toEqual([session]);
    expect([deepgram?.sessions, client.messages()]).toEqual([[], []]);
  });

  it('refuses a wrong key with 401', async () => {
    await start({ apiKey: 'right' });
    expect((await refused(PHONE)).status).toBe(401);
  });
});

describe('a session that transcribes', () => {
  const book = new PhraseBook();
  let booking: SpokenLine;
  let refusal: SpokenLine;
  let unknown: SpokenLine;

  beforeAll(async () => {
    ({ booking, refusal } = await speakLines(book));
    unknown = await sharedVoice().speak('Nobody ever taught this.', 'rms');
  });

  const startTaught = () => start({ phraseBook: book });

  it('gives a spoken line as interims, final spans, speech_final and UtteranceEnd, each in its place', async () => {
    await startTaught();
    const client = await connect();
    client.says(silence(1_000));
    client.says(booking.audio);
    client.says(silence(2_000));
    await client.finishes();

    expect(said(client.finals())).toBe(booking.text);
    const lastWordMs = 1_000 + (booking.words.at(-1)?.endMs ?? 0);
    const ended = client
      .results()
      .findLast(({ speech_final, channel }) => speech_final && channel.alternatives[0].transcript !== '');
    expect(ended?.is_final).toBe(true);
    const endedMs = ((ended?.start ?? 0) + (ended?.duration ?? 0)) * 1_000;
    expect(endedMs - lastWordMs).toBeGreaterThan(200);
    expect(endedMs - lastWordMs).toBeLessThan(450);

    const [utteranceEnd, ...others] = client.of('UtteranceEnd');
    expect(others).toEqual([]);
    expect(Number((utteranceEnd as { last_word_end?: number }).last_word_end)).toBeCloseTo(
      lastWordMs / 1_000,
      0,
    );
    expect(client.messages().indexOf(utteranceEnd as Message)).toBeGreaterThan(
      client.messages().indexOf(ended as Message),
    );
    expect(client.messages().findIndex(({ type }) => type === 'SpeechStarted')).toBeLessThan(
      client
        .messages()
        .findIndex((message) => message.type === 'Results' && transcriptOf(message as Results) !== ''),
    );
  });

  it.each([
    ['late, by as much as it was told', 4_000, true],
    ['never, and sends words all the same', Number.POSITIVE_INFINITY, false],
  ])('ends what was said %s', async (_, endsLateByMs, hasEnd) => {
    await start({ phraseBook: book, habits: { endsLateByMs } });
    const client = await connect();
    client.says(booking.audio);
    client.says(silence(10_000));
    await client.finishes();

    expect(said(client.finals())).toBe(booking.text);
    const final = client.results().filter(({ speech_final }) => speech_final);
    expect([final.length > 0, client.of('UtteranceEnd').length > 0]).toEqual([hasEnd, hasEnd]);
    const lastWordMs = booking.words.at(-1)?.endMs ?? 0;
    for (const { start: startS, duration } of final)
      expect((startS + duration) * 1_000 - lastWordMs).toBeGreaterThan(4_200);
  });

  it('cuts the stream into spans that follow one another, with words inside and interims about every second', async () => {
    await startTaught();
    const client = await connect();
    for (const { audio } of [booking, refusal, booking]) {
      client.says(audio);
      client.says(silence(1_500));
    }
    await client.finishes();

    let startMs = 0;
    let reportedMs = 0;
    for (const { start, duration, is_final, speech_final, channel } of client.results()) {
      const endMs = (start + duration) * 1_000;
      expect(start * 1_000).toBeCloseTo(startMs, 0);
      expect(endMs - reportedMs).toBeLessThan(1_040);
      expect(speech_final && !is_final).toBe(false);
      for (const word of channel.alternatives[0].words) {
        expect(word.end).toBeGreaterThan(word.start);
        expect(word.word).toBe(word.punctuated_word?.toLowerCase().replace(/[.,]/g, ''));
      }
      if (is_final) startMs = endMs;
      reportedMs = endMs;
    }
    expect(said(client.finals())).toBe(`${booking.text} ${refusal.text} ${booking.text}`);
  });

  it('says exactly the same however the audio is cut up', async () => {
    await startTaught();
    const received = await Promise.all(
      [160, 640, 37, 4_001].map(async (chunkBytes) => {
        const client = await connect();
        client.says(booking.audio, chunkBytes);
        client.says(silence(2_000), chunkBytes);
        await client.finishes();
        return client
          .messages()
          .map((message) =>
            JSON.stringify(message, (key, value) => (/^(request_id|created)$/.test(key) ? '' : value)),
          );
      }),
    );
    for (const messages of received) expect(messages).toEqual(received[0]);
  });

  it('writes plain words, only final spans and no events where nothing else was asked for', async () => {
    await startTaught();
    const client = await connect(`${PHONE}&endpointing=false`);
    client.says(booking.audio);
    client.says(silence(4_000));
    await client.finishes();
    expect(client.results().every(({ is_final, speech_final }) => is_final && !speech_final)).toBe(true);
    expect(said(client.results())).toBe('hello i would like to book a table for two please');
    expect(client.of('SpeechStarted')).toEqual([]);
    expect(client.of('UtteranceEnd')).toEqual([]);
  });

  it('answers silence with results without words', async () => {
    await startTaught();
    const client = await connect();
    client.says(silence(10_000));
    await client.finishes();
    expect(client.results().length).toBeGreaterThanOrEqual(9);
    expect(said(client.results())).toBe('');
    expect(client.of('UtteranceEnd')).toEqual([]);
  });

  it('ends no utterance of a short unknown sound, though its silence is final', async () => {
    await startTaught();
    const client = await connect();
    client.says(unknown.audio.subarray(0, 8 * 400));
    client.says(silence(2_000));
    await client.finishes();
    expect(client.results().some(({ speech_final }) => speech_final)).toBe(true);
    expect(said(client.results())).toBe('');
    expect(client.of('UtteranceEnd')).toEqual([]);
  });

  it('makes what it has final on Finalize, and goes on', async () => {
    await startTaught();
    const client = await connect();
    client.sends({ type: 'Finalize' });
    client.says(booking.audio.subarray(0, 8 * Math.round(booking.words[4]?.startMs ?? 0)));
    client.sends({ type: 'Finalize' });
    client.says(booking.audio.subarray(8 * Math.round(booking.words[4]?.startMs ?? 0)));
    client.says(silence(1_000));
    await client.finishes();
    const forced = client.results().filter(({ from_finalize }) => from_finalize);
    expect(forced.map((span) => [span.is_final, transcriptOf(span)])).toEqual([
      [true, 'Hello, I would like'],
    ]);
    expect(said(client.finals())).toBe(booking.text);
  });

  it.each([
    ['CloseStream', '{"type":"CloseStream"}'],
    ['an empty binary message', new Uint8Array(0)],
  ])('says the last words on %s, sums up and closes with 1000', async (_, last) => {
    await startTaught();
    const client = await connect();
    client.says(refusal.audio);
    client.socket.send(last);
    expect(await client.closed).toEqual([1_000, '']);
    expect(said(client.finals())).toBe(refusal.text);
    expect(client.messages().at(-1)).toMatchObject({
      type: 'Metadata',
      request_id: client.requestId,
      duration: refusal.audio.length / 8_000,
      channels: 1,
    });
  });
});

describe('a client that is silent', () => {
  it('is shown out after ten seconds, later for audio and KeepAlive', async () => {
    await start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const client = await connect();
    vi.advanceTimersByTime(9_999);
    client.says(silence(20));
    await settled();
    vi.advanceTimersByTime(9_999);
    client.sends({ type: 'KeepAlive' });
    await settled();
    vi.advanceTimersByTime(9_999);
    await settled();
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    vi.advanceTimersByTime(1);
    expect(await client.closed).toEqual([1_011, 'NET-0001']);
  });

  it('is shown out despite KeepAlive when it never sent audio', async () => {
    await start({ delays: { idleLimitMs: 50 } });
    const client = await connect();
    client.sends({ type: 'KeepAlive' });
    expect(await client.closed).toEqual([1_011, 'NET-0001']);
  });
});

describe('a scripted session', () => {
  it('says what the test says, in spans that follow one another', async () => {
    await start();
    const client = await connect();
    const session = deepgram?.novaSessions[0];
    session?.emit({ type: 'SpeechStarted' });
    client.says(silence(2_000));
    await settled();
    session?.emit({ type: 'Results', transcript: 'I need' });
    client.says(silence(1_000));
    await settled();
    session?.emit({ type: 'Results', transcript: 'I need help.', isSpeechFinal: true });
    session?.emit({ type: 'UtteranceEnd' });
    client.says(silence(500));
    await settled();
    session?.emit({ type: 'Results', transcript: 'Wait', isFinal: true });
    await settled();
    const spans = client.results().filter((span) => transcriptOf(span) !== '');
    expect(spans.map((span) => [transcriptOf(span), span.start, span.duration, span.speech_final])).toEqual([
      ['I need', 0, 2, false],
      ['I need', 0, 3, false],
      ['I need help.', 0, 3, true],
      ['Wait', 3, 0.5, false],
    ]);
    expect(client.of('UtteranceEnd')).toEqual([{ type: 'UtteranceEnd', channel: [0, 1], last_word_end: 3 }]);
  });
});

describe('trouble', () => {
  it.each([
    ['a message of v2', '{"type":"ForceEndTurn"}'],
    ['what is not JSON', 'hello'],
  ])('comes of %s', async (_, text) => {
    await start();
    const client = await connect();
    client.socket.send(text);
    expect(await client.closed).toEqual([1_008, 'DATA-0000']);
  });

  it('is a close without a word when the server breaks down', async () => {
    const { faults } = await start();
    const client = await connect();
    faults.fatal();
    expect(await client.closed).toEqual([1_011, 'NET-0000']);
    expect(client.messages()).toEqual([]);
  });

  it('is silence when it is muted', async () => {
    const { faults } = await start();
    const client = await connect();
    faults.mute();
    client.says(silence(5_000));
    await settled();
    expect(client.messages()).toEqual([]);
    faults.recover();
    client.says(silence(1_000));
    await eventually(() => expect(client.results().length).toBeGreaterThan(0));
  });
});
