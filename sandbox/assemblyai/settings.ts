/**
 * Settings a streaming client may ask for, in the URL and later in UpdateConfiguration, with AssemblyAI's own names.
 * Pure. Stricter than the vendor: a setting that the vendor's page does not list is refused, so that tests notice it.
 */
import { z } from 'zod';
import type { EndOfTurnRule } from './turn.ts';

export interface StreamSettings {
  readonly rule: EndOfTurnRule;
  /** Whether an end of turn is sent a second time, with capitals and punctuation. */
  readonly formatTurns: boolean;
  readonly keyterms: readonly string[];
}

const Share = z.number().min(0).max(1);
const Milliseconds = z.number().int().min(0);
/** The page on key terms: 100, of 50 characters each. */
const Terms = z.array(z.string().min(1).max(50)).max(100);
const Flag = z.enum(['true', 'false']);
const number = <T extends z.ZodType<number, number>>(schema: T) => z.coerce.number().pipe(schema);

/** A JSON array in one parameter. */
const KeytermsParameter = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('a JSON array of strings');
    return z.NEVER;
  }
});

/** AssemblyAI has more models, encodings and rates; the stand-in has Universal-Streaming on telephone audio. */
const Query = z.strictObject({
  sample_rate: z.literal('8000', 'the stand-in takes sample_rate=8000 only'),
  encoding: z.literal('pcm_mulaw', 'the stand-in takes encoding=pcm_mulaw only'),
  speech_model: z
    .enum(['universal-streaming-english', 'universal-streaming-multilingual'])
    .default('universal-streaming-english'),
  token: z.string().optional(),
  format_turns: Flag.default('false'),
  end_of_turn_confidence_threshold: number(Share).default(0.4),
  min_turn_silence: number(Milliseconds).default(400),
  max_turn_silence: number(Milliseconds).default(1_280),
  vad_threshold: number(Share).optional(),
  keyterms_prompt: KeytermsParameter.pipe(Terms).default([]),
  inactivity_timeout: number(z.number().int().min(5).max(3_600)).optional(),
  language_detection: Flag.optional(),
  speaker_labels: Flag.optional(),
  filter_profanity: Flag.optional(),
});

const Update = z.strictObject({
  type: z.literal('UpdateConfiguration'),
  end_of_turn_confidence_threshold: Share.optional(),
  min_turn_silence: Milliseconds.optional(),
  max_turn_silence: Milliseconds.optional(),
  vad_threshold: Share.optional(),
  format_turns: z.boolean().optional(),
  keyterms_prompt: Terms.optional(),
});

/** The settings that a URL asks for, or a sentence that says what is wrong with the URL. */
export function readQuery(query: URLSearchParams): StreamSettings | string {
  const parsed = Query.safeParse(Object.fromEntries(query));
  if (!parsed.success) return describe(parsed.error);
  const asked = parsed.data;
  return {
    rule: {
      confidenceThreshold: asked.end_of_turn_confidence_threshold,
      minSilenceMs: asked.min_turn_silence,
      maxSilenceMs: asked.max_turn_silence,
    },
    formatTurns: asked.format_turns === 'true',
    keyterms: asked.keyterms_prompt,
  };
}

/** `settings` after an UpdateConfiguration, or a sentence that says what is wrong. Fields left out keep their values. */
export function update(settings: StreamSettings, message: unknown): StreamSettings | string {
  const parsed = Update.safeParse(message);
  if (!parsed.success) return describe(parsed.error);
  const { data } = parsed;
  const was = settings.rule;
  return {
    rule: {
      confidenceThreshold: data.end_of_turn_confidence_threshold ?? was.confidenceThreshold,
      minSilenceMs: data.min_turn_silence ?? was.minSilenceMs,
      maxSilenceMs: data.max_turn_silence ?? was.maxSilenceMs,
    },
    formatTurns: data.format_turns ?? settings.formatTurns,
    keyterms: data.keyterms_prompt ?? settings.keyterms,
  };
}

const describe = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.') || 'message'}: ${message}`).join('; ');
