/**
 * ElevenLabs as a vendor: its voice, with the settings of the agent file's `voice` and how it is made.
 */
import { z } from 'zod';
import { elsewhere, secret, socketUrl, voiceId } from '../environment.ts';
import { type Endpoint, ttsProduct, type Vendor } from '../vendor.ts';
import { askElevenLabs } from './account.ts';

const env = {
  ELEVENLABS_API_KEY: elsewhere(
    secret(/^sk_[0-9a-f]{40,}(_residency_[a-z]+)?$/),
    'ELEVEN_API_KEY',
    'XI_API_KEY',
  ),
  /** In Europe wss://api.eu.residency.elevenlabs.io. */
  ELEVENLABS_BASE_URL: socketUrl(/\/v1(?:\/.*)?$/).default('wss://api.elevenlabs.io'),
  /** No default: the vendor's default voices end on 2026-12-31, and library voices need a paid plan. */
  ELEVENLABS_VOICE_ID: elsewhere(voiceId(), 'ELEVEN_VOICE_ID', 'XI_VOICE_ID'),
};

/** elevenlabs.io/docs/overview/models */
const MULTILINGUAL =
  'en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru'.split(' ');
const languages = {
  eleven_flash_v2_5: [...MULTILINGUAL, 'hu', 'no', 'vi'],
  eleven_turbo_v2_5: [...MULTILINGUAL, 'hu', 'no', 'vi'],
  eleven_multilingual_v2: MULTILINGUAL,
  eleven_flash_v2: ['en'],
  eleven_turbo_v2: ['en'],
};

/**
 * Models that guess the language from the text: `language_code` was refused with 400 (livekit/agents PR#985) and is ignored
 * now (livekit/agents PR#6197). Every other model takes it, v3 too (pipecat #5395).
 */
const GUESSING: ReadonlySet<string> = new Set([
  'eleven_multilingual_v2',
  'eleven_multilingual_v1',
  'eleven_monolingual_v1',
  'eleven_flash_v2',
  'eleven_turbo_v2',
]);

/**
 * The usual address serves from the region next to the caller's. A residency is an isolated environment of enterprise
 * accounts, with keys of its own that end in its name (docs.tavus.io, "EU region"; LiveKit and open-webui#18665 have the host).
 */
const endpoint: Endpoint = {
  key: 'ELEVENLABS_BASE_URL',
  regions: {
    us: 'wss://api.elevenlabs.io',
    eu: 'wss://api.eu.residency.elevenlabs.io',
    in: 'wss://api.in.residency.elevenlabs.io',
  },
  mayUse: (region, { ELEVENLABS_API_KEY: key }) =>
    region === 'us' || String(key ?? '').endsWith(`_residency_${region}`),
};

const tts = ttsProduct({
  env,
  languages,
  settings: {
    /** About 75 ms to first audio at the vendor, 32 languages. */
    model: z.string().min(1).default('eleven_flash_v2_5'),
    stability: z.number().min(0).max(1).default(0.5),
    similarityBoost: z.number().min(0).max(1).default(0.75),
    /** 1 is the voice's own pace. */
    speed: z.number().min(0.7).max(1.2).default(1),
  },
  capabilities: { alignment: 'characters' },
  async create({ language }, { model, ...voiceSettings }, keys) {
    const { createElevenLabs } = await import('./elevenlabs.ts');
    return createElevenLabs({
      apiKey: keys.ELEVENLABS_API_KEY,
      baseUrl: keys.ELEVENLABS_BASE_URL,
      voiceId: keys.ELEVENLABS_VOICE_ID,
      modelId: model,
      voiceSettings,
      ...(!GUESSING.has(model) && { languageCode: language }),
    });
  },
  ask: (get, _order, { model }, keys) =>
    askElevenLabs(get, {
      apiKey: keys.ELEVENLABS_API_KEY,
      baseUrl: keys.ELEVENLABS_BASE_URL,
      voiceId: keys.ELEVENLABS_VOICE_ID,
      modelId: model,
    }),
});

export const elevenLabs: Vendor = { name: '11labs', env, endpoint, tts };
