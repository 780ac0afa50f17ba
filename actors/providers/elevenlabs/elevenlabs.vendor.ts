/**
 * ElevenLabs as a vendor: its voice, with the settings of the agent file's `voice` and how it is made.
 */
import { z } from 'zod';
import { secret, socketUrl } from '../environment.ts';
import { ttsProduct, type Vendor } from '../vendor.ts';

const env = {
  ELEVENLABS_API_KEY: secret(),
  /** In Europe wss://api.eu.residency.elevenlabs.io. */
  ELEVENLABS_BASE_URL: socketUrl().default('wss://api.elevenlabs.io'),
  ELEVENLABS_VOICE_ID: z.string().default('21m00Tcm4TlvDq8ikWAM'),
};

const tts = ttsProduct({
  env,
  settings: {
    /** About 75 ms to first audio at the vendor, 32 languages. */
    model: z.string().min(1).default('eleven_flash_v2_5'),
    stability: z.number().min(0).max(1).default(0.5),
    similarityBoost: z.number().min(0).max(1).default(0.75),
    /** 1 is the voice's own pace. */
    speed: z.number().min(0.7).max(1.2).default(1),
  },
  capabilities: { alignment: 'characters' },
  async create({ model, ...voiceSettings }, keys) {
    const { createElevenLabs } = await import('./elevenlabs.ts');
    return createElevenLabs({
      apiKey: keys.ELEVENLABS_API_KEY,
      baseUrl: keys.ELEVENLABS_BASE_URL,
      voiceId: keys.ELEVENLABS_VOICE_ID,
      modelId: model,
      voiceSettings,
    });
  },
});

export const elevenLabs: Vendor = { name: '11labs', env, tts };
