/**
 * The vendors' own clients transcribe a spoken line at the sandbox's speech-to-text services, as they would at the real ones.
 */
import { DeepgramClient } from '@deepgram/sdk';
import { AssemblyAI } from 'assemblyai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAME_BYTES } from '../../actors/audio/mulaw.ts';
import { type AssemblyAiStandIn, startAssemblyAi } from '../../sandbox/assemblyai/assemblyai.ts';
import { type DeepgramStandIn, startDeepgram } from '../../sandbox/deepgram/deepgram.ts';
import { PhraseBook } from '../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../sandbox/voice/flite.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';

const TEXT = 'Do you have any rye bread left?';
const apiKey = 'a-key-for-the-sandbox';
/** Audio comes at once and not at the pace of speech. */
const rateLimit = { toleranceMs: Number.POSITIVE_INFINITY, now: () => 0 };
const SILENCE = new Uint8Array(FRAME_BYTES).fill(0xff);
const SILENT_FRAMES = 150;
const AUDIO = { encoding: 'mulaw', sample_rate: 8_000 } as const;

let line: SpokenLine;
let deepgram: DeepgramStandIn;
let assemblyAi: AssemblyAiStandIn;

beforeAll(async () => {
  line = await sharedVoice().speak(TEXT, 'slt');
  const phraseBook = new PhraseBook();
  phraseBook.learn(line);
  deepgram = await startDeepgram({ apiKey, phraseBook });
  assemblyAi = await startAssemblyAi({ apiKey, phraseBook, rateLimit });
});
afterAll(async () => {
  await deepgram.close();
  await assemblyAi.close();
});

/** The line and three seconds of silence, in the carrier's frames. */
function frames(): Uint8Array[] {
  const spoken = [];
  for (let at = 0; at < line.audio.length; at += FRAME_BYTES)
    spoken.push(line.audio.slice(at, at + FRAME_BYTES));
  return [...spoken, ...Array.from({ length: SILENT_FRAMES }, () => SILENCE)];
}

const client = (key = apiKey): DeepgramClient => new DeepgramClient({ apiKey: key, baseUrl: deepgram.url });

describe('@deepgram/sdk', () => {
  it('hears a whole turn from Flux', async () => {
    const socket = await client().listen.v2.connect({ model: 'flux-general-en', ...AUDIO });
    const turn = new Promise<string>((resolve) => {
      socket.on('message', (message) => {
        if (message.type === 'TurnInfo' && message.event === 'EndOfTurn') resolve(message.transcript);
      });
    });
    socket.connect();
    await socket.waitForOpen();
    for (const frame of frames()) socket.sendMedia(frame);
    expect(await turn).toBe(TEXT);
    socket.sendCloseStream({ type: 'CloseStream' });
    socket.close();
  });

  it('hears a whole utterance from Nova', async () => {
    const socket = await client().listen.v1.connect({
      model: 'nova-3',
      ...AUDIO,
      interim_results: 'true',
      punctuate: 'true',
      endpointing: 300,
      utterance_end_ms: 1_000,
      vad_events: 'true',
    });
    const texts: string[] = [];
    const ended = new Promise<void>((resolve) => {
      socket.on('message', (message) => {
        if (message.type !== 'Results') return;
        if (message.is_final) texts.push(message.channel.alternatives[0]?.transcript ?? '');
        if (message.speech_final) resolve();
      });
    });
    socket.connect();
    await socket.waitForOpen();
    for (const frame of frames()) socket.sendMedia(frame);
    await ended;
    expect(texts.filter(Boolean).join(' ')).toBe(TEXT);
    socket.sendCloseStream({ type: 'CloseStream' });
    socket.close();
  });
});

describe('assemblyai', () => {
  /** The client refuses any scheme but wss; of the URL that it has made, the scheme alone is changed. */
  const transcriber = (key = apiKey) => {
    const streaming = new AssemblyAI({ apiKey: key }).streaming.transcriber({
      websocketBaseUrl: `${assemblyAi.url.replace('ws:', 'wss:')}/v3/ws`,
      apiKey: key,
      sampleRate: 8_000,
      encoding: 'pcm_mulaw',
      speechModel: 'universal-streaming-english',
      formatTurns: true,
      connectTimeout: 20_000,
    });
    const own = streaming as unknown as { connectionUrl(): URL };
    const secureUrl = own.connectionUrl.bind(streaming);
    own.connectionUrl = () => new URL(String(secureUrl()).replace('wss:', 'ws:'));
    return streaming;
  };

  it('hears a whole turn, formatted', async () => {
    const streaming = transcriber();
    const turn = new Promise<string>((resolve) => {
      streaming.on('turn', ({ end_of_turn: isEnd, turn_is_formatted: isFormatted, transcript }) => {
        if (isEnd && isFormatted) resolve(transcript);
      });
    });
    await streaming.connect();
    for (let at = 0, all = Buffer.concat(frames()); at < all.length; at += 800)
      streaming.sendAudio(new Uint8Array(all.subarray(at, at + 800)).buffer);
    expect(await turn).toBe(TEXT);
    await streaming.close();
  });

  it('reports a wrong key as its own error', async () => {
    await expect(transcriber('another-key').connect()).rejects.toThrow(/unauthorized/i);
  });
});
