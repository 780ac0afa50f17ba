/**
 * The agent file's `transcriber`: who turns speech into text, and what is asked of them. What is left out comes from the
 * profile (agents/profiles.json).
 */
import { z } from 'zod';
import profiles from '../../agents/profiles.json' with { type: 'json' };

export type ProfileName = keyof typeof profiles;
export const PROFILE_NAMES = Object.keys(profiles) as [ProfileName, ...ProfileName[]];
export const profileOf = (name: ProfileName) => profiles[name];

const MODELS = {
  flux: ['flux-general-en', 'flux-general-multi'],
  nova: ['nova-3', 'nova-3-general', 'nova-3-medical'],
  assemblyAi: ['universal-streaming-english', 'universal-streaming-multilingual'],
} as const;
export type TranscriberKind = keyof typeof MODELS;

/** Who has which key. */
const KEYS = {
  flux: ['eotThreshold', 'eagerEotThreshold', 'eotTimeoutMs'],
  nova: ['endpointing', 'utteranceEndMs'],
  assemblyAi: ['endOfTurnConfidenceThreshold', 'minTurnSilence', 'maxTurnSilence'],
} as const satisfies Record<TranscriberKind, readonly string[]>;

const ms = (min: number, max: number) => z.number().int().min(min).max(max);

export const TranscriberSchema = z
  .strictObject({
    provider: z.enum(['deepgram', 'assembly-ai']).default('deepgram'),
    /** Default `flux-general-en` at Deepgram, `universal-streaming-english` at AssemblyAI. */
    model: z.enum([...MODELS.flux, ...MODELS.nova, ...MODELS.assemblyAi]).optional(),
    /** Which phrases count as acknowledgements and interruptions; also told to Nova. */
    language: z.string().min(2).max(10).default('en'),
    keyterms: z.array(z.string().min(1)).max(100).default([]),
    /** `vad`: silence is not sent to the vendor, who is paid by the second. */
    gate: z.enum(['none', 'vad']).default('none'),
    /** Flux: confidence at which a turn is over, 0.5 to 1. */
    eotThreshold: z.number().min(0.5).max(1).optional(),
    /** Flux: confidence at which a reply is begun behind a closed gate, 0.3 to 0.9; null never. */
    eagerEotThreshold: z.number().min(0.3).max(0.9).nullable().optional(),
    /** Flux: silence that ends a turn regardless. */
    eotTimeoutMs: ms(500, 60_000).optional(),
    /** Nova: silence that ends a turn, in ms. */
    endpointing: ms(10, 5_000).optional(),
    /** Nova: a gap between words that ends a turn, in ms. */
    utteranceEndMs: ms(1_000, 5_000).optional(),
    /** AssemblyAI: confidence at which a turn is over after `minTurnSilence`. */
    endOfTurnConfidenceThreshold: z.number().min(0).max(1).optional(),
    /** AssemblyAI, in ms. */
    minTurnSilence: ms(50, 5_000).optional(),
    /** AssemblyAI: silence that ends a turn regardless, in ms. */
    maxTurnSilence: ms(100, 10_000).optional(),
  })
  .superRefine((transcriber, context) => {
    const kind = kindOf(transcriber);
    if (kind === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['model'],
        message: `a model of ${transcriber.provider}`,
      });
      return;
    }
    const { minTurnSilence = 0, maxTurnSilence = Number.POSITIVE_INFINITY } = transcriber;
    if (minTurnSilence > maxTurnSilence)
      context.addIssue({ code: 'custom', path: ['minTurnSilence'], message: 'not above maxTurnSilence' });
    for (const [owner, keys] of Object.entries(KEYS)) {
      for (const key of owner === kind ? [] : keys) {
        if (transcriber[key] === undefined) continue;
        const message = `left out: ${MODELS[kind][0]} and its like have ${KEYS[kind].join(', ')}`;
        context.addIssue({ code: 'custom', path: [key], message });
      }
    }
  });

type Given = z.output<typeof TranscriberSchema>;

/** Undefined when the model is not the provider's. */
export function kindOf({ provider, model }: Given): TranscriberKind | undefined {
  if (provider === 'assembly-ai')
    return model === undefined || isOf('assemblyAi', model) ? 'assemblyAi' : undefined;
  if (model === undefined || isOf('flux', model)) return 'flux';
  return isOf('nova', model) ? 'nova' : undefined;
}

const isOf = (kind: TranscriberKind, model: string): boolean =>
  (MODELS[kind] as readonly string[]).includes(model);

interface Common {
  readonly language: string;
  readonly keyterms: readonly string[];
  readonly gate: 'none' | 'vad';
}

export type Transcriber = Common &
  (
    | {
        readonly kind: 'flux';
        readonly model: (typeof MODELS.flux)[number];
        readonly eotThreshold: number;
        readonly eagerEotThreshold: number | null;
        readonly eotTimeoutMs: number;
      }
    | {
        readonly kind: 'nova';
        readonly model: (typeof MODELS.nova)[number];
        readonly endpointing: number;
        readonly utteranceEndMs: number;
      }
    | {
        readonly kind: 'assemblyAi';
        readonly model: (typeof MODELS.assemblyAi)[number];
        readonly endOfTurnConfidenceThreshold: number;
        readonly minTurnSilence: number;
        readonly maxTurnSilence: number;
      }
  );

/** With the profile's figures where the agent file has none. */
export function completeTranscriber(given: Given, profile: ProfileName): Transcriber {
  const { language, keyterms, gate } = given;
  const common = { language, keyterms, gate };
  const { flux, nova, assemblyAi } = profiles[profile];
  const kind = kindOf(given) ?? 'flux';
  const model = given.model ?? MODELS[kind][0];
  if (kind === 'nova') {
    const { endpointing = nova.endpointing, utteranceEndMs = nova.utteranceEndMs } = given;
    return { ...common, kind, model: model as (typeof MODELS.nova)[number], endpointing, utteranceEndMs };
  }
  if (kind === 'assemblyAi') {
    const own = {
      endOfTurnConfidenceThreshold:
        given.endOfTurnConfidenceThreshold ?? assemblyAi.endOfTurnConfidenceThreshold,
      minTurnSilence: given.minTurnSilence ?? assemblyAi.minTurnSilence,
      maxTurnSilence: given.maxTurnSilence ?? assemblyAi.maxTurnSilence,
    };
    return { ...common, kind, model: model as (typeof MODELS.assemblyAi)[number], ...own };
  }
  const { eotThreshold = flux.eotThreshold, eotTimeoutMs = flux.eotTimeoutMs } = given;
  // The vendor takes no eager threshold above the other: a profile's gives way.
  const { eagerEotThreshold = Math.min(flux.eagerEotThreshold, eotThreshold) } = given;
  return {
    ...common,
    kind,
    model: model as (typeof MODELS.flux)[number],
    eotThreshold,
    eagerEotThreshold,
    eotTimeoutMs,
  };
}
