/** The vendors' own clients get speech from the sandbox's voices, as they would from the real ones. */
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientOptions } from 'ws';
import { type CartesiaStandIn, startCartesia } from '../../sandbox/cartesia/cartesia.ts';
import { type ElevenLabsStandIn, startElevenLabs } from '../../sandbox/elevenlabs/elevenlabs.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';

/** Its module for `import` finds `ws` in no Node before 22: the one for `require` does. */
const { Cartesia } = createRequire(import.meta.url)(
  '@cartesia/cartesia-js',
) as typeof import('@cartesia/cartesia-js');

const TEXT = 'We have two rye loaves left.';
const VOICE = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';
const apiKey = 'a-key-for-the-sandbox';
const synthesizer = sharedVoice();
const delays = { ttfbMs: 5, realtimeFactor: 100 };
const spoken = async (): Promise<Buffer> => Buffer.from((await synthesizer.speak(TEXT, 'slt')).audio);

describe('@elevenlabs/elevenlabs-js', () => {
  let standIn: ElevenLabsStandIn;
  beforeAll(async () => {
    standIn = await startElevenLabs({ synthesizer, apiKey, delays });
  });
  afterAll(() => standIn.close());
  const client = (key = apiKey): ElevenLabsClient =>
    new ElevenLabsClient({ apiKey: key, baseUrl: standIn.url.replace('ws:', 'http:'), maxRetries: 0 });
  const request = { text: TEXT, modelId: 'eleven_flash_v2_5', outputFormat: 'ulaw_8000' } as const;

  it('gets the whole speech, as a stream', async () => {
    const parts: Uint8Array[] = [];
    for await (const part of await client().textToSpeech.stream('voice', request)) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(await spoken());
  });

  it('gets the time of each character', async () => {
    const { alignment, audioBase64 } = await client().textToSpeech.convertWithTimestamps('voice', request);
    expect(alignment?.characters.join('')).toBe(TEXT);
    expect(Buffer.from(audioBase64, 'base64')).toEqual(await spoken());
  });

  it('reports a wrong key as its own error', async () => {
    await expect(client('another-key').textToSpeech.stream('voice', request)).rejects.toMatchObject({
      statusCode: 401,
    });
  });
});

describe('@cartesia/cartesia-js', () => {
  let standIn: CartesiaStandIn;
  beforeAll(async () => {
    standIn = await startCartesia({ synthesizer, apiKey, delays });
  });
  afterAll(() => standIn.close());
  const client = (key = apiKey): InstanceType<typeof Cartesia> =>
    new Cartesia({ apiKey: key, baseURL: standIn.url.replace('ws:', 'http:'), maxRetries: 0 });
  const request = {
    model_id: 'sonic-3.6',
    voice: { mode: 'id', id: VOICE },
    output_format: { container: 'raw', encoding: 'pcm_mulaw', sample_rate: 8_000 },
  } as const;

  it('gets speech and the times of its words from the socket, text by text', async () => {
    // The client knows TLS only; the sandbox has none on loopback.
    const createConnection = ({ port }: { port?: number | string }) => connect(Number(port), '127.0.0.1');
    const socket = await client().tts.websocket({ createConnection } as ClientOptions);
    const context = socket.context({ ...request, contextId: 'c1', add_timestamps: true });
    await context.push({ transcript: 'We have two ' });
    await context.push({ transcript: 'rye loaves left.' });
    await context.no_more_inputs();
    const audio: Buffer[] = [];
    const words: string[] = [];
    for await (const message of context.receive()) {
      if (message.type === 'chunk' && message.data) audio.push(Buffer.from(message.data, 'base64'));
      if (message.type === 'timestamps') words.push(...(message.word_timestamps?.words ?? []));
    }
    socket.close();
    expect(Buffer.concat(audio).length).toBeGreaterThan(8_000);
    expect(words.join(' ')).toBe(TEXT);
  });

  it('gets the whole speech over HTTP', async () => {
    const response = await client().tts.generate({ ...request, transcript: TEXT });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await spoken());
  });
});
