/**
 * The Cartesia stand-in, driven by a raw `ws` client as the vendor's pages allow.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { BYTES_PER_MS } from '../../../actors/audio/mulaw.ts';
import {
  type CartesiaOptions,
  type CartesiaStandIn,
  startCartesia,
} from '../../../sandbox/cartesia/cartesia.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { CartesiaClient, REQUEST, VERSION } from './cartesia-client.ts';

const FAST = { ttfbMs: 5, realtimeFactor: 200 };
const CLAUSE = 'Hello there, how can I help you today? ';
const LONG = `${CLAUSE}And then there is a great deal more to say about it, which nobody wants to hear. `;

const synthesizer = sharedVoice();
let standIn: CartesiaStandIn;

const start = async (options: Partial<CartesiaOptions> = {}) => {
  standIn = await startCartesia({ synthesizer, delays: FAST, ...options });
};
const connect = (query?: string, headers?: Record<string, string>) =>
  new CartesiaClient(standIn.url, query, headers).opened();
const connected = async (options: Partial<CartesiaOptions> = {}) => {
  await start(options);
  return connect();
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
  it('speaks its text and is done once it is finished', async () => {
    const client = await connected();
    client.asks('t1', CLAUSE);
    client.finishes('t1');
    expect(await client.first('t1', 'done')).toEqual({
      type: 'done',
      status_code: 206,
      done: true,
      context_id: 't1',
    });
    expect(client.audioOf('t1')).toEqual(await spokenBytes(CLAUSE));
    expect(client.frames[0]).toMatchObject({ type: 'chunk', done: false, flush_id: 1 });
    expect(standIn.stats).toMatchObject({
      contexts: 1,
      closedContexts: 1,
      openContexts: 0,
      phantomContexts: 0,
      expiredContexts: 0,
      charactersSpoken: CLAUSE.length,
    });
  });

  it('finishes with its only text', async () => {
    const client = await connected();
    client.asks('t1', CLAUSE, { continue: false });
    await client.first('t1', 'done');
    expect(client.audioOf('t1')).toEqual(await spokenBytes(CLAUSE));
  });

  it('speaks one text after the other, in the order they came, in sizes that are no whole frames', async () => {
    const client = await connected();
    const texts = ['First this. ', 'Then a rather longer piece. ', 'Last. '];
    for (const text of texts) client.asks('t1', text);
    client.finishes('t1');
    await client.first('t1', 'done');
    expect(client.audioOf('t1')).toEqual(await spokenBytes(...texts));
    const sizes = client.of('t1', 'chunk').map(({ data }) => Buffer.from(data ?? '', 'base64').length);
    expect(sizes.some((size) => size % 160 !== 0)).toBe(true);
  });

  it('keeps its voice apart from its neighbours', async () => {
    const client = await connected();
    for (const id of ['t1', 't2']) client.asks(id, `This is ${id}. `, { continue: false });
    await Promise.all([client.first('t1', 'done'), client.first('t2', 'done')]);
    expect(client.audioOf('t1')).toEqual(await spokenBytes('This is t1.'));
    expect(client.audioOf('t2')).toEqual(await spokenBytes('This is t2.'));
  });

  it('never starts before the time to first byte, nor runs faster than its pace', async () => {
    const client = await connected({ delays: { ttfbMs: 150, realtimeFactor: 10 } });
    const { audio } = await synthesizer.speak(CLAUSE.trim(), 'slt');
    const saidAtMs = performance.now();
    client.asks('t1', CLAUSE, { continue: false });
    await client.first('t1', 'chunk');
    expect(performance.now() - saidAtMs).toBeGreaterThanOrEqual(149);
    await client.first('t1', 'done');
    expect(performance.now() - saidAtMs).toBeGreaterThan(149 + (audio.length / BYTES_PER_MS / 10) * 0.8);
  });
});

describe('the times of words', () => {
  const timed = { add_timestamps: true };

  it.each(['behindTheSound', 'aheadOfTheSound'] as const)(
    'count from the start of the context, %s of their piece',
    async (wordTimes) => {
      const client = await connected({ habits: { wordTimes } });
      client.asks('t1', CLAUSE, timed);
      client.asks('t1', 'Last words. ', timed);
      client.asks('t1', '', { ...timed, continue: false });
      await client.first('t1', 'done');
      const words = client.wordsOf('t1');
      expect(words.map(({ word }) => word).join(' ')).toBe(`${CLAUSE}Last words.`);
      const starts = words.map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      const [first] = await Promise.all([spokenBytes(CLAUSE)]);
      expect(starts.at(-2)).toBeGreaterThanOrEqual(first.length / BYTES_PER_MS / 1_000);
      const types = client.of('t1').map(({ type }) => type);
      expect(types[0]).toBe(wordTimes === 'behindTheSound' ? 'chunk' : 'timestamps');
    },
  );

  it('come only when they are asked for, and not from a voice that has none', async () => {
    const client = await connected();
    client.asks('t1', CLAUSE, { continue: false });
    await client.first('t1', 'done');
    expect(client.wordsOf('t1')).toEqual([]);
    await standIn.close();

    const without = await connected({ habits: { wordTimes: 'none' } });
    without.asks('t1', CLAUSE, { ...timed, continue: false });
    await without.first('t1', 'done');
    expect(without.wordsOf('t1')).toEqual([]);
  });
});

describe('text that waits for more', () => {
  const buffered = (ms: number | undefined) => ({ max_buffer_delay_ms: ms });
  const fakeTime = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

  it('is spoken when it has waited for as long as the client allows', async () => {
    const client = await connected();
    client.asks('t1', 'Hello ', buffered(40));
    client.asks('t1', 'there. ', buffered(40));
    await client.first('t1', 'chunk');
    expect(standIn.stats.charactersSpoken).toBe('Hello there. '.length);
  });

  it.each([
    [VERSION, 3_000],
    ['2025-11-04', 3_000],
    ['2025-04-16', 0],
  ])('waits, as version %s does by default, for %i ms', async (version, ms) => {
    await start();
    fakeTime();
    const client = await connect(`cartesia_version=${version}`);
    client.asks('t1', 'Hello. ', buffered(undefined));
    await settled();
    vi.advanceTimersByTime(2_999);
    expect(standIn.stats.charactersSpoken).toBe(ms === 0 ? 7 : 0);
    vi.advanceTimersByTime(1);
    expect(standIn.stats.charactersSpoken).toBe(7);
  });

  it('is spoken at once on a flush, which is numbered and answered when done', async () => {
    const client = await connected();
    client.asks('t1', 'First. ', buffered(5_000));
    client.asks('t1', '', { ...buffered(5_000), flush: true });
    expect(await client.first('t1', 'flush_done')).toMatchObject({
      flush_id: 1,
      flush_done: true,
      done: false,
    });
    client.asks('t1', 'Second. ', buffered(5_000));
    client.asks('t1', '', { ...buffered(5_000), continue: false });
    await client.first('t1', 'done');
    expect(client.of('t1', 'chunk').map(({ flush_id }) => flush_id)).toContain(2);
    expect(client.of('t1', 'flush_done')).toHaveLength(1);
  });

  it.each([true, false])('when it does not wait, is flushed piece by piece or not: %s', async (every) => {
    const client = await connected({ habits: { flushDoneAfterEveryPiece: every } });
    client.asks('t1', 'First. ');
    client.asks('t1', 'Second. ');
    client.finishes('t1');
    await client.first('t1', 'done');
    expect(client.of('t1', 'flush_done').map(({ flush_id }) => flush_id)).toEqual(every ? [1, 2] : []);
  });
});

describe('a cancelled context', () => {
  const slow = { ttfbMs: 0, realtimeFactor: 20 };
  const cancel = { context_id: 't1', cancel: true };

  it('still speaks the piece under way, by one page, and drops the rest', async () => {
    const client = await connected({ delays: slow });
    client.asks('t1', CLAUSE);
    client.asks('t1', LONG);
    client.finishes('t1');
    await client.first('t1', 'chunk');
    client.sends(cancel);
    await client.first('t1', 'done');
    expect(client.audioOf('t1')).toEqual(await spokenBytes(CLAUSE));
    expect(standIn.stats).toMatchObject({ openContexts: 0, cancelledContexts: 1, closedContexts: 1 });
  });

  it('is silent at once, by another', async () => {
    const client = await connected({ delays: slow, habits: { cancel: 'atOnce' } });
    client.asks('t1', LONG);
    await client.first('t1', 'chunk');
    client.sends(cancel);
    await client.first('t1', 'done');
    const { length } = client.frames;
    expect(client.audioOf('t1').length).toBeLessThan((await spokenBytes(LONG)).length);
    await settled();
    expect(client.frames).toHaveLength(length);
  });

  it('need not end with done', async () => {
    const client = await connected({ habits: { cancel: 'atOnce', doneAfterCancel: false } });
    client.asks('t1', LONG);
    await client.first('t1', 'chunk');
    client.sends(cancel);
    await eventually(() => expect(standIn.stats.openContexts).toBe(0));
    await settled();
    expect(client.of('t1', 'done')).toEqual([]);
  });

  it('that is unknown makes no speech', async () => {
    const client = await connected();
    client.sends(cancel);
    await settled();
    expect(client.frames).toEqual([]);
    expect(standIn.stats).toMatchObject({ contexts: 0, cancelledContexts: 0 });
  });
});

describe('a context that gets no more text', () => {
  const impatient = { contextExpiryMs: 20 };

  it('is done after its time, and takes no text any more', async () => {
    const client = await connected({ habits: impatient });
    client.asks('t1', 'One moment. ');
    await client.first('t1', 'done');
    expect(standIn.stats).toMatchObject({ expiredContexts: 1, openContexts: 0 });
    client.asks('t1', 'Here it is. ');
    expect(await client.first('t1', 'error')).toMatchObject({
      status_code: 400,
      title: 'Context has expired',
    });
    expect(standIn.stats).toMatchObject({ lateTexts: 1, phantomContexts: 0, contexts: 1 });
  });

  it('is opened again under its name where the vendor does so', async () => {
    const client = await connected({ habits: { ...impatient, textAfterExpiry: 'spoken' } });
    client.asks('t1', 'One moment. ');
    await client.first('t1', 'done');
    client.asks('t1', 'Here it is. ');
    await eventually(() => expect(client.of('t1', 'done')).toHaveLength(2));
    expect(client.audioOf('t1')).toEqual(await spokenBytes('One moment.', 'Here it is.'));
    expect(standIn.stats).toMatchObject({ lateTexts: 1, contexts: 2 });
  });

  it('has its time anew with every text, and none while it has not spoken', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const client = await connected();
    client.asks('t1', 'Never spoken, ', { max_buffer_delay_ms: 5_000 });
    await settled();
    vi.advanceTimersByTime(4_999);
    await settled();
    expect(client.frames).toEqual([]);
    expect(standIn.stats.openContexts).toBe(1);
  });
});

describe('what a context is refused', () => {
  const refusal = async (more: object, transcript = 'Hello. ') => {
    const client = await connected();
    client.asks('t1', transcript, more);
    const { status_code, error_code, title, done } = await client.first('t1', 'error');
    expect(done).toBe(true);
    expect([standIn.stats.openContexts, client.socket.readyState]).toEqual([0, WebSocket.OPEN]);
    return { status_code, error_code, title };
  };
  const format = (fields: object) => ({ output_format: { ...REQUEST.output_format, ...fields } });

  it.each([
    ['a voice that is no UUID', { voice: { mode: 'id', id: 'rachel' } }, 404, 'voice_not_found'],
    ['an unknown model', { model_id: 'parrot' }, 404, 'model_not_found'],
    ['a model that has ended', { model_id: 'sonic-2' }, 400, 'model_sunsetted'],
    ['a snapshot that has ended', { model_id: 'sonic-3-2025-10-27' }, 400, 'model_sunsetted'],
    ['an unknown language', { language: 'tlh' }, 400, 'language_not_supported'],
    ['a container other than raw', format({ container: 'mp3' }), 400, null],
    ['no encoding', format({ encoding: undefined }), 400, null],
    ['an unknown encoding', format({ encoding: 'ulaw_8000' }), 400, null],
    ['a sample rate that the vendor lacks', format({ sample_rate: 11_025 }), 400, null],
    ['a format that is not spoken here', format({ encoding: 'pcm_s16le' }), 400, null],
    ['a pace above one and a half', { generation_config: { speed: 2 } }, 400, null],
    ['a volume below a half', { generation_config: { volume: 0.1 } }, 400, null],
    ['a buffer above five seconds', { max_buffer_delay_ms: 5_001 }, 400, null],
    ['no voice', { voice: undefined }, 400, null],
    ['no text', { transcript: undefined }, 400, null],
  ])('%s', async (_, more, status_code, error_code) => {
    expect(await refusal(more)).toMatchObject({ status_code, error_code });
  });

  it.each(['', ' ', '… —'])('a first text that cannot be spoken: "%s"', async (transcript) => {
    expect(await refusal({}, transcript)).toMatchObject({
      status_code: 400,
      title: 'transcript empty or contains only punctuation',
    });
    expect(standIn.stats.phantomContexts).toBe(1);
  });

  it('a second voice, which ends the context', async () => {
    const client = await connected();
    client.asks('t1', CLAUSE);
    client.asks('t1', CLAUSE, { model_id: 'sonic-3' });
    expect(await client.first('t1', 'error')).toMatchObject({ status_code: 400 });
    expect(standIn.stats.openContexts).toBe(0);
  });

  it('text after its end, and drops the speech under way', async () => {
    const client = await connected({ delays: { ttfbMs: 0, realtimeFactor: 1 } });
    client.asks('t1', LONG, { continue: false });
    await client.first('t1', 'chunk');
    client.asks('t1', CLAUSE);
    expect(await client.first('t1', 'error')).toMatchObject({ status_code: 400 });
    expect(standIn.stats).toMatchObject({ phantomContexts: 1, openContexts: 0 });
  });

  it.each(['not json', '[]', '{"transcript":"no context"}'])(
    'comes without a context: %s',
    async (message) => {
      const client = await connected();
      client.socket.send(message);
      expect(await client.receives(({ type }) => type === 'error')).toMatchObject({
        status_code: 400,
        done: true,
      });
      expect(client.frames[0]).not.toHaveProperty('context_id');
    },
  );

  it('is one text in versions before 2026-03-01', async () => {
    await start();
    const client = await connect('cartesia_version=2025-04-16');
    client.asks('t1', '');
    expect(await client.first('t1', 'error')).toEqual({
      type: 'error',
      status_code: 400,
      done: true,
      context_id: 't1',
      error:
        'transcript empty or contains only punctuation: first transcript for WS is empty or contains only punctuation',
    });
  });

  it('a place beyond the account’s limit, until another has ended', async () => {
    const client = await connected({ concurrency: 2, delays: { ttfbMs: 0, realtimeFactor: 20 } });
    for (const id of ['t1', 't2', 't3']) client.asks(id, CLAUSE, { continue: false });
    expect(await client.first('t3', 'error')).toMatchObject({
      status_code: 429,
      error_code: 'concurrency_limited',
      message: "You have exceeded your plan's concurrency limit.",
    });
    await Promise.all([client.first('t1', 'done'), client.first('t2', 'done')]);
    client.asks('t4', CLAUSE);
    await client.first('t4', 'chunk');
    expect(standIn.stats.mostOpenContexts).toBe(2);
  });
});

describe('the handshake', () => {
  const secured = () => start({ apiKey: 'right' });
  const refused = (query: string, headers?: Record<string, string>) =>
    new CartesiaClient(standIn.url, query, headers).refused();

  it('takes the version and the key by header or by query', async () => {
    await secured();
    const version = { 'cartesia-version': VERSION };
    for (const client of [
      await connect('', { ...version, authorization: 'Bearer right' }),
      await connect('', { ...version, 'x-api-key': 'right' }),
      await connect(`cartesia_version=${VERSION}&api_key=right`),
      await connect(`cartesia_version=${VERSION}&access_token=right`),
    ]) {
      client.asks('t1', 'Hi. ');
      await client.first('t1', 'chunk');
    }
  });

  it('is refused without a version, and with one that is no date', async () => {
    await secured();
    expect(await refused('api_key=right')).toBe(400);
    expect(await refused('api_key=right&cartesia_version=latest')).toBe(400);
  });

  it('is refused without the key, and with another', async () => {
    await secured();
    expect(await refused(`cartesia_version=${VERSION}`)).toBe(401);
    expect(await refused(`cartesia_version=${VERSION}`, { 'x-api-key': 'wrong' })).toBe(401);
  });

  it('is refused beyond ten sockets for each context of the account', async () => {
    await start({ concurrency: 1 });
    for (let i = 0; i < 10; i++) await connect();
    expect(await refused(`cartesia_version=${VERSION}`)).toBe(429);
  });
});

describe('an idle socket', () => {
  it('is closed politely after five minutes without a message', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const client = await connected();
    vi.advanceTimersByTime(299_999);
    client.sends({ context_id: 't1', cancel: true });
    await settled();
    vi.advanceTimersByTime(299_999);
    await settled();
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    vi.advanceTimersByTime(1);
    expect(await client.closed).toEqual({ code: 1000, reason: 'connection idle timeout' });
  });
});
