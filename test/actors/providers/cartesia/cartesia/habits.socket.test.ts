/**
 * The Cartesia client with the sandbox's Cartesia, in each behaviour on which the vendor's sources disagree.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createCartesia } from '../../../../../actors/providers/cartesia/cartesia.ts';
import type { SpeechChunk, Voice } from '../../../../../actors/providers/tts-provider.ts';
import { SpeechTimeline } from '../../../../../actors/tts/speech-timeline.ts';
import type { VoiceError } from '../../../../../machines/errors.ts';
import {
  type CartesiaOptions,
  type CartesiaStandIn,
  startCartesia,
} from '../../../../../sandbox/cartesia/cartesia.ts';
import type { CartesiaHabits } from '../../../../../sandbox/cartesia/habits.ts';
import { sharedVoice } from '../../../../helpers/shared-voice.ts';
import { eventually } from '../../../../helpers/time/virtual-time.ts';

const synthesizer = sharedVoice();
let standIn: CartesiaStandIn;
let voice: Voice;

async function start(habits: Partial<CartesiaHabits>, options: Partial<CartesiaOptions> = {}) {
  standIn = await startCartesia({
    synthesizer,
    habits,
    delays: { ttfbMs: 5, realtimeFactor: 50 },
    ...options,
  });
  voice = createCartesia({
    apiKey: 'k',
    baseUrl: standIn.url,
    voiceId: 'f786b574-daa5-4673-aa0c-cbe3e8534c02',
    modelId: 'sonic-3.6',
  }).createVoice(
    { clock: new SimulatedClock(), connectTimeoutMs: 3_000, stallTimeoutMs: 2_000 },
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
  const received = () => eventually(() => expect(chunks).not.toEqual([]));
  const audio = () => Buffer.concat(chunks.map(({ audio: bytes }) => bytes));
  const text = () =>
    chunks
      .flatMap(({ alignment }) => alignment?.chars ?? [])
      .join('')
      .trim();
  return { utterance, chunks, errors, ended, received, audio, text };
}

const spokenBytes = async (...texts: string[]) => {
  const lines = await Promise.all(texts.map((text) => synthesizer.speak(text, 'slt')));
  return Buffer.concat(lines.map(({ audio }) => audio));
};

/** Resolves in the tick in which the stand-in counts a context as expired: the `done` it sent is still on its way. */
const atExpiry = () =>
  new Promise<void>((resolve) => {
    let expired = 0;
    Object.defineProperty(standIn.stats, 'expiredContexts', {
      get: () => expired,
      set(count: number) {
        expired = count;
        resolve();
      },
    });
  });

describe('an utterance', () => {
  it.each<Partial<CartesiaHabits>>([
    { wordTimes: 'behindTheSound' },
    { wordTimes: 'aheadOfTheSound' },
    { flushDoneAfterEveryPiece: false },
  ])('is heard whole and timed, with %o', async (habits) => {
    await start(habits);
    const { utterance, errors, ended, audio, text, chunks } = speak();
    for (const piece of ['Hello there.', 'How are you?']) utterance.send(piece);
    utterance.finish();
    await ended();
    expect([errors, text()]).toEqual([[], 'Hello there. How are you?']);
    expect(audio()).toEqual(await spokenBytes('Hello there.', 'How are you?'));
    expect(chunks[0]?.audio.length).toBeGreaterThan(0);
  });

  it('without times is cut by a guess', async () => {
    await start({ wordTimes: 'none' });
    const { utterance, errors, ended, chunks } = speak();
    utterance.send('Hello there, how are you?');
    utterance.finish();
    await ended();
    const timeline = new SpeechTimeline();
    timeline.addText('Hello there, how are you?');
    for (const chunk of chunks) timeline.addAudio(chunk);
    expect(errors).toEqual([]);
    expect(timeline.heard(900, false)).toMatchObject({ text: 'Hello there,', estimated: true });
  });

  it.each(['refused', 'spoken'] as const)(
    'goes on after a pause that is too long for its context, where late text is %s',
    async (textAfterExpiry) => {
      await start({ contextExpiryMs: 10, textAfterExpiry });
      const { utterance, errors, ended, audio, text } = speak();
      utterance.send('One moment.');
      await eventually(() => expect(standIn.stats.expiredContexts).toBe(1));
      await eventually(() => expect(text()).toBe('One moment.'));
      utterance.send('Here it is.');
      utterance.finish();
      await ended();
      expect([errors, text()]).toEqual([[], 'One moment. Here it is.']);
      expect(audio()).toEqual(await spokenBytes('One moment.', 'Here it is.'));
      expect(standIn.stats).toMatchObject({ sockets: 1, phantomContexts: 0 });
    },
  );

  it.each(['refused', 'spoken'] as const)(
    'loses no text that crosses the end of its context on the way, where late text is %s',
    async (textAfterExpiry) => {
      await start({ contextExpiryMs: 5, textAfterExpiry });
      const { utterance, errors, ended, audio, text } = speak();
      utterance.send('One moment.');
      await atExpiry();
      utterance.send('Here it is.');
      utterance.finish();
      await ended();
      expect([errors, text()]).toEqual([[], 'One moment. Here it is.']);
      expect(audio()).toEqual(await spokenBytes('One moment.', 'Here it is.'));
      expect(standIn.stats).toMatchObject({ sockets: 1, lateTexts: textAfterExpiry === 'refused' ? 2 : 1 });
    },
  );
});

describe('a cancelled utterance', () => {
  it.each<Partial<CartesiaHabits>>([
    { cancel: 'afterThePiece' },
    { cancel: 'atOnce' },
    { cancel: 'atOnce', doneAfterCancel: false },
  ])('is silent, and the next has the socket to itself, with %o', async (habits) => {
    await start(habits);
    const first = speak();
    first.utterance.send('This is a sentence that goes on for a good while, and nobody wants to hear it.');
    await first.received();
    first.utterance.cancel();
    const { length } = first.chunks;
    const second = speak('g2');
    second.utterance.send('Okay.');
    second.utterance.finish();
    await second.ended();
    await eventually(() => expect(standIn.stats.openContexts).toBe(0));
    expect([first.chunks.length, first.errors, second.errors]).toEqual([length, [], []]);
    expect(second.audio()).toEqual(await spokenBytes('Okay.'));
    expect(standIn.stats).toMatchObject({ sockets: 1, cancelledContexts: 1, phantomContexts: 0 });
  });
});

describe('an account of two contexts', () => {
  it('turns a third utterance away, and the call goes on', async () => {
    await start({}, { concurrency: 2, delays: { ttfbMs: 5, realtimeFactor: 5 } });
    const sessions = ['g1', 'g2', 'g3'].map((id) => speak(id));
    for (const { utterance } of sessions) {
      utterance.send('Good morning to you.');
      utterance.finish();
    }
    for (const { ended } of sessions) await ended();
    expect(sessions.map(({ errors }) => errors.map(({ code }) => code))).toEqual([
      [],
      [],
      ['TTS_UNREACHABLE'],
    ]);
    const next = speak('g4');
    next.utterance.send('Okay.');
    next.utterance.finish();
    await next.ended();
    expect([next.errors, standIn.stats.sockets]).toEqual([[], 1]);
  });
});
