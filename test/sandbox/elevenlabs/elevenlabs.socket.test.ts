/**
 * The ElevenLabs stand-in, driven the way the protocol page says a client may drive it: a raw `ws` client.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import {
  type ElevenLabsOptions,
  type ElevenLabsStandIn,
  startElevenLabs,
} from '../../../sandbox/elevenlabs/elevenlabs.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { AUTO, ElevenLabsClient, QUERY } from './elevenlabs-client.ts';

const FAST = { ttfbMs: 5, realtimeFactor: 200 };
const CLAUSE = 'Hello there, how can I help you today? ';

const synthesizer = sharedVoice();
let standIn: ElevenLabsStandIn;

const start = async (options: Partial<ElevenLabsOptions> = {}) => {
  standIn = await startElevenLabs({ synthesizer, delays: FAST, ...options });
};

const connect = (query?: string, headers?: Record<string, string>) =>
  new ElevenLabsClient(standIn.url, query, headers).opened();

const errorOf = async (client: ElevenLabsClient) => {
  const { code, reason, frame } = await client.lost();
  expect(frame?.code).toBe(code);
  expect(frame?.message?.startsWith(reason)).toBe(true);
  return { code, error: frame?.error, message: frame?.message };
};

const spokenBytes = async (...texts: string[]) => {
  const lines = await Promise.all(texts.map((text) => synthesizer.speak(text.trim(), 'slt')));
  return Buffer.concat(lines.map(({ audio }) => audio));
};

afterEach(async () => {
  vi.useRealTimers();
  await standIn.close();
});

describe('a context', () => {
  it('speaks its text and ends with isFinal once closed', async () => {
    await start();
    const client = await connect();
    client.says(
      { text: ' ', context_id: 't1', voice_settings: { stability: 0.5, speed: 1 } },
      { text: CLAUSE, context_id: 't1' },
      { context_id: 't1', flush: true },
      { context_id: 't1', close_context: true },
    );
    expect(await client.isFinal('t1')).toEqual({
      audio: null,
      isFinal: true,
      alignment: null,
      normalizedAlignment: null,
      contextId: 't1',
    });
    expect(Buffer.concat(client.audioOf('t1'))).toEqual(await spokenBytes(CLAUSE));
    expect(client.frames[0]).toMatchObject({ isFinal: null, contextId: 't1' });
    expect(standIn.stats).toMatchObject({
      contexts: 1,
      closedContexts: 1,
      openContexts: 0,
      phantomContexts: 0,
    });
    expect(standIn.stats.charactersSpoken).toBe(CLAUSE.length);
  });

  it('speaks one text after the other, in the order they came', async () => {
    await start();
    const client = await connect();
    const texts = ['First this. ', 'Then a rather longer piece. ', 'Last. '];
    client.says(...texts.map((text) => ({ text, context_id: 't1' })));
    client.says({ context_id: 't1', flush: true }, { context_id: 't1', close_context: true });
    await client.isFinal('t1');
    expect(Buffer.concat(client.audioOf('t1'))).toEqual(await spokenBytes(...texts));
  });

  it('sends audio in sizes that are no whole frames', async () => {
    await start();
    const client = await connect();
    client.says({ text: CLAUSE, context_id: 't1', flush: true }, { context_id: 't1', close_context: true });
    await client.isFinal('t1');
    const sizes = client.audioOf('t1').map(({ length }) => length);
    expect(sizes.slice(0, -1).some((size) => size % 160 !== 0)).toBe(true);
  });

  it('gives every character its time, counted from the start of its own chunk', async () => {
    await start();
    const client = await connect(`${AUTO}&sync_alignment=true`);
    client.says({ text: CLAUSE, context_id: 't1', flush: true }, { context_id: 't1', close_context: true });
    await client.isFinal('t1');
    const chunks = client.frames.filter(({ audio }) => audio !== null);
    expect(chunks.flatMap(({ alignment }) => alignment?.chars ?? []).join('')).toBe(CLAUSE);
    for (const { audio, alignment, normalizedAlignment } of chunks) {
      const lengthMs = Buffer.from(audio ?? '', 'base64').length / BYTES_PER_MS;
      const starts = alignment?.charStartTimesMs ?? [];
      expect(normalizedAlignment).toEqual(alignment);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      starts.forEach((startMs, at) => {
        expect(startMs).toBeGreaterThanOrEqual(0);
        expect(startMs + (alignment?.charDurationsMs[at] ?? 0)).toBeLessThanOrEqual(lengthMs + 1);
      });
    }
  });

  it('opens when it is first named, also by a message without an id', async () => {
    await start();
    const client = await connect();
    client.says({ text: 'Yes. ', flush: true }, { close_context: true });
    await client.receives(({ isFinal }) => isFinal === true);
    expect(standIn.stats.contexts).toBe(1);
  });

  it('keeps its voice apart from its neighbours', async () => {
    await start();
    const client = await connect();
    for (const id of ['t1', 't2']) {
      client.says(
        { text: `This is ${id}. `, context_id: id, flush: true },
        { context_id: id, close_context: true },
      );
    }
    await Promise.all([client.isFinal('t1'), client.isFinal('t2')]);
    expect(Buffer.concat(client.audioOf('t1'))).toEqual(await spokenBytes('This is t1.'));
    expect(Buffer.concat(client.audioOf('t2'))).toEqual(await spokenBytes('This is t2.'));
  });

  it('lets its id be used again once it is closed', async () => {
    await start();
    const client = await connect();
    client.says({ text: 'One. ', context_id: 't1', flush: true }, { context_id: 't1', close_context: true });
    client.says({ text: ' ', context_id: 't1', voice_settings: {} });
    await settled();
    expect(standIn.stats).toMatchObject({ contexts: 2, phantomContexts: 0 });
  });

  it('refuses settings after its first message', async () => {
    await start();
    const client = await connect();
    client.says({ text: 'Hello ', context_id: 't1' }, { text: ' ', context_id: 't1', voice_settings: {} });
    expect(await errorOf(client)).toMatchObject({ code: 1008, error: 'invalid_message' });
  });

  it('refuses an init after a keep-alive, which has already opened it', async () => {
    await start();
    const client = await connect();
    client.says({ text: '', context_id: 't1' }, { text: ' ', context_id: 't1', generation_config: {} });
    expect(await errorOf(client)).toMatchObject({ code: 1008 });
    expect(standIn.stats.phantomContexts).toBe(1);
  });
});

describe('when a context starts to speak', () => {
  const clauses = (count: number) =>
    Array.from({ length: count }, () => ({ text: 'a few words ', context_id: 't1' }));

  it('is after the scheduled count of characters, when auto mode is off', async () => {
    await start();
    const client = await connect(QUERY);
    client.says(...clauses(9)); // 108 characters of the 120
    await settled();
    expect(standIn.stats.charactersSpoken).toBe(0);
    client.says(...clauses(1));
    await client.firstAudio('t1');
    expect(standIn.stats.charactersSpoken).toBe(120);
  });

  it('is after the count its own schedule asks for', async () => {
    await start();
    const client = await connect(QUERY);
    client.says({ text: ' ', context_id: 't1', generation_config: { chunk_length_schedule: [50, 500] } });
    client.says(...clauses(10));
    await client.firstAudio('t1');
    expect(standIn.stats.charactersSpoken).toBe(61); // the init's space, and the clauses up to the fiftieth character
  });

  it('is at once on a flush', async () => {
    await start();
    const client = await connect(QUERY);
    client.says({ text: 'Hi. ', context_id: 't1' }, { context_id: 't1', flush: true });
    await client.firstAudio('t1');
  });

  it('is at once for every message in auto mode', async () => {
    await start();
    const client = await connect(AUTO);
    client.says({ text: 'Hi. ', context_id: 't1' });
    await client.firstAudio('t1');
  });

  it('is never before the time to first byte', async () => {
    await start({ delays: { ttfbMs: 150, realtimeFactor: 200 } });
    await synthesizer.speak('Hi.', 'slt');
    const client = await connect();
    const saidAtMs = performance.now();
    client.says({ text: 'Hi. ', context_id: 't1' });
    await client.firstAudio('t1');
    expect(performance.now() - saidAtMs).toBeGreaterThanOrEqual(149);
  });

  it('is followed by the rest no faster than the realtime factor allows', async () => {
    await start({ delays: { ttfbMs: 0, realtimeFactor: 10 } });
    const { audio } = await synthesizer.speak(CLAUSE.trim(), 'slt');
    const client = await connect();
    const saidAtMs = performance.now();
    client.says({ text: CLAUSE, context_id: 't1', flush: true }, { context_id: 't1', close_context: true });
    await client.isFinal('t1');
    const wholeMs = audio.length / BYTES_PER_MS / 10;
    expect(performance.now() - saidAtMs).toBeGreaterThan(wholeMs * 0.8);
  });

  it('refuses a schedule outside 50 to 500', async () => {
    await start();
    const client = await connect(QUERY);
    client.says({ text: ' ', context_id: 't1', generation_config: { chunk_length_schedule: [10] } });
    expect(await errorOf(client)).toMatchObject({ code: 1008, error: 'invalid_message' });
  });
});

describe('closing a context', () => {
  const LONG = `${CLAUSE}And then there is a great deal more to say about it, which nobody wants to hear. `;
  const slow = { delays: { ttfbMs: 0, realtimeFactor: 20 } };

  it('still delivers late audio of what was flushed', async () => {
    await start(slow);
    const client = await connect();
    client.says({ text: LONG, context_id: 't1', flush: true });
    await client.firstAudio('t1');
    const before = client.audioOf('t1').length;
    client.says({ context_id: 't1', close_context: true });
    await client.isFinal('t1');
    expect(client.audioOf('t1').length).toBeGreaterThan(before + 2);
    expect(Buffer.concat(client.audioOf('t1'))).toEqual(await spokenBytes(LONG));
  });

  it('without a flush stops it after the piece already under way', async () => {
    await start({ delays: { ttfbMs: 0, realtimeFactor: 0.5 } });
    const client = await connect();
    client.says({ text: LONG, context_id: 't1' });
    await client.firstAudio('t1');
    client.says({ context_id: 't1', close_context: true });
    await settled();
    const before = client.audioOf('t1').length;
    await client.isFinal('t1');
    expect(client.audioOf('t1').length - before).toBe(1);
  });

  it('without a flush drops text that was still waiting', async () => {
    await start();
    const client = await connect(QUERY);
    client.says({ text: 'Never said. ', context_id: 't1' }, { context_id: 't1', close_context: true });
    await client.isFinal('t1');
    expect(client.audioOf('t1')).toEqual([]);
    expect(standIn.stats.charactersSpoken).toBe(0);
  });

  it('that was never opened leaves a phantom that takes a slot', async () => {
    await start();
    const client = await connect();
    client.says({ context_id: 'ghost', close_context: true });
    await settled();
    expect(standIn.stats).toMatchObject({ phantomContexts: 1, openContexts: 1, closedContexts: 0 });
  });
});

describe('the limit of five contexts', () => {
  const opens = (id: string) => ({ text: 'One moment please. ', context_id: id, flush: true });
  const FIVE = ['t1', 't2', 't3', 't4', 't5'];

  it('costs the socket, and everything on it, when a sixth is opened', async () => {
    await start();
    const client = await connect();
    client.says(...FIVE.map(opens), opens('t6'));
    expect(await errorOf(client)).toEqual({
      code: 1008,
      error: 'max_active_conversations',
      message:
        'Maximum simultaneous contexts per WebSocket connection exceeded (5). Please close an existing context before opening a new one.',
    });
    await eventually(() => expect(standIn.stats.openSockets).toBe(0));
    expect(standIn.stats).toMatchObject({ openContexts: 0, mostOpenContexts: 5 });
  });

  it('counts a closed context until its isFinal is out', async () => {
    await start({ delays: { ttfbMs: 0, realtimeFactor: 4 } });
    const client = await connect();
    client.says(...FIVE.map(opens), { context_id: 't1', close_context: true }, opens('t6'));
    expect(await errorOf(client)).toMatchObject({ error: 'max_active_conversations' });
  });

  it('has room again after an isFinal', async () => {
    await start();
    const client = await connect();
    client.says(...FIVE.map(opens), { context_id: 't1', close_context: true });
    await client.isFinal('t1');
    client.says(opens('t6'));
    await client.firstAudio('t6');
  });
});

describe('a socket', () => {
  it('is kept alive by an empty text, which opens nothing', async () => {
    await start();
    const client = await connect();
    client.says({ text: '' });
    await settled();
    expect(standIn.stats).toMatchObject({ sockets: 1, openSockets: 1, contexts: 0 });
  });

  it('sends the rest of every context on close_socket, and closes cleanly', async () => {
    await start();
    const client = await connect(QUERY);
    client.says(
      { text: 'Left. ', context_id: 't1' },
      { text: 'Right. ', context_id: 't2' },
      { close_socket: true },
    );
    expect((await client.closed).code).toBe(1000);
    expect(Buffer.concat(client.audioOf('t1'))).toEqual(await spokenBytes('Left.'));
    expect(client.frames.filter(({ isFinal }) => isFinal).map(({ contextId }) => contextId)).toHaveLength(2);
  });

  it('is lost over a frame that is not JSON', async () => {
    await start();
    const client = await connect();
    client.socket.send('hello');
    expect(await errorOf(client)).toMatchObject({ code: 1008, error: 'invalid_message' });
  });

  it.each([
    ['an unknown model', 'model_id=parrot&output_format=ulaw_8000', 'invalid_parameters'],
    ['an unknown output format', 'output_format=vinyl', 'invalid_output_format'],
    ['no output format, which means mp3', 'model_id=eleven_flash_v2_5', 'invalid_output_format'],
    ['an inactivity timeout above 180 s', `${QUERY}&inactivity_timeout=181`, 'invalid_parameters'],
    ['an auto mode that is neither true nor false', `${QUERY}&auto_mode=yes`, 'invalid_parameters'],
  ])('opens and is closed with an error for %s', async (_, query, error) => {
    await start();
    expect(await errorOf(new ElevenLabsClient(standIn.url, query))).toMatchObject({ code: 1008, error });
  });
});

describe('the inactivity timeout', () => {
  const waiting = async (query: string) => {
    await start();
    return connect(query);
  };
  /** Only timeouts are faked, so sockets go on as they are. */
  const fakeTime = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

  it('ends the socket after 20 seconds without text', async () => {
    fakeTime();
    const client = await waiting(AUTO);
    vi.advanceTimersByTime(20_000);
    const { code, error, message } = await errorOf(client);
    expect({ code, error }).toEqual({ code: 1008, error: 'input_timeout_exceeded' });
    expect(message).toContain('Have not received a new text input within the timeout of 20 seconds.');
  });

  it('runs for each context, until it is closed', async () => {
    fakeTime();
    const client = await waiting(`${AUTO}&inactivity_timeout=60`);
    client.says({ text: ' ', context_id: 't1' }, { text: ' ', context_id: 't2' });
    client.says({ context_id: 't2', close_context: true });
    await settled();
    vi.advanceTimersByTime(59_000);
    client.says({ text: '' }); // keeps the socket, not the context
    await settled();
    vi.advanceTimersByTime(1_000);
    expect((await errorOf(client)).message).toContain('60 seconds');
  });

  it('starts anew with a keep-alive for the context', async () => {
    fakeTime();
    const client = await waiting(AUTO);
    client.says({ text: ' ', context_id: 't1' });
    for (let round = 0; round < 3; round++) {
      await settled();
      vi.advanceTimersByTime(19_000);
      client.says({ text: '', context_id: 't1' });
    }
    await settled();
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('the key', () => {
  const secured = () => start({ apiKey: 'right' });

  it('lets the right one in by header, by query and by first message', async () => {
    await secured();
    for (const client of [
      await connect(AUTO, { 'xi-api-key': 'right' }),
      await connect(`${AUTO}&authorization=right`),
      await connect(AUTO),
    ]) {
      client.says({ text: 'Hi. ', context_id: 't1', xi_api_key: 'right' });
      await client.firstAudio('t1');
    }
  });

  it('opens the socket of a wrong one, explains, and closes it', async () => {
    await secured();
    expect(await errorOf(await connect(AUTO, { 'xi-api-key': 'wrong' }))).toMatchObject({
      code: 1008,
      error: 'invalid_api_key',
    });
  });

  it('is asked for with the first message when the handshake had none', async () => {
    await secured();
    const client = await connect(AUTO);
    client.says({ text: 'Hi. ', context_id: 't1' });
    expect(await errorOf(client)).toMatchObject({ error: 'invalid_api_key' });
  });
});
