/**
 * Flux as the server sees it: its settings and bounds, its figures for each profile, and how it is made.
 *
 * https://developers.deepgram.com/docs/flux/configuration has the bounds.
 */
import { z } from 'zod';
import { MULTI } from '../languages.ts';
import { sttProduct } from '../stt-product.ts';
import { askDeepgram } from './account.ts';
import { deepgramEnv } from './deepgram.env.ts';

export const flux = sttProduct({
  name: 'flux',
  models: ['flux-general-en', 'flux-general-multi'],
  languages: {
    'flux-general-en': ['en'],
    /** developers.deepgram.com/docs/flux/language-prompting, which takes regional tags, too. */
    'flux-general-multi': ['de', 'en', 'es', 'fr', 'hi', 'it', 'ja', 'nl', 'pt', 'ru', MULTI],
  },
  env: deepgramEnv,
  capabilities: {
    endOfTurn: 'model',
    eagerEndOfTurn: true,
    confidence: true,
    punctuatesOpenTurn: true,
    wordTimes: true,
    reportsProgress: true,
    configurable: true,
    takesEndOfTurn: false,
    // Deepgram, "Keyterm Prompting"; a longer term answers 400: deepgram-python-sdk#616, pipecat PR#5643.
    keyterms: { most: 100, longest: 100, mostTokens: 500 },
  },
  settings: {
    /** Confidence at which a turn is over. */
    eotThreshold: z.number().min(0.5).max(1),
    /** Confidence at which a reply is begun behind a closed gate; null never. */
    eagerEotThreshold: z.number().min(0.3).max(0.9).nullable(),
    /** Silence in ms that ends a turn regardless. */
    eotTimeoutMs: z.number().int().min(500).max(60_000),
  },
  profiles: {
    fast: { eotThreshold: 0.6, eagerEotThreshold: 0.4, eotTimeoutMs: 1_500 },
    balanced: { eotThreshold: 0.7, eagerEotThreshold: 0.5, eotTimeoutMs: 3_000 },
    patient: { eotThreshold: 0.9, eagerEotThreshold: 0.6, eotTimeoutMs: 5_000 },
  },
  // biome-ignore format: a curve is read as a row
  waitFunctions: {
    fast: [[0.3, 1.0], [0.5, 0.4], [0.7, 0.05]],
    balanced: [[0.3, 1.8], [0.5, 0.9], [0.7, 0.1]],
    patient: [[0.5, 4.0], [0.95, 2.6], [0.99, 1.2]],
  },
  giveWay(settings, isGiven) {
    const { eotThreshold, eagerEotThreshold } = settings;
    if (isGiven('eagerEotThreshold') || eagerEotThreshold === null) return settings;
    return { ...settings, eagerEotThreshold: Math.min(eagerEotThreshold, eotThreshold) };
  },
  problemsIn: ({ eotThreshold, eagerEotThreshold }) =>
    (eagerEotThreshold ?? 0) > eotThreshold
      ? [{ key: 'eagerEotThreshold', message: `not above eotThreshold, which is ${eotThreshold}` }]
      : [],
  patience: ({ eotThreshold, eotTimeoutMs }) => ({ eotThreshold, eotTimeoutMs }),
  longestSilenceMs: ({ eotTimeoutMs }) => eotTimeoutMs,
  opensWith: ({ eotThreshold, eagerEotThreshold, eotTimeoutMs }, { isNative, lastResortMs }) => ({
    eotThreshold: isNative ? eotThreshold : 1,
    eotTimeoutMs: isNative ? eotTimeoutMs : lastResortMs,
    ...(eagerEotThreshold !== null && { eagerEotThreshold }),
  }),
  async create({ model, language }, _settings, { DEEPGRAM_API_KEY: apiKey, DEEPGRAM_BASE_URL: baseUrl }) {
    const { createDeepgramFlux } = await import('./flux.ts');
    const takesHint = model === 'flux-general-multi' && language !== MULTI;
    return createDeepgramFlux({ apiKey, baseUrl, model, ...(takesHint && { languageHint: language }) });
  },
  ask: askDeepgram,
});
