/**
 * AssemblyAI as a vendor: Universal-Streaming, with its settings and bounds, its figures for each profile, and how it is
 * made.
 *
 * https://www.assemblyai.com/docs/speech-to-text/universal-streaming/turn-detection explains the settings.
 */
import { z } from 'zod';
import { secret, socketUrl } from '../environment.ts';
import { MULTI } from '../languages.ts';
import { sttProduct } from '../stt-product.ts';
import type { Endpoint, Vendor } from '../vendor.ts';
import { askAssemblyAi } from './account.ts';

const env = {
  ASSEMBLYAI_API_KEY: secret(),
  /** In Europe wss://streaming.eu.assemblyai.com. */
  ASSEMBLYAI_BASE_URL: socketUrl(/\/v3(?:\/ws)?$/).default('wss://streaming.assemblyai.com'),
};

/** assemblyai.com/docs, "Select the Region" of streaming: Virginia and Ireland, with the same keys. */
const endpoint: Endpoint = {
  key: 'ASSEMBLYAI_BASE_URL',
  regions: { us: 'wss://streaming.assemblyai.com', eu: 'wss://streaming.eu.assemblyai.com' },
};

/** The vendor has no threshold for eager ends of turn: any number asks for them. */
const ASKS_FOR_EAGER = 0.5;

const universalStreaming = sttProduct({
  name: 'assemblyAi',
  models: ['universal-streaming-english', 'universal-streaming-multilingual'],
  /** The streaming protocol has no parameter for a language: its model decides (assemblyai.com/docs/faq). */
  languages: {
    'universal-streaming-english': ['en'],
    'universal-streaming-multilingual': ['en', 'es', 'fr', 'de', 'it', 'pt', MULTI],
  },
  env,
  capabilities: {
    endOfTurn: 'model',
    eagerEndOfTurn: true,
    confidence: true,
    punctuatesOpenTurn: false,
    wordTimes: true,
    reportsProgress: false,
    configurable: true,
    takesEndOfTurn: true,
    // AssemblyAI, "Keyterms prompting": 100 terms, of 50 characters each.
    keyterms: { most: 100, longest: 50 },
  },
  settings: {
    /** Confidence at which a turn is over after `minTurnSilence`. */
    endOfTurnConfidenceThreshold: z.number().min(0).max(1),
    /** In ms. */
    minTurnSilence: z.number().int().min(50).max(5_000),
    /** Silence in ms that ends a turn regardless. */
    maxTurnSilence: z.number().int().min(100).max(10_000),
  },
  profiles: {
    fast: { endOfTurnConfidenceThreshold: 0.4, minTurnSilence: 160, maxTurnSilence: 1_000 },
    balanced: { endOfTurnConfidenceThreshold: 0.4, minTurnSilence: 400, maxTurnSilence: 1_280 },
    patient: { endOfTurnConfidenceThreshold: 0.85, minTurnSilence: 1_200, maxTurnSilence: 3_600 },
  },
  // biome-ignore format: a curve is read as a row
  waitFunctions: {
    fast: [[0.1, 1.0], [0.3, 0.3], [0.4, 0.05]],
    balanced: [[0.1, 1.8], [0.3, 0.5], [0.4, 0.1]],
    patient: [[0.1, 4.0], [0.3, 2.5], [0.5, 1.2], [0.7, 0.4]],
  },
  giveWay(settings, isGiven) {
    const { minTurnSilence, maxTurnSilence } = settings;
    if (isGiven('minTurnSilence') && isGiven('maxTurnSilence')) return settings;
    return isGiven('minTurnSilence')
      ? { ...settings, maxTurnSilence: Math.max(minTurnSilence, maxTurnSilence) }
      : { ...settings, minTurnSilence: Math.min(minTurnSilence, maxTurnSilence) };
  },
  problemsIn: ({ minTurnSilence, maxTurnSilence }) =>
    minTurnSilence > maxTurnSilence
      ? [{ key: 'minTurnSilence', message: `not above maxTurnSilence, which is ${maxTurnSilence}` }]
      : [],
  patience: ({ endOfTurnConfidenceThreshold, maxTurnSilence }) => ({
    eotThreshold: endOfTurnConfidenceThreshold,
    eotTimeoutMs: maxTurnSilence,
  }),
  longestSilenceMs: ({ maxTurnSilence }) => maxTurnSilence,
  opensWith: () => ({ eagerEotThreshold: ASKS_FOR_EAGER }),
  async create({ model, endsTurns }, settings, { ASSEMBLYAI_API_KEY: apiKey, ASSEMBLYAI_BASE_URL: baseUrl }) {
    const { createAssemblyAi } = await import('./assemblyai.ts');
    return createAssemblyAi({
      apiKey,
      baseUrl,
      speechModel: model,
      endOfTurnConfidenceThreshold: settings.endOfTurnConfidenceThreshold,
      minTurnSilenceMs: settings.minTurnSilence,
      maxTurnSilenceMs: settings.maxTurnSilence,
      endsTurns,
    });
  },
  ask: askAssemblyAi,
});

export const assemblyAi: Vendor = { name: 'assembly-ai', env, endpoint, stt: [universalStreaming] };
