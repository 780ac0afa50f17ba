/**
 * Clips over HTTP, from a vendor whose every answer the test decides.
 */
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCartesia } from '../../../../actors/providers/cartesia/cartesia.ts';
import { chunk, done, ERRORS, timestamps } from '../../../fixtures/cartesia.recording.ts';
import { RawVoiceVendor } from '../../../helpers/raw-voice-vendor.ts';
import { settled } from '../../../helpers/time/settled.ts';

const KEY = 'sk_car_secret';

let vendor: RawVoiceVendor<never>;
let url: string;
let asked: { path: string | undefined; headers: IncomingMessage['headers']; body: unknown }[];

beforeEach(async () => {
  vendor = new RawVoiceVendor();
  url = await vendor.listens();
  asked = [];
});
afterEach(() => vendor.closes());

const synthesize = (signal = new AbortController().signal) =>
  createCartesia({ apiKey: KEY, baseUrl: url, voiceId: 'v1', modelId: 'sonic-3.6' }).synthesize(
    'Hello you.',
    signal,
  );

function answers(status: number, body: string) {
  vendor.answersHttp = async (response, request) => {
    asked.push({ path: request.url, headers: request.headers, body: await json(request) });
    response.writeHead(status).end(body);
  };
}

const events = (...messages: string[]) => messages.map((message) => `data: ${message}\n\n`).join('');

describe('a clip', () => {
  it('comes whole, with when each character is spoken', async () => {
    answers(
      200,
      events(chunk('', 100), timestamps('', ['Hello', 0.1, 0.6], ['you.', 0.7, 1]), chunk('', 60), done('')),
    );
    const { audio, alignment } = await synthesize();
    expect(audio).toHaveLength(160);
    expect(alignment?.chars.join('')).toBe('Hello you.');
    expect(alignment?.startsMs.at(6)).toBe(700);
    expect(asked).toMatchObject([
      {
        path: '/tts/sse',
        headers: { authorization: `Bearer ${KEY}`, 'cartesia-version': '2026-03-01' },
        body: {
          transcript: 'Hello you.',
          voice: { mode: 'id', id: 'v1' },
          output_format: { container: 'raw', encoding: 'pcm_mulaw', sample_rate: 8_000 },
          add_timestamps: true,
        },
      },
    ]);
  });

  it('is without times when none came', async () => {
    answers(200, events(chunk('', 100), done('')));
    expect(await synthesize()).toEqual({ audio: Buffer.alloc(100, 0xff) });
  });

  it('is asked for once more when it comes without any audio (livekit/agents#4171)', async () => {
    const bodies = [events(done('')), events(chunk('', 100), done(''))];
    vendor.answersHttp = (response) => response.writeHead(200).end(bodies.shift());
    expect((await synthesize()).audio).toHaveLength(100);
  });

  it('is read however its events are written', async () => {
    const [first, second] = [chunk('', 10), chunk('', 20)];
    const halves = [second.slice(0, second.indexOf(',') + 1), second.slice(second.indexOf(',') + 1)];
    answers(
      200,
      `: hello\r\n\r\nevent: chunk\r\ndata:${first}\r\n\r\nid: 7\ndata: ${halves[0]}\ndata: ${halves[1]}\n\ndata: ${done('')}`,
    );
    expect((await synthesize()).audio).toHaveLength(30);
  });

  it.each([
    [401, 'Unauthorized', 'TTS_REFUSED'],
    [402, '{"error_code":"quota_exceeded"}', 'TTS_REFUSED'],
    [404, '{"error_code":"voice_not_found"}', 'TTS_REFUSED'],
    [429, '{"error_code":"concurrency_limited"}', 'TTS_UNREACHABLE'],
    [429, '{"error_code":"quota_exceeded"}', 'TTS_REFUSED'],
    [500, 'oops', 'TTS_UNREACHABLE'],
    [200, events(chunk('', 10), `${ERRORS.internal()}`), 'TTS_UNREACHABLE'],
    [200, events(ERRORS.quota()), 'TTS_REFUSED'],
    [200, events(done('')), 'TTS_SILENT'],
    [200, events(chunk('', 10)), 'TTS_PROTOCOL'],
    [200, '<html>', 'TTS_PROTOCOL'],
    [200, events('nonsense'), 'TTS_PROTOCOL'],
  ])('that cannot be had says why: %i %s', async (status, body, code) => {
    answers(status, body);
    await expect(synthesize()).rejects.toMatchObject({ name: 'VoiceError', code });
  });

  it('that was aborted is not waited for', async () => {
    vendor.answersHttp = () => {};
    const abort = new AbortController();
    const clip = synthesize(abort.signal);
    void settled().then(() => abort.abort());
    await expect(clip).rejects.toMatchObject({ code: 'TTS_LOST' });
    await expect(synthesize(abort.signal)).rejects.toMatchObject({ code: 'TTS_LOST' });
  });

  it('of a vendor that is not there says so, and keeps the key', async () => {
    await vendor.closes();
    const error = await synthesize().catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'TTS_UNREACHABLE' });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(KEY);
  });
});
