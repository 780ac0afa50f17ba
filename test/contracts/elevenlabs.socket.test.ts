/** The real ElevenLabs client keeps the text-to-speech contract, against the sandbox's ElevenLabs over real sockets. */
import { beforeAll } from 'vitest';
import { createElevenLabs } from '../../actors/providers/elevenlabs/elevenlabs.ts';
import { startElevenLabs } from '../../sandbox/elevenlabs/elevenlabs.ts';
import type { ElevenLabsHabits } from '../../sandbox/elevenlabs/habits.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';
import { drawling } from './drawling-voice.ts';
import { ELEVENLABS } from './habits.ts';
import { type TtsStage, ttsProviderContract } from './tts-provider.contract.ts';

const apiKey = 'a-key-for-the-sandbox';
const synthesizer = drawling(sharedVoice());
// The first line also loads the voice.
beforeAll(() => synthesizer.speak('Hello.', 'slt'));

async function setup(habits: Partial<ElevenLabsHabits> = {}): Promise<TtsStage> {
  const elevenlabs = await startElevenLabs({
    synthesizer,
    apiKey,
    habits,
    delays: { ttfbMs: 10, realtimeFactor: 10 },
  });
  const { faults, stats, metHabits } = elevenlabs;
  const guesses = habits.codeForGuessing !== undefined;
  return {
    apiKey,
    habits,
    metHabits,
    isTimed: habits.times !== 'none',
    provider: createElevenLabs({
      apiKey,
      baseUrl: elevenlabs.url,
      voiceId: 'a-voice',
      modelId: guesses ? 'eleven_multilingual_v2' : 'eleven_flash_v2_5',
      ...(guesses && { languageCode: 'en' }),
    }),
    vendor: {
      get openSockets() {
        return stats.openSockets;
      },
      get sockets() {
        return stats.sockets;
      },
      get openContexts() {
        return stats.openContexts;
      },
      get contexts() {
        return habits.silentContexts === 'everyOther' ? stats.contexts : undefined;
      },
      get phantomContexts() {
        return stats.phantomContexts;
      },
      refusesKeys: () => faults.refuseHandshakes(401),
      isDown: () => faults.refuseHandshakes(503),
      isOutOfQuota: () => faults.quota(),
      dropsLine: () => faults.dropSockets(),
      goesSilent: () => faults.zeroAudio(),
      stalls: () => faults.stall(),
      babbles: () => faults.garbage(),
      recovers: () => {
        faults.recover();
        faults.refuseHandshakes(undefined);
      },
    },
    close: () => elevenlabs.close(),
  };
}

ttsProviderContract('elevenlabs', setup);
for (const habits of ELEVENLABS)
  ttsProviderContract(`elevenlabs with ${JSON.stringify(habits)}`, () => setup(habits));
