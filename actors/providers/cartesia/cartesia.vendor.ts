/**
 * Cartesia as a vendor: the Sonic voice, with the settings of the agent file's `voice` and how it is made.
 *
 * Keys have the names of Vapi's `voice` with `provider: "cartesia"` where Vapi has them.
 */
import { z } from 'zod';
import { secret, socketUrl, voiceId } from '../environment.ts';
import { ttsProduct, type Vendor } from '../vendor.ts';
import { askCartesia } from './account.ts';

const env = {
  CARTESIA_API_KEY: secret(/^sk_car_/),
  CARTESIA_BASE_URL: socketUrl(/\/(?:tts|voices)(?:\/.*)?$/).default('wss://api.cartesia.ai'),
  /** A UUID; the default is Katie, one of the vendor's own (docs.cartesia.ai, Choosing a voice). */
  CARTESIA_VOICE_ID: voiceId().default('f786b574-daa5-4673-aa0c-cbe3e8534c02'),
};

/** docs.cartesia.ai, Sonic 3.5: 42 languages; Sonic 3.6 has Odia and Urdu as well. */
const SONIC_3 =
  'ar bg bn cs da de el en es fi fr gu he hi hr hu id it ja ka kn ko ml mr ms nl no pa pl pt ro ru sk sv ta te th tl tr uk vi zh'.split(
    ' ',
  );

const tts = ttsProduct({
  env,
  languages: {
    'sonic-3.6': [...SONIC_3, 'or', 'ur'],
    'sonic-3.5': SONIC_3,
    'sonic-3': SONIC_3,
  },
  settings: {
    /**
     * The vendor recommends this model since 2026-08-27; it has 44 languages. `sonic-2` and `sonic-turbo` ended on 2026-10-20.
     * A voice that was cloned as "pro" needs a dated snapshot, `sonic-3.6-2026-08-27`.
     */
    model: z.string().min(1).default('sonic-3.6'),
    /** 1 is the voice's own pace. */
    speed: z.number().min(0.6).max(1.5).default(1),
    /** 1 is the voice's own loudness. */
    volume: z.number().min(0.5).max(2).default(1),
  },
  capabilities: { alignment: 'words' },
  async create({ language }, { model, ...settings }, keys) {
    const { createCartesia } = await import('./cartesia.ts');
    return createCartesia({
      apiKey: keys.CARTESIA_API_KEY,
      baseUrl: keys.CARTESIA_BASE_URL,
      voiceId: keys.CARTESIA_VOICE_ID,
      modelId: model,
      language,
      ...settings,
    });
  },
  ask: (get, { language }, _settings, keys) =>
    askCartesia(get, {
      apiKey: keys.CARTESIA_API_KEY,
      baseUrl: keys.CARTESIA_BASE_URL,
      voiceId: keys.CARTESIA_VOICE_ID,
      language,
    }),
});

export const cartesia: Vendor = { name: 'cartesia', env, endpoint: { key: 'CARTESIA_BASE_URL' }, tts };
