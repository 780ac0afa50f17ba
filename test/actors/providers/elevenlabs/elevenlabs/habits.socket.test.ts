/**
 * The ElevenLabs client with the sandbox's ElevenLabs, in each behaviour on which the vendor's sources disagree.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS } from '../../../../../actors/audio/mulaw.ts';
import { cannotSpeak } from '../../../../../actors/providers/contexts/refusal.ts';
import { createElevenLabs } from '../../../../../actors/providers/elevenlabs/elevenlabs.ts';
import type { SpeechChunk, TtsProvider, Voice } from '../../../../../actors/providers/tts-provider.ts';
import { SpeechTimeline } from '../../../../../actors/tts/speech-timeline.ts';
import type { VoiceError } from '../../../../../machines/errors.ts';
import type { ElevenLabsAccount } from '../../../../../sandbox/elevenlabs/account.ts';
import { type ElevenLabsStandIn, startElevenLabs } from '../../../../../sandbox/elevenlabs/elevenlabs.ts';
import type { ElevenLabsHabits } from '../../../../../sandbox/elevenlabs/habits.ts';
import { sharedVoice } from '../../../../helpers/shared-voice.ts';
import { eventually } from '../../../../helpers/time/virtual-time.ts';

const STALL_MS = 2_000;
const ROUNDING_MS = 30;
const synthesizer = sharedVoice();
let standIn: ElevenLabsStandIn;
let provider: TtsProvider;
let voice: Voice;
let clock: SimulatedClock;

async function start(habits: Partial<ElevenLabsHabits>) {
  standIn = await startElevenLabs({ synthesizer, habits, delays: { ttfbMs: 5, realtimeFactor: 50 } });
  clock = new SimulatedClock();
  provider = createElevenLabs({
    apiKey: 'k',
    baseUrl: standIn.url,
    voiceId: 'v1',
    modelId: 'eleven_flash_v2_5',
    voiceSettings: { speed: 1.1 },
  });
  voice = provider.createVoice(
    { clock, connectTimeoutMs: 3_000, stallTimeoutMs: STALL_MS },
    { onConnected: () => {}, onDisconnected: () => {} },
  );
}
afterEach(async () => {
  voice.close();
  await standIn.close();
});

function speak(id = 'g1') {
  const chunks: SpeechChunk[] = [];
  const errors: VoiceError[] = [];
  let finished = 0;
  const utterance = voice.speak(id, {
    onAudio: (chunk) => chunks.push(chunk),
    onFinished: () => finished++,
    onFailed: (error) => errors.push(error),
  });
  const ended = () => eventually(() => expect(finished + errors.length).toBe(1));
  const audio = () => Buffer.concat(chunks.map(({ audio: bytes }) => bytes));
  return { utterance, chunks, errors, ended, audio };
}

function say(...texts: string[]) {
  const session = speak();
  for (const text of texts) session.utterance.send(text);
  session.utterance.finish();
  return session;
}

const spoken = async (...texts: string[]) => {
  const lines = await Promise.all(texts.map((text) => synthesizer.speak(text, 'slt')));
  return Buffer.concat(lines.map(({ audio }) => audio));
};

/** The text heard after so many ms. */
function heard(texts: readonly string[], chunks: readonly SpeechChunk[], ms: number) {
  const timeline = new SpeechTimeline();
  timeline.addText(texts.join(' '));
  for (const chunk of chunks) timeline.addAudio(chunk);
  return timeline.heard(ms, false);
}

const TEXTS = ['Hello there, it is a fine day.', 'How are you?'] as const;

describe('an utterance', () => {
  it.each<Partial<ElevenLabsHabits>>([
    {},
    // pipecat#4681, #5271, PR#5282
    { closeBeforeAudio: 'ends' },
    { closeBeforeAudio: 'saysNothing' },
    { timesCountFrom: 'context' },
    { timesCountFrom: 'text' },
    { times: 'ahead' },
    { times: 'ahead', timesCountFrom: 'context' },
    { times: 'repeated' },
    { times: 'repeated', timesCountFrom: 'context' },
    { times: 'repeated', timesCountFrom: 'text' },
    { times: 'normalizedOnly' },
    { times: 'apart' },
    { times: 'apart', timesCountFrom: 'context' },
    { spelling: 'snakeCase' },
    { finalWithAudio: true },
    { flushDone: true },
    {
      closeBeforeAudio: 'ends',
      spelling: 'snakeCase',
      times: 'repeated',
      finalWithAudio: true,
      flushDone: true,
    },
    {
      closeBeforeAudio: 'saysNothing',
      times: 'apart',
      timesCountFrom: 'text',
      flushDone: true,
      finalWithAudio: true,
    },
  ])('is heard whole, and cut at the word that was heard, with %o', async (habits) => {
    await start(habits);
    const { errors, ended, audio, chunks } = say(...TEXTS);
    await ended();
    expect(errors).toEqual([]);
    expect(audio()).toEqual(await spoken(...TEXTS));
    const first = (await spoken(TEXTS[0])).length / BYTES_PER_MS;
    expect(heard(TEXTS, chunks, first - 1)).toMatchObject({ estimated: false });
    expect(heard(TEXTS, chunks, first + ROUNDING_MS).text).toBe(TEXTS[0]);
    const [line] = [await synthesizer.speak(TEXTS[0], 'slt')];
    const there = line.words[1]?.endMs ?? 0;
    expect(heard(TEXTS, chunks, there + ROUNDING_MS).text).toBe('Hello there,');
  });

  it('without times is cut by a guess', async () => {
    await start({ times: 'none' });
    const { errors, ended, chunks } = say(...TEXTS);
    await ended();
    expect(errors).toEqual([]);
    expect(heard(TEXTS, chunks, 900)).toMatchObject({ estimated: true });
  });

  it('that is silent at first is heard whole from another context', async () => {
    await start({ silentContexts: 'everyOther' });
    const { errors, ended, audio, utterance } = speak();
    utterance.send('Hello there.');
    await eventually(() => expect(standIn.stats.openContexts).toBe(1));
    utterance.finish();
    clock.increment(STALL_MS / 2);
    await ended();
    expect(errors).toEqual([]);
    expect(audio()).toEqual(await spoken('Hello there.'));
    expect(standIn.stats).toMatchObject({ contexts: 2, phantomContexts: 0 });
  });

  it('has its settings, where these may come once on a socket, after one reconnection', async () => {
    await start({ settings: 'perSocket' });
    for (let i = 0; i < 4; i++) {
      const { errors, ended, audio } = say('Okay.');
      await ended();
      expect(errors).toEqual([]);
      expect(audio()).toEqual(await spoken('Okay.'));
    }
    expect(standIn.stats.sockets).toBe(2);
  });
});

describe('a voice', () => {
  it.each<[ElevenLabsAccount['voice'], RegExp]>([
    ['notInThePlan', /402 paid_plan_required; the account's plan or credits do not cover voice v1/],
    ['withdrawn', /404 voice_not_found; the account cannot use voice v1/],
    ['unfitForTheModel', /1009; voice v1 may not fit model eleven_flash_v2_5/],
  ])('that is %s is refused with the reason, in a call', async (state, message) => {
    await start({});
    standIn.account.voice = state;
    const { errors, ended } = say('Hello.');
    await ended();
    expect(errors).toMatchObject([{ code: 'TTS_REFUSED' }]);
    expect(errors[0]?.message).toMatch(message);
    expect(errors.map(cannotSpeak)).toEqual([true]);
  });

  it.each<[ElevenLabsAccount['voice'], RegExp]>([
    ['notInThePlan', /402 paid_plan_required; the account's plan or credits do not cover voice v1/],
    ['withdrawn', /404 voice_not_found; the account cannot use voice v1: set ELEVENLABS_VOICE_ID/],
  ])('that is %s cannot speak a clip, for good', async (state, message) => {
    await start({});
    standIn.account.voice = state;
    const error: VoiceError = await provider.synthesize('Hello.', new AbortController().signal).then(
      () => expect.fail('no error'),
      (thrown) => thrown,
    );
    expect(error.message).toMatch(message);
    expect(cannotSpeak(error)).toBe(true);
  });
});
