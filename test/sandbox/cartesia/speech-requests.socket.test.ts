/**
 * Whole-text speech over HTTP at the Cartesia stand-in, by `fetch`.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CartesiaStandIn, startCartesia } from '../../../sandbox/cartesia/cartesia.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { type Frame, REQUEST, VERSION } from './cartesia-client.ts';

const TEXT = 'Sorry, something went wrong.';

const synthesizer = sharedVoice();
let standIn: CartesiaStandIn;

const post = (path: string, more: object = {}, headers: Record<string, string> = {}) =>
  fetch(`${standIn.url.replace('ws:', 'http:')}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer right', 'cartesia-version': VERSION, ...headers },
    body: JSON.stringify({ ...REQUEST, transcript: TEXT, ...more }),
  });
const refused = async (answer: Promise<Response>) => {
  const response = await answer;
  return { status: response.status, ...((await response.json()) as object) };
};
const spoken = async () => Buffer.from((await synthesizer.speak(TEXT, 'slt')).audio);
const events = async (answer: Promise<Response>): Promise<Frame[]> =>
  (await (await answer).text())
    .trim()
    .split('\n\n')
    .map((event) => JSON.parse(event.replace(/^data: /, '')));

beforeEach(async () => {
  standIn = await startCartesia({
    synthesizer,
    apiKey: 'right',
    delays: { ttfbMs: 5, realtimeFactor: 100 },
  });
});
afterEach(() => standIn.close());

describe('speech over HTTP', () => {
  it('is raw mu-law as bytes', async () => {
    const response = await post('/tts/bytes');
    expect(response.headers.get('content-type')).toBe('audio/pcm');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await spoken());
    expect(standIn.stats).toMatchObject({
      requests: 1,
      contexts: 1,
      openContexts: 0,
      sockets: 0,
      charactersSpoken: TEXT.length,
    });
  });

  it('comes as events with the times of words, when they are asked for', async () => {
    const frames = await events(post('/tts/sse', { add_timestamps: true, context_id: 'c1' }));
    const audio = frames.map(({ data }) => Buffer.from(data ?? '', 'base64'));
    expect(Buffer.concat(audio)).toEqual(await spoken());
    const words = frames.flatMap(({ word_timestamps }) => word_timestamps?.words ?? []);
    expect(words.join(' ')).toBe(TEXT);
    expect(frames.at(-1)).toEqual({ type: 'done', status_code: 206, done: true, context_id: 'c1' });
  });

  it('comes as events without times otherwise, and names no context that was not asked for', async () => {
    const frames = await events(post('/tts/sse'));
    expect(new Set(frames.map(({ type }) => type))).toEqual(new Set(['chunk', 'done']));
    expect(frames[0]).not.toHaveProperty('context_id');
  });

  it('is nothing but its end when the voice is silent', async () => {
    standIn.faults.zeroAudio();
    expect(await events(post('/tts/sse'))).toMatchObject([{ type: 'done' }]);
  });
});

describe('a refusal over HTTP', () => {
  it.each([
    ['a wrong key', {}, { authorization: 'Bearer wrong' }, 401, null],
    ['an unknown voice', { voice: { id: 'rachel' } }, {}, 404, 'voice_not_found'],
    ['a model that has ended', { model_id: 'sonic-turbo' }, {}, 400, 'model_sunsetted'],
    ['nothing to say', { transcript: ' ' }, {}, 400, null],
    ['no text', { transcript: undefined }, {}, 400, null],
  ])('names %s', async (_, more, headers, status, error_code) => {
    expect(await refused(post('/tts/sse', more, headers))).toMatchObject({
      status,
      error_code,
      title: expect.any(String),
      request_id: expect.any(String),
    });
  });

  it('is plain text when no version is named, or one before 2026-03-01', async () => {
    const unnamed = await post('/tts/bytes', {}, { 'cartesia-version': '' });
    expect([unnamed.status, await unnamed.text()]).toEqual([
      400,
      'Invalid request: Cartesia-Version must be a date, YYYY-MM-DD',
    ]);
    const response = await post('/tts/bytes', { model_id: 'parrot' }, { 'cartesia-version': '2025-04-16' });
    expect([response.status, await response.text()]).toEqual([404, 'Invalid model: The model is not valid.']);
  });

  it('distinguishes a spent quota from a busy account', async () => {
    standIn.faults.quota();
    expect(await refused(post('/tts/bytes'))).toMatchObject({ status: 402, error_code: 'quota_exceeded' });
    standIn.faults.busy();
    expect(await refused(post('/tts/bytes'))).toMatchObject({
      status: 429,
      error_code: 'concurrency_limited',
    });
    standIn.faults.recover();
    expect((await post('/tts/bytes')).status).toBe(200);
  });

  it('is a 404 anywhere else', async () => {
    expect((await post('/elsewhere')).status).toBe(404);
  });
});
