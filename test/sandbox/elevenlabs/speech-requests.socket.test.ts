/**
 * Whole-text speech over HTTP at the ElevenLabs stand-in, by `fetch` and by the vendor's own SDK.
 */
import { buffer } from 'node:stream/consumers';
import { ElevenLabsClient as VendorSdk } from '@elevenlabs/elevenlabs-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ElevenLabsStandIn, startElevenLabs } from '../../../sandbox/elevenlabs/elevenlabs.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { PATH } from './elevenlabs-client.ts';

const TEXT = 'Sorry, something went wrong.';
const ULAW = '?output_format=ulaw_8000';

const synthesizer = sharedVoice();
let standIn: ElevenLabsStandIn;
let base: string;

const post = (path: string, body: unknown = { text: TEXT, model_id: 'eleven_flash_v2_5' }, key = 'right') =>
  fetch(`${base}${PATH}${path}`, {
    method: 'POST',
    headers: { 'xi-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const refused = async (answer: Promise<Response>) => {
  const response = await answer;
  return { status: response.status, body: (await response.json()) as { detail: unknown } };
};
const spoken = async () => Buffer.from((await synthesizer.speak(TEXT, 'slt')).audio);

beforeEach(async () => {
  standIn = await startElevenLabs({
    synthesizer,
    apiKey: 'right',
    delays: { ttfbMs: 5, realtimeFactor: 100 },
  });
  base = standIn.url.replace('ws:', 'http:');
});
afterEach(() => standIn.close());

describe('speech over HTTP', () => {
  it.each(['', '/stream'])('is raw mu-law at %s', async (path) => {
    const response = await post(path + ULAW);
    expect(response.headers.get('maximum-concurrent-requests')).toBeTruthy();
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await spoken());
    expect(standIn.stats).toMatchObject({ requests: 1, charactersSpoken: TEXT.length, sockets: 0 });
  });

  it('comes with the time of each character', async () => {
    const answer = JSON.parse(await (await post(`/with-timestamps${ULAW}`)).text());
    const {
      characters,
      character_start_times_seconds: starts,
      character_end_times_seconds: ends,
    } = answer.alignment;
    expect(characters.join('')).toBe(TEXT);
    expect(starts).toHaveLength(TEXT.length);
    expect(ends.at(-1)).toBeGreaterThan(1);
    expect(Buffer.from(answer.audio_base64, 'base64')).toEqual(await spoken());
  });

  it('streams times as one JSON object a line', async () => {
    const lines = (await (await post(`/stream/with-timestamps${ULAW}`)).text()).trim().split('\n');
    const chunks = lines.map((line) => JSON.parse(line));
    expect(chunks.flatMap(({ alignment }) => alignment?.characters ?? []).join('')).toBe(TEXT);
    expect(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.audio_base64, 'base64')))).toEqual(
      await spoken(),
    );
  });

  it('is understood by the vendor SDK', async () => {
    const { textToSpeech } = new VendorSdk({ apiKey: 'right', baseUrl: base });
    const request = { text: TEXT, modelId: 'eleven_flash_v2_5', outputFormat: 'ulaw_8000' } as const;
    expect(await buffer(await textToSpeech.stream('rachel', request))).toEqual(await spoken());
    const timed = await textToSpeech.convertWithTimestamps('rachel', request);
    expect(timed.alignment?.characters.join('')).toBe(TEXT);
  });
});

describe('a refusal over HTTP', () => {
  it('names a wrong key', async () => {
    const { status, body } = await refused(post(ULAW, undefined, 'wrong'));
    expect(status).toBe(401);
    expect(body.detail).toMatchObject({ status: 'invalid_api_key', message: expect.any(String) });
  });

  it.each([
    ['a missing text', ULAW, {}, ['body', 'text']],
    ['an unknown model', ULAW, { text: TEXT, model_id: 'parrot' }, ['body', 'model_id']],
    ['another format', '?output_format=vinyl', { text: TEXT }, ['query', 'output_format']],
  ])('points at %s', async (_, path, body, loc) => {
    const answer = await refused(post(path, body));
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toEqual([{ loc, msg: expect.any(String), type: expect.any(String) }]);
  });

  it('distinguishes a full quota from a busy service', async () => {
    standIn.faults.quota();
    expect(await refused(post(ULAW))).toMatchObject({
      status: 401,
      body: { detail: { status: 'quota_exceeded' } },
    });
    standIn.faults.busy();
    expect(await refused(post(ULAW))).toMatchObject({
      status: 429,
      body: { detail: { status: 'system_busy' } },
    });
    standIn.faults.recover();
    expect((await post(ULAW)).status).toBe(200);
  });

  it('is a 404 anywhere else', async () => {
    expect((await refused(post('/elsewhere'))).status).toBe(404);
  });
});

describe('an account that may not speak', () => {
  /** The handshake's answer; rejects when the socket opens. */
  const handshake = () =>
    new Promise<number>((resolve, reject) => {
      const url = `${standIn.url}${PATH}/multi-stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000`;
      const socket = new WebSocket(url, { headers: { 'xi-api-key': 'right' } });
      socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode)).on('error', () => {});
      socket.on('open', () => reject(new Error('The socket opened')));
    });

  it.each([
    [{ voice: 'withdrawn' }, 404, 'voice_not_found'],
    [{ voice: 'notInThePlan' }, 402, 'payment_required'],
    [{ isDisabled: true }, 401, 'detected_unusual_activity'],
  ] as const)('is refused in one way over HTTP and on the socket: %o', async (state, status, name) => {
    Object.assign(standIn.account, state);
    expect(await refused(post(ULAW))).toMatchObject({ status, body: { detail: { status: name } } });
    expect(await handshake()).toBe(status);
  });
});
