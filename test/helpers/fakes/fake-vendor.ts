/** The descriptor of a vendor that Parley does not have: one STT product and one TTS product. */
import { z } from 'zod';
import { secret, socketUrl } from '../../../actors/providers/environment.ts';
import { sttProduct } from '../../../actors/providers/stt-product.ts';
import { ttsProduct, type Vendor } from '../../../actors/providers/vendor.ts';
import { FakeStt } from './fake-stt.ts';

const env = { NEWCOMER_API_KEY: secret(), NEWCOMER_BASE_URL: socketUrl().default('wss://newcomer.example') };

export const newcomer: Vendor = {
  name: 'newcomer',
  env,
  stt: [
    sttProduct({
      name: 'newcomerStt',
      models: ['new-1', 'new-2'],
      languages: { 'new-1': ['en'], 'new-2': ['en', 'es', 'sw'] },
      env,
      capabilities: {
        endOfTurn: 'silence',
        eagerEndOfTurn: false,
        confidence: false,
        punctuatesOpenTurn: false,
        wordTimes: false,
        reportsProgress: true,
        configurable: false,
        takesEndOfTurn: true,
        keyterms: { most: 2 },
      },
      settings: { hush: z.number().min(0).max(1) },
      profiles: { fast: { hush: 0.1 }, balanced: { hush: 0.2 }, patient: { hush: 0.3 } },
      patience: () => ({}),
      longestSilenceMs: ({ hush }) => hush * 1_000,
      create: async () => new FakeStt(),
    }),
  ],
  tts: ttsProduct({
    env,
    settings: { timbre: z.enum(['warm', 'cold']).default('warm') },
    capabilities: { alignment: 'none' },
    languages: {},
    create: async (_order, { timbre }, { NEWCOMER_BASE_URL }) => ({
      name: `${timbre} at ${NEWCOMER_BASE_URL}`,
      createVoice: () => {
        throw new Error('a fake');
      },
      synthesize: () => new Promise(() => {}),
    }),
  }),
};
