/**
 * Settings a Flux client may ask for, in the URL and later in Configure, with Deepgram's own names and bounds.
 * Pure. Stricter than the vendor: a setting that Deepgram's page does not list is refused, so that tests notice it.
 */
import { z } from 'zod';
import type { TurnThresholds } from './turn.ts';

export interface FluxSettings {
  readonly model: 'flux-general-en' | 'flux-general-multi';
  readonly thresholds: TurnThresholds;
  readonly keyterms: readonly string[];
  readonly languageHints: readonly string[];
}

const LANGUAGES = ['de', 'en', 'es', 'fr', 'hi', 'it', 'ja', 'nl', 'pt', 'ru'] as const;
const EotThreshold = z.number().min(0.5).max(1);
const EagerEotThreshold = z.number().min(0.3).max(0.9);
const EotTimeoutMs = z.number().int().min(500).max(60_000);
export const Flag = z.enum(['true', 'false']);
export const Terms = z.array(z.string().min(1));
/** Of key terms, in tokens of all terms together: deepgram-python-sdk#503. */
export const MOST_TOKENS = 500;
/** The vendor's own count is not public; four characters are a usual token. */
export const tokensOf = (terms: readonly string[]): number =>
  terms.reduce((sum, term) => sum + Math.ceil(term.length / 4), 0);
const LONGEST_TERM = 100;
const MOST_TERMS = 100;

/** Deepgram takes more encodings and sample rates; the stand-in takes telephone audio only. */
export const PhoneAudio = {
  encoding: z.literal('mulaw', 'the stand-in takes encoding=mulaw only'),
  sample_rate: z.literal('8000', 'the stand-in takes sample_rate=8000 only'),
};
const Query = z.strictObject({
  ...PhoneAudio,
  model: z.enum(['flux-general-en', 'flux-general-multi']),
  eot_threshold: z.coerce.number().default(0.7).pipe(EotThreshold),
  eager_eot_threshold: z.coerce.number().pipe(EagerEotThreshold).optional(),
  eot_timeout_ms: z.coerce.number().default(5_000).pipe(EotTimeoutMs),
  keyterm: Terms.default([]),
  language_hint: z.array(z.enum(LANGUAGES)).default([]),
  numerals: Flag.optional(),
  profanity_filter: Flag.optional(),
  redact: z.enum(['numbers', 'aggressive_numbers']).optional(),
  mip_opt_out: Flag.optional(),
  tag: z.array(z.string().max(128)).optional(),
});
const REPEATABLE = new Set(['keyterm', 'language_hint', 'tag']);

const Configure = z.strictObject({
  type: z.literal('Configure'),
  thresholds: z
    .strictObject({
      eot_threshold: EotThreshold.optional(),
      eager_eot_threshold: EagerEotThreshold.optional(),
      eot_timeout_ms: EotTimeoutMs.optional(),
    })
    .optional(),
  keyterms: z
    .union([
      Terms,
      z
        .string()
        .min(1)
        .transform((term) => [term]),
    ])
    .optional(),
  language_hints: z.array(z.enum(LANGUAGES)).optional(),
  numerals: z.boolean().optional(),
});

/** The settings that a URL asks for, or a sentence that says what is wrong with the URL. */
export function readQuery(query: URLSearchParams): FluxSettings | string {
  const parsed = Query.safeParse(valuesOf(query, REPEATABLE));
  if (!parsed.success) return describe(parsed.error);
  const asked = parsed.data;
  const settings = {
    model: asked.model,
    thresholds: thresholdsOf(asked.eot_threshold, asked.eager_eot_threshold, asked.eot_timeout_ms),
    keyterms: asked.keyterm,
    languageHints: asked.language_hint,
  };
  return contradiction(settings) ?? settings;
}

/** `settings` after a Configure message; undefined when the message must be refused. Fields left out keep their values. */
export function configure(settings: FluxSettings, message: unknown): FluxSettings | undefined {
  const parsed = Configure.safeParse(message);
  if (!parsed.success) return undefined;
  const { thresholds = {}, keyterms, language_hints: hints } = parsed.data;
  const was = settings.thresholds;
  const next: FluxSettings = {
    ...settings,
    thresholds: thresholdsOf(
      thresholds.eot_threshold ?? was.eotThreshold,
      thresholds.eager_eot_threshold ?? was.eagerEotThreshold,
      thresholds.eot_timeout_ms ?? was.eotTimeoutMs,
    ),
    keyterms: keyterms ?? settings.keyterms,
    languageHints: hints ?? settings.languageHints,
  };
  return contradiction(next) === undefined ? next : undefined;
}

const thresholdsOf = (eot: number, eager: number | undefined, eotTimeoutMs: number): TurnThresholds => ({
  eotThreshold: eot,
  ...(eager === undefined ? {} : { eagerEotThreshold: eager }),
  eotTimeoutMs,
});

function contradiction({ model, thresholds, languageHints, keyterms }: FluxSettings): string | undefined {
  const { eagerEotThreshold = 0, eotThreshold } = thresholds;
  if (eagerEotThreshold > eotThreshold) return 'eager_eot_threshold must not be above eot_threshold';
  // deepgram-python-sdk#616, pipecat PR#5643
  if (keyterms.some((term) => term.length > LONGEST_TERM))
    return `keyterm must have at most ${LONGEST_TERM} characters`;
  if (keyterms.length > MOST_TERMS || tokensOf(keyterms) > MOST_TOKENS)
    return `Keyterm limit exceeded. The maximum number of tokens across all keyterms is ${MOST_TOKENS}.`;
  if (languageHints.length > 0 && model !== 'flux-general-multi')
    return 'language_hint is only valid with model=flux-general-multi';
  return undefined;
}

/** The parameters as an object: lists for the parameters that may be repeated, the first value for the others. */
export const valuesOf = (query: URLSearchParams, repeatable: ReadonlySet<string>) =>
  Object.fromEntries(
    [...new Set(query.keys())].map((key) => [key, repeatable.has(key) ? query.getAll(key) : query.get(key)]),
  );

export const describe = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`).join('; ');
