/**
 * Nova as the server sees it: its settings and bounds, its figures for each profile, and how it is made.
 *
 * https://developers.deepgram.com/docs/understand-endpointing-interim-results explains both silences.
 */
import { z } from 'zod';
import { MULTI } from '../languages.ts';
import { sttProduct } from '../stt-product.ts';
import { askDeepgram } from './account.ts';
import { deepgramEnv } from './deepgram.env.ts';

const LEAST_ENDPOINTING_MS = 100;

/** developers.deepgram.com/docs/models-languages-overview, and the changelog up to 6 October 2026. */
const NOVA_3 =
  'ar ar-AE ar-SA ar-QA ar-KW ar-SY ar-LB ar-PS ar-JO ar-EG ar-SD ar-TD ar-MA ar-DZ ar-TN ar-IQ ar-IR be bg bn bs ca cs da da-DK de de-CH el en en-US en-AU en-GB en-IN en-NZ es es-419 et fa fi fr fr-CA he hi hr hu id it ja kn ko ko-KR lt lv mk mr ms ne nl nl-BE no pa pa-IN pl pt pt-BR pt-PT ro ru sk sl sr sv sv-SE ta te th th-TH tl tr uk ur vi zh zh-CN zh-HK zh-Hans zh-Hant zh-TW'.split(
    ' ',
  );
const NOVA_3_MEDICAL = 'en en-US en-AU en-CA en-GB en-IE en-IN en-NZ'.split(' ');

export const nova = sttProduct({
  name: 'nova',
  models: ['nova-3', 'nova-3-general', 'nova-3-medical'],
  languages: {
    'nova-3': [...NOVA_3, MULTI],
    'nova-3-general': [...NOVA_3, MULTI],
    'nova-3-medical': [...NOVA_3_MEDICAL, MULTI],
  },
  env: deepgramEnv,
  capabilities: {
    endOfTurn: 'silence',
    eagerEndOfTurn: false,
    confidence: false,
    punctuatesOpenTurn: true,
    wordTimes: true,
    reportsProgress: true,
    configurable: false,
    takesEndOfTurn: true,
    // Deepgram, "Keyterm Prompting"; more tokens answer 400: deepgram-python-sdk#503.
    keyterms: { most: 100, mostTokens: 500 },
  },
  settings: {
    /** Silence in ms that ends a turn. */
    endpointing: z.number().int().min(10).max(5_000),
    /** A gap between words, in ms, that ends a turn in noise too. */
    utteranceEndMs: z.number().int().min(1_000).max(5_000),
  },
  profiles: {
    fast: { endpointing: 200, utteranceEndMs: 1_000 },
    balanced: { endpointing: 300, utteranceEndMs: 1_200 },
    patient: { endpointing: 2_600, utteranceEndMs: 3_000 },
  },
  warningsOn: ({ endpointing }) =>
    endpointing < LEAST_ENDPOINTING_MS
      ? [
          {
            key: 'endpointing',
            message: `below ${LEAST_ENDPOINTING_MS} ms people are cut off in mid-sentence`,
          },
        ]
      : [],
  patience: () => ({}),
  longestSilenceMs: ({ endpointing, utteranceEndMs }) => Math.max(endpointing, utteranceEndMs),
  async create({ model, language, endsTurns, needsNumerals }, settings, env) {
    const { createDeepgramNova } = await import('./nova.ts');
    return createDeepgramNova({
      apiKey: env.DEEPGRAM_API_KEY,
      baseUrl: env.DEEPGRAM_BASE_URL,
      model,
      language,
      endpointingMs: settings.endpointing,
      utteranceEndMs: settings.utteranceEndMs,
      numerals: needsNumerals,
      endsTurns,
    });
  },
  ask: askDeepgram,
});
