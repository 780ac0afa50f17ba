/** `npm start -- --vad-only` as a process: a recording answers every pause and is cut off by speech, and no vendor is asked. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BYTES_PER_MS, FRAME_BYTES } from '../../actors/audio/mulaw.ts';
import { startTwilio, type TwilioStandIn } from '../../sandbox/twilio/twilio.ts';
import type { Synthesizer } from '../../sandbox/voice/flite.ts';
import { audibleMs, shippedClip, withoutSilence } from '../helpers/heard.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';
import { Run } from '../helpers/start/run-main.ts';

const TOKEN = 'twilio-hidden-token';
/** Time limit: these calls are in real time. */
const HANGS = { timeoutMs: 60_000 };
const VENDOR_KEYS = {
  DEEPGRAM_API_KEY: 'dg-hidden-key',
  GROQ_API_KEY: 'gsk-hidden-key',
  ELEVENLABS_API_KEY: 'xi-hidden-key',
  ELEVENLABS_VOICE_ID: 'a-voice',
};

let folder: string;
let run: Run | undefined;
let voice: Synthesizer;
let twilio: TwilioStandIn;
/** The address that every vendor is given. */
let vendor: Server;
let visits = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-vad-only-'));
  voice = sharedVoice();
  twilio = await startTwilio({
    accountSid: `AC${'5'.repeat(32)}`,
    authToken: TOKEN,
    phoneNumber: '+15559990000',
  });
  vendor = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(vendor, 'listening');
});
afterEach(async () => {
  run?.gets('SIGKILL');
  await run?.ended;
});
afterAll(async () => {
  await twilio.close();
  vendor.close();
  rmSync(folder, { recursive: true });
});

function start(env: Record<string, string>): Run {
  const at = `127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const vendors = {
    DEEPGRAM_BASE_URL: `ws://${at}`,
    ASSEMBLYAI_BASE_URL: `ws://${at}`,
    GROQ_BASE_URL: `http://${at}`,
    ELEVENLABS_BASE_URL: `ws://${at}`,
  };
  run = new Run({ PORT: '0', ...VENDOR_KEYS, ...vendors, ...env }, folder, '--vad-only');
  return run;
}

const answering = (env: Record<string, string> = {}): Run =>
  start({ HOST: '127.0.0.1', TWILIO_AUTH_TOKEN: TOKEN, ...env });

describe('a start with --vad-only', () => {
  it('answers a pause with the recording, falls silent when spoken over, and asks no vendor', async () => {
    const answers = answering();
    await answers.says(/VAD only/);
    const [, address] = await answers.says(/(http:\/\/127\.0\.0\.1:\d+)\/twiml/);
    const line = await voice.speak('I meant to say something else.', 'rms');
    const { events, agent, callerFailure, endedBy } = await twilio.placeCall({
      webhookUrl: `${address}/twiml`,
      from: '+15550001111',
      caller: async (call) => {
        await call.agentHasSpokenFor(800, HANGS);
        await call.say(line);
        await call.agentHasSpokenFor(800, HANGS);
        call.hangUp();
      },
    }).ended;
    expect([callerFailure, endedBy]).toEqual([undefined, 'caller']);

    const cutMs = events.find(({ type }) => type === 'clear.received')?.trackMs ?? 0;
    const lineEndMs = events.find(({ type }) => type === 'caller.lineEnded')?.trackMs ?? 0;
    expect(cutMs).toBeGreaterThan(0);
    expect(cutMs).toBeLessThan(lineEndMs);
    expect(audibleMs(agent, cutMs + 100, lineEndMs)).toBe(0);

    const recording = withoutSilence(shippedClip('vad-only').subarray(0, 20 * FRAME_BYTES));
    for (const heard of [agent.subarray(0, cutMs * BYTES_PER_MS), agent.subarray(lineEndMs * BYTES_PER_MS)])
      expect(withoutSilence(heard).includes(recording)).toBe(true);

    answers.gets('SIGTERM');
    expect(await answers.ended).toEqual({ code: 0, signal: null });
    expect(visits).toBe(0);
    expect(answers.output).not.toMatch(/hidden|TTS connected/);
  });

  it('phones itself without Twilio’s keys, whatever others there are', async () => {
    const phones = start({});
    await phones.says(/No Twilio keys.*sandbox/);
    await phones.says(/Start LLM "\(speech\)"/);
    expect(visits).toBe(0);
  });

  it('does not start without its detector, and says which file it expected', async () => {
    const refuses = answering({ SILERO_MODEL: 'no-such.onnx' });
    expect(await refuses.ended).toEqual({ code: 1, signal: null });
    expect(refuses.output).toMatch(/--vad-only.*no-such\.onnx.*sha256 is one of [0-9a-f]{64}/);
    expect(refuses.output).not.toMatch(/\n\s+at /);
  });
});
