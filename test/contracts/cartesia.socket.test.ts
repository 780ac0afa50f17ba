/** The real Cartesia client keeps the text-to-speech contract, against the sandbox's Cartesia over real sockets. */
import { beforeAll } from 'vitest';
import { createCartesia } from '../../actors/providers/cartesia/cartesia.ts';
import { startCartesia } from '../../sandbox/cartesia/cartesia.ts';
import type { CartesiaHabits } from '../../sandbox/cartesia/habits.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';
import { drawling } from './drawling-voice.ts';
import { CARTESIA } from './habits.ts';
import { type TtsStage, ttsProviderContract } from './tts-provider.contract.ts';

const apiKey = 'a-key-for-the-sandbox';
const voiceId = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';
const synthesizer = drawling(sharedVoice());
// The first line also loads the voice.
beforeAll(() => synthesizer.speak('Hello.', 'slt'));

async function setup(habits: Partial<CartesiaHabits> = {}): Promise<TtsStage> {
  const cartesia = await startCartesia({
    synthesizer,
    apiKey,
    habits,
    delays: { ttfbMs: 10, realtimeFactor: 10 },
  });
  const { faults, stats, metHabits } = cartesia;
  return {
    apiKey,
    habits,
    metHabits,
    isTimed: habits.wordTimes !== 'none',
    provider: createCartesia({ apiKey, baseUrl: cartesia.url, voiceId, modelId: 'sonic-3.6' }),
    vendor: {
      endsIdleContexts: true,
      get openSockets() {
        return stats.openSockets;
      },
      get sockets() {
        return stats.sockets;
      },
      get openContexts() {
        return stats.openContexts;
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
      recovers: () => faults.recover(),
    },
    close: () => cartesia.close(),
  };
}

ttsProviderContract('cartesia', setup);
for (const habits of CARTESIA)
  ttsProviderContract(`cartesia with ${JSON.stringify(habits)}`, () => setup(habits));
