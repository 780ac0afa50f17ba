/**
 * The Cartesia client against a vendor whose every message the test decides.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createCartesia } from '../../../../actors/providers/cartesia/cartesia.ts';
import type { SpeechChunk, Utterance, Voice } from '../../../../actors/providers/tts-provider.ts';
import type { VoiceError } from '../../../../machines/errors.ts';
import { chunk, done, ERRORS, flushDone, timestamps } from '../../../fixtures/cartesia.recording.ts';
import { type RawFrame, RawVoiceVendor } from '../../../helpers/raw-voice-vendor.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const KEY = 'sk_car_secret';
const STALL_MS = 2_000;
const CONNECT_MS = 3_000;

interface Frame extends RawFrame {
  readonly transcript?: string;
  readonly continue?: boolean;
  readonly cancel?: boolean;
}

let vendor: RawVoiceVendor<Frame>;
let voice: Voice;
let clock: SimulatedClock;
let url: string;
let connected: number[];
let disconnected: [number, string][];
const provider = (baseUrl = url) =>
  createCartesia({ apiKey: KEY, baseUrl, voiceId: 'v1', modelId: 'sonic-3.6' });

beforeEach(async () => {
  vendor = new RawVoiceVendor();
  url = await vendor.listens();
  clock = new SimulatedClock();
  connected = [];
  disconnected = [];
  voice = provider().createVoice(
    { clock, connectTimeoutMs: CONNECT_MS, stallTimeoutMs: STALL_MS },
    {
      onConnected: (ms) => connected.push(ms),
      onDisconnected: (code, reason) => disconnected.push([code, reason]),
    },
  );
});
afterEach(async () => {
  voice.close();
  await vendor.closes();
});

function speak(id = 'g1', speaker = voice) {
  const received = { chunks: [] as SpeechChunk[], finished: 0, failed: [] as VoiceError[] };
  const utterance: Utterance = speaker.speak(id, {
    onAudio: (piece) => received.chunks.push(piece),
    onFinished: () => received.finished++,
    onFailed: (error) => received.failed.push(error),
  });
  const code = async () => {
    await eventually(() => expect(received.failed).toHaveLength(1));
    return received.failed[0]?.code;
  };
  const bytes = () => received.chunks.reduce((sum, { audio }) => sum + audio.length, 0);
  /** Resolves when so many bytes of sound have come. */
  const sound = (count: number) => eventually(() => expect(bytes()).toBe(count));
  const chunks = (count: number) => eventually(() => expect(received.chunks).toHaveLength(count));
  return { utterance, received, code, bytes, sound, chunks };
}

const said = (count: number) => eventually(() => expect(vendor.frames).toHaveLength(count));
const transcripts = () => vendor.frames.map(({ transcript }) => transcript);

async function warmed() {
  voice.warm();
  await eventually(() => expect(connected).toHaveLength(1));
}

/** An utterance whose text has reached the vendor. */
async function speaking(id = 'g1', text = 'Hello.') {
  const before = vendor.frames.length;
  const session = speak(id);
  session.utterance.send(text);
  const written = () => vendor.frames.slice(before).find((frame) => frame.transcript?.trim() === text);
  await eventually(() => expect(written()).toBeDefined());
  return { ...session, contextId: written()?.context_id ?? '' };
}

describe('an utterance', () => {
  it('is one context: written piece by piece, and finished with an empty text', async () => {
    await warmed();
    const { utterance, received, bytes } = speak();
    utterance.send('Hello.');
    utterance.send('How are you?');
    utterance.finish();
    await said(3);
    const contextId = vendor.frames[0]?.context_id ?? '';
    expect(contextId).toMatch(/^[0-9a-f-]{36}$/);
    expect(vendor.frames).toMatchObject(
      [
        { transcript: 'Hello. ', continue: true },
        { transcript: 'How are you? ', continue: true },
        { transcript: '', continue: false },
      ].map((frame) => ({ socket: 0, context_id: contextId, max_buffer_delay_ms: 0, ...frame })),
    );
    vendor.says(chunk(contextId, 320), flushDone(contextId), chunk(contextId), done(contextId));
    await eventually(() => expect(received.finished).toBe(1));
    expect(bytes()).toBe(480);
    expect(vendor.headers[0]).toMatchObject({
      path: '/tts/websocket',
      authorization: `Bearer ${KEY}`,
      'cartesia-version': '2026-03-01',
    });
    expect(vendor.headers[0]).not.toHaveProperty('sec-websocket-extensions');
  });

  it('may begin before the socket is open, and says everything in order when it is', async () => {
    const { utterance } = speak();
    utterance.send('Hello.');
    utterance.send('Bye.');
    utterance.finish();
    await said(3);
    expect(transcripts()).toEqual(['Hello. ', 'Bye. ', '']);
    expect(connected).toHaveLength(1);
  });

  it('without text costs the vendor nothing and finishes at once', async () => {
    await warmed();
    const { utterance, received } = speak();
    utterance.send('…');
    utterance.finish();
    expect(received.finished).toBe(0);
    await eventually(() => expect(received.finished).toBe(1));
    speak().utterance.cancel();
    await settled();
    expect(vendor.frames).toEqual([]);
  });

  it('shares the warm socket with any number of others, and receives only its own audio', async () => {
    const sessions: Awaited<ReturnType<typeof speaking>>[] = [];
    for (let i = 0; i < 6; i++) sessions.push(await speaking('g1'));
    expect(new Set(sessions.map(({ contextId }) => contextId)).size).toBe(6);
    expect(vendor.sockets).toHaveLength(1);
    for (const [i, { contextId }] of sessions.entries()) vendor.says(chunk(contextId, i + 1));
    await eventually(() => expect(sessions.map(({ bytes }) => bytes())).toEqual([1, 2, 3, 4, 5, 6]));
  });
});

describe('times', () => {
  const chars = ({ alignment }: SpeechChunk) => alignment?.chars.join('');

  it('that come behind the sound go on at once, counted from the end of what was received', async () => {
    const { received, contextId, chunks } = await speaking('g1', 'Hello you.');
    vendor.says(chunk(contextId, 8_000), timestamps(contextId, ['Hello', 0.1, 0.6]));
    await chunks(2);
    expect(received.chunks.map(chars)).toEqual(['', ' Hello']);
    expect(received.chunks[1]?.audio).toHaveLength(0);
    expect(received.chunks[1]?.alignment?.startsMs[1]).toBe(-900);
    vendor.says(timestamps(contextId, ['you.', 0.7, 1.1]));
    await chunks(3);
    expect(chars(received.chunks[2] as SpeechChunk)).toBe(' you.');
  });

  it('that come ahead of the first sound wait for it', async () => {
    const { received, contextId, chunks } = await speaking('g1', 'Hello you.');
    vendor.says(timestamps(contextId, ['Hello', 0.1, 0.6]), timestamps(contextId, ['you.', 0.7, 1.1]));
    await settled();
    expect(received.chunks).toEqual([]);
    vendor.says(chunk(contextId, 800));
    await chunks(1);
    expect(received.chunks[0]).toMatchObject({ audio: { length: 800 } });
    expect(chars(received.chunks[0] as SpeechChunk)).toBe(' Hello you.');
    expect(received.chunks[0]?.alignment?.startsMs[1]).toBe(100);
  });

  it('of a second context count from where its own sound begins', async () => {
    const { utterance, received, contextId, sound, chunks } = await speaking('g1', 'Hello.');
    vendor.says(chunk(contextId, 8_000), timestamps(contextId, ['Hello.', 0, 0.5]), done(contextId));
    await chunks(2);
    utterance.send('Bye.');
    await said(2);
    const second = vendor.frames[1]?.context_id ?? '';
    vendor.says(timestamps(second, ['Bye.', 0, 0.3]), chunk(second, 4_000));
    await sound(12_000);
    expect(received.chunks[2]?.alignment?.startsMs).toEqual([0, 0, 100, 200, 300]);
    expect(received.chunks.map(chars).join('')).toBe(' Hello. Bye.');
  });

  it.each([
    ['from the context', 1, 1.3],
    ['from the piece', 0, 0.3],
  ])('that count %s are the same', async (_what, startS, endS) => {
    const { utterance, received, contextId, chunks } = await speaking('g1', 'Hello.');
    vendor.says(chunk(contextId, 8_000), timestamps(contextId, ['Hello.', 0, 0.5]));
    await chunks(2);
    utterance.send('Bye.');
    await said(2);
    vendor.says(chunk(contextId, 4_000), timestamps(contextId, ['Bye.', startS, endS]));
    await chunks(4);
    expect(received.chunks[3]?.alignment?.startsMs.slice(1)).toEqual([-500, -400, -300, -200]);
  });

  it('of a message that is repeated count once', async () => {
    const { received, contextId, chunks } = await speaking('g1', 'Hello you.');
    const times = timestamps(contextId, ['Hello', 0, 0.5]);
    vendor.says(chunk(contextId, 8_000), times, times, timestamps(contextId, ['you.', 0.5, 0.8]));
    await chunks(4);
    expect(received.chunks.map(chars).join('')).toBe(' Hello you.');
  });
});

describe('a cancelled utterance', () => {
  it('is cancelled at the vendor and silent from then on', async () => {
    const { utterance, received, contextId } = await speaking();
    utterance.cancel();
    utterance.cancel();
    utterance.send('More.');
    utterance.finish();
    await said(2);
    vendor.says(chunk(contextId), timestamps(contextId, ['Hello.', 0, 1]), done(contextId), chunk(contextId));
    await settled();
    expect(vendor.frames[1]).toEqual({ socket: 0, context_id: contextId, cancel: true });
    expect(vendor.frames).toHaveLength(2);
    expect(received).toMatchObject({ chunks: [], finished: 0, failed: [] });
  });

  it('is cancelled also when its text was already complete', async () => {
    const { utterance } = await speaking();
    utterance.finish();
    utterance.cancel();
    await said(3);
    expect(vendor.frames[2]).toMatchObject({ cancel: true });
  });

  it('never reaches the vendor when the socket was not yet open', async () => {
    const { utterance } = speak();
    utterance.send('Hello.');
    utterance.cancel();
    await eventually(() => expect(connected).toHaveLength(1));
    await settled();
    expect(vendor.frames).toEqual([]);
  });

  it('sends the vendor nothing when its context has already ended', async () => {
    const { utterance, contextId, sound } = await speaking();
    vendor.says(chunk(contextId), done(contextId));
    await sound(160);
    await settled();
    utterance.cancel();
    await settled();
    expect(vendor.frames).toHaveLength(1);
  });
});

describe('a context that ends because our text is slow', () => {
  it('is followed by another, and the utterance notices nothing', async () => {
    const { utterance, received, contextId, sound } = await speaking('g1', 'One moment.');
    vendor.says(chunk(contextId), done(contextId));
    await sound(160);
    clock.increment(60_000);
    utterance.send('Here it is.');
    utterance.finish();
    await said(3);
    const second = vendor.frames[1]?.context_id ?? '';
    expect(second).not.toBe(contextId);
    expect(vendor.frames[2]).toMatchObject({ context_id: second, continue: false });
    vendor.says(chunk(second), done(second));
    await eventually(() => expect(received.finished).toBe(1));
    expect([received.failed, vendor.sockets.length]).toEqual([[], 1]);
  });

  it('needs no other when nothing follows', async () => {
    const { utterance, received, contextId, sound } = await speaking();
    vendor.says(chunk(contextId), done(contextId));
    await sound(160);
    await settled();
    utterance.finish();
    await eventually(() => expect(received.finished).toBe(1));
    expect(vendor.frames).toHaveLength(1);
  });

  it('has what crossed its end on the way said again, once, in another', async () => {
    const { utterance, received, contextId, sound } = await speaking('g1', 'One moment.');
    vendor.says(chunk(contextId));
    await sound(160);
    utterance.send('Here it is.');
    utterance.send('Anything else?');
    utterance.finish();
    await said(4);
    vendor.says(done(contextId), ERRORS.invalid(contextId), chunk(contextId, 50));
    await said(7);
    const second = vendor.frames[4]?.context_id ?? '';
    expect(vendor.frames.slice(4)).toMatchObject([
      { context_id: second, transcript: 'Here it is. ', continue: true },
      { context_id: second, transcript: 'Anything else? ', continue: true },
      { context_id: second, transcript: '', continue: false },
    ]);
    vendor.says(chunk(second, 70), done(second));
    await eventually(() => expect(received.finished).toBe(1));
    expect(received.failed).toEqual([]);
    expect(received.chunks.map(({ audio }) => audio.length)).toEqual([160, 70]);
  });

  it('is not opened again and again for a text that is never spoken', async () => {
    const { utterance, contextId, code, sound } = await speaking('g1', 'One moment.');
    vendor.says(chunk(contextId));
    await sound(160);
    utterance.send('Here it is.');
    await said(2);
    vendor.says(done(contextId));
    await said(3);
    vendor.says(done(vendor.frames[2]?.context_id ?? ''));
    await said(4);
    vendor.says(done(vendor.frames[3]?.context_id ?? ''));
    expect(await code()).toBe('TTS_SILENT');
    expect(vendor.frames).toHaveLength(4);
  });
});

describe('a vendor that owes us audio', () => {
  it('is given up on after the limit, and its socket with it', async () => {
    const { code, received } = await speaking();
    clock.increment(STALL_MS - 1);
    expect(received.failed).toEqual([]);
    clock.increment(1);
    expect(await code()).toBe('TTS_STALLED');
    await eventually(() => expect(vendor.sockets.every(({ readyState }) => readyState === 3)).toBe(true));
    const { length } = vendor.sockets;
    await speaking();
    expect(vendor.sockets).toHaveLength(length + 1);
    expect(vendor.frames.find((frame) => frame.socket === 0 && frame.cancel)).toBeDefined();
  });

  it('has the limit anew with all that comes, as long as text is unspoken', async () => {
    const { received, contextId, code, chunks } = await speaking('g1', 'Hello over there.');
    vendor.says(timestamps(contextId, ['Hello', 0, 0.2]), chunk(contextId));
    await chunks(1);
    clock.increment(STALL_MS - 1);
    vendor.says(chunk(contextId));
    await chunks(2);
    clock.increment(STALL_MS - 1);
    expect(received.failed).toEqual([]);
    clock.increment(1);
    expect(await code()).toBe('TTS_STALLED');
  });

  it('may wait for our text as long as we like', async () => {
    const { utterance, received, contextId, chunks } = await speaking('g1', 'Hello.');
    vendor.says(chunk(contextId), timestamps(contextId, ['Hello.', 0, 0.5]));
    await chunks(2);
    clock.increment(60_000);
    utterance.send('Bye bye.');
    await said(2);
    expect(received.failed).toEqual([]);
    clock.increment(STALL_MS);
    expect(received.failed).toHaveLength(1);
  });

  it('owes nothing after sound that it has not timed', async () => {
    const { received, contextId, chunks } = await speaking('g1', 'Two plus two is four.');
    vendor.says(chunk(contextId));
    await chunks(1);
    clock.increment(60_000);
    expect(received.failed).toEqual([]);
  });

  it('need not say that it is done when all of the text was spoken, as far as times tell', async () => {
    // agents-js#681: at its rate limit the vendor sends no `done`.
    const { utterance, contextId, received, chunks } = await speaking('g1', 'Hello.');
    vendor.says(chunk(contextId), timestamps(contextId, ['Hello.', 0, 0.5]));
    await chunks(2);
    utterance.finish();
    await said(2);
    clock.increment(STALL_MS);
    expect([received.finished, received.failed]).toEqual([1, []]);
  });

  it('has to say that it is done when nothing tells how much was spoken', async () => {
    const { utterance, contextId, code, chunks } = await speaking('g1', 'Hello.');
    vendor.says(chunk(contextId));
    await chunks(1);
    utterance.finish();
    await said(2);
    clock.increment(STALL_MS);
    expect(await code()).toBe('TTS_STALLED');
  });

  it('is not watched before the socket is open', async () => {
    vendor.refusal = 0;
    const { utterance, received } = speak();
    utterance.send('Hello.');
    clock.increment(STALL_MS);
    expect(received.failed).toEqual([]);
  });
});

describe('what goes wrong with one context', () => {
  it.each([
    ['a spent quota', ERRORS.quota, 'TTS_REFUSED'],
    ['too many contexts at once', ERRORS.concurrency, 'TTS_UNREACHABLE'],
    ['an unknown voice', ERRORS.voice, 'TTS_REFUSED'],
    ['a model that has ended', ERRORS.sunset, 'TTS_REFUSED'],
    ['a failure of the vendor', ERRORS.internal, 'TTS_LOST'],
  ])('%s ends that utterance, and no other', async (_what, error, code) => {
    const [first, second] = [await speaking('g1', 'Hello there.'), await speaking()];
    vendor.says(chunk(first.contextId), timestamps(first.contextId, ['Hello', 0, 0.1]));
    await first.chunks(2);
    vendor.says(error(first.contextId), chunk(first.contextId), chunk(second.contextId));
    expect(await first.code()).toBe(code);
    await second.sound(160);
    clock.increment(0);
    expect([first.bytes(), first.received.failed.length, second.received.failed]).toEqual([160, 1, []]);
    await speaking();
    expect(vendor.sockets).toHaveLength(1);
  });

  it.each([true, false])(
    'no sound at all in two contexts is a failure of its own, finished: %s',
    async (isFinished) => {
      const { utterance, contextId, code } = await speaking();
      if (isFinished) utterance.finish();
      vendor.says(done(contextId));
      const again = () => vendor.frames.find(({ context_id }) => context_id !== contextId)?.context_id;
      await eventually(() => expect(again()).toBeDefined());
      vendor.says(done(again() ?? ''));
      expect(await code()).toBe('TTS_SILENT');
    },
  );

  it('a failure before the first sound is tried once more', async () => {
    const { utterance, contextId, received } = await speaking();
    utterance.finish();
    vendor.says(ERRORS.internal(contextId));
    await said(4);
    const second = vendor.frames[3]?.context_id ?? '';
    expect(vendor.frames.slice(2)).toMatchObject([{ socket: 0, transcript: 'Hello. ' }, { continue: false }]);
    vendor.says(chunk(second), done(second));
    await eventually(() => expect(received.finished).toBe(1));
  });
});

describe('an utterance all of whose sound has come', () => {
  /** A failure would cut what the caller has yet to hear, and apologise. */
  it.each([
    ['an empty text in a context that has ended (pipecat#1703)', ERRORS.emptyTranscript],
    ['a failure of its context', ERRORS.internal],
    ['a failure of the socket', () => ERRORS.internal()],
    ['a spent quota', ERRORS.quota],
  ])('is finished by %s', async (_what, error) => {
    const { utterance, contextId, received, chunks } = await speaking();
    vendor.says(chunk(contextId, 800), timestamps(contextId, ['Hello.', 0, 0.1]));
    await chunks(2);
    utterance.finish();
    await said(2);
    vendor.says(error(contextId));
    await eventually(() => expect([received.finished, received.failed]).toEqual([1, []]));
  });

  it('is not one whose times came ahead of its sound', async () => {
    const { utterance, contextId, code, sound } = await speaking();
    vendor.says(timestamps(contextId, ['Hello.', 0, 0.2]), chunk(contextId, 800));
    await sound(800);
    utterance.finish();
    await said(2);
    vendor.says(ERRORS.internal(contextId));
    expect(await code()).toBe('TTS_LOST');
  });
});

describe('what goes wrong with the socket', () => {
  it('is none where a gateway makes text frames binary (fastify-http-proxy#255)', async () => {
    const { contextId, chunks } = await speaking('g1', 'Hello there.');
    vendor.says(
      ...[chunk(contextId), timestamps(contextId, ['Hello', 0, 0.1])].map((text) => Buffer.from(text)),
    );
    await chunks(2);
  });

  it.each([
    ['an error of no context', () => vendor.says(ERRORS.internal()), 'TTS_LOST'],
    ['a spent quota', () => vendor.says(ERRORS.quota()), 'TTS_REFUSED'],
    ['a polite close', () => vendor.sockets[0]?.close(1000, 'connection idle timeout'), 'TTS_LOST'],
    ['a close for quota', () => vendor.sockets[0]?.close(1008, 'quota exceeded'), 'TTS_REFUSED'],
    ['a cut line', () => vendor.sockets[0]?.terminate(), 'TTS_LOST'],
    ['nonsense', () => vendor.says('nonsense'), 'TTS_PROTOCOL'],
    ['binary data', () => vendor.says(Buffer.from([0, 255])), 'TTS_PROTOCOL'],
  ])('%s ends every utterance that is being spoken once', async (_what, happens, code) => {
    const sessions = [await speaking('g1', 'Hello there.'), await speaking('g2', 'Hello there.')];
    for (const { contextId, chunks } of sessions) {
      vendor.says(chunk(contextId), timestamps(contextId, ['Hello', 0, 0.1]));
      await chunks(2);
    }
    happens();
    for (const session of sessions) expect(await session.code()).toBe(code);
    clock.increment(60_000);
    await settled();
    for (const { received } of sessions) expect([received.failed.length, received.finished]).toEqual([1, 0]);
    expect(disconnected).toEqual([]);
    await speaking();
    expect(vendor.sockets).toHaveLength(2);
  });

  it.each([
    [400, 'TTS_REFUSED'],
    [401, 'TTS_REFUSED'],
    [402, 'TTS_REFUSED'],
    [429, 'TTS_UNREACHABLE'],
    [500, 'TTS_UNREACHABLE'],
  ])('a handshake answered with %i is %s, and the key stays with us', async (status, code) => {
    vendor.refusal = status;
    const session = speak();
    session.utterance.send('Hello.');
    expect(await session.code()).toBe(code);
    const [error] = session.received.failed;
    expect(JSON.stringify([error?.message, error?.details])).not.toContain(KEY);
    expect(error?.details).toMatchObject({ provider: 'cartesia', status });
  });

  it('a handshake that is never answered is given up on at the limit', async () => {
    vendor.refusal = 0;
    const { utterance, code, received } = speak();
    utterance.send('Hello.');
    await settled();
    clock.increment(CONNECT_MS - 1);
    expect(received.failed).toEqual([]);
    clock.increment(1);
    expect(await code()).toBe('TTS_UNREACHABLE');
  });
});

describe('the warm socket', () => {
  it('is opened once however often it is asked for, and again after its idle end', async () => {
    await warmed();
    voice.warm();
    voice.warm();
    vendor.sockets[0]?.close(1000, 'connection idle timeout');
    await eventually(() => expect(disconnected).toEqual([[1000, 'connection idle timeout']]));
    expect(vendor.sockets).toHaveLength(1);
    await speaking();
    expect([vendor.sockets.length, connected.length]).toEqual([2, 2]);
  });

  it('closes with the call, and nothing follows', async () => {
    const { received, contextId } = await speaking();
    voice.close();
    voice.close();
    vendor.says(chunk(contextId));
    await eventually(() => expect(vendor.sockets[0]?.readyState).toBe(3));
    voice.warm();
    const late = speak();
    late.utterance.send('Hello.');
    late.utterance.finish();
    clock.increment(60_000);
    await settled();
    expect(received).toMatchObject({ chunks: [], finished: 0, failed: [] });
    expect(late.received).toMatchObject({ finished: 0, failed: [] });
    expect([vendor.sockets.length, disconnected]).toEqual([1, []]);
  });
});
