/**
 * Settings a Nova client may ask for in its URL, with Deepgram's own names and bounds.
 * Pure. Stricter than the vendor: a setting that is neither on Deepgram's page nor in use by its clients is refused, so that tests
 * notice it. `no_delay` and `alternatives` are on no page of today: deepgram-python-sdk#506, deepgram-js-sdk#353.
 */
import { z } from 'zod';
import { describe, Flag, MOST_TOKENS, PhoneAudio, Terms, tokensOf, valuesOf } from '../settings.ts';

export interface NovaSettings {
  readonly model: string;
  readonly hasInterimResults: boolean;
  readonly hasVadEvents: boolean;
  readonly isPunctuated: boolean;
  /** Silence that makes results `speech_final`, in ms; absent: never. */
  readonly endpointingMs?: number;
  /** Time without a word that makes an UtteranceEnd, in ms; absent: never. */
  readonly utteranceEndMs?: number;
}

const MODEL = /^nova-(?:3(?:-general|-medical)?|2(?:-[a-z]+)?)$/;
/** developers.deepgram.com/docs/models-languages-overview; Nova-2 is not checked. */
const NOVA_3 = new Set(
  'ar ar-AE ar-SA ar-QA ar-KW ar-SY ar-LB ar-PS ar-JO ar-EG ar-SD ar-TD ar-MA ar-DZ ar-TN ar-IQ ar-IR be bg bn bs ca cs da da-DK de de-CH el en en-US en-AU en-GB en-IN en-NZ es es-419 et fa fi fr fr-CA he hi hr hu id it ja kn ko ko-KR lt lv mk mr ms ne nl nl-BE no pa pa-IN pl pt pt-BR pt-PT ro ru sk sl sr sv sv-SE ta te th th-TH tl tr uk ur vi zh zh-CN zh-HK zh-Hans zh-Hant zh-TW multi'.split(
    ' ',
  ),
);
const NOVA_3_MEDICAL = new Set('en en-US en-AU en-CA en-GB en-IE en-IN en-NZ multi'.split(' '));
const Query = z.strictObject({
  ...PhoneAudio,
  model: z.string().regex(MODEL, 'no such model'),
  language: z.string().min(2).optional(),
  channels: z.literal('1', 'the stand-in takes channels=1 only').optional(),
  interim_results: Flag.default('false'),
  endpointing: z.union([z.literal('false'), z.coerce.number().int().min(0)]).default(10),
  utterance_end_ms: z.coerce.number().int().min(1_000).optional(),
  vad_events: Flag.default('false'),
  punctuate: Flag.default('false'),
  smart_format: Flag.default('false'),
  numerals: Flag.optional(),
  no_delay: Flag.optional(),
  filler_words: Flag.optional(),
  measurements: Flag.optional(),
  alternatives: z.coerce.number().int().min(1).optional(),
  callback: z.string().optional(),
  callback_method: z.enum(['POST', 'PUT']).optional(),
  dictation: Flag.optional(),
  diarize: Flag.optional(),
  diarize_model: z.string().optional(),
  multichannel: z.literal('false', 'the stand-in takes one channel only').optional(),
  profanity_filter: Flag.optional(),
  detect_entities: Flag.optional(),
  mip_opt_out: Flag.optional(),
  version: z.string().optional(),
  keyterm: Terms.default([]),
  keywords: Terms.default([]),
  redact: Terms.optional(),
  replace: Terms.optional(),
  search: Terms.optional(),
  tag: z.array(z.string().max(128)).optional(),
  extra: Terms.optional(),
});
const REPEATABLE = new Set(['keyterm', 'keywords', 'redact', 'replace', 'search', 'tag', 'extra']);

/** The settings that a URL asks for, or a sentence that says what is wrong with the URL. */
export function readNovaQuery(query: URLSearchParams): NovaSettings | string {
  const parsed = Query.safeParse(valuesOf(query, REPEATABLE));
  if (!parsed.success) return describe(parsed.error);
  const asked = parsed.data;
  const { endpointing, utterance_end_ms: utteranceEndMs } = asked;
  return (
    contradiction(asked) ?? {
      model: asked.model,
      hasInterimResults: asked.interim_results === 'true',
      hasVadEvents: asked.vad_events === 'true',
      isPunctuated: asked.punctuate === 'true' || asked.smart_format === 'true',
      ...(endpointing !== 'false' && { endpointingMs: endpointing }),
      ...(utteranceEndMs !== undefined && { utteranceEndMs }),
    }
  );
}

function contradiction(asked: z.infer<typeof Query>): string | undefined {
  const isNova3 = asked.model.startsWith('nova-3');
  const languages = asked.model === 'nova-3-medical' ? NOVA_3_MEDICAL : NOVA_3;
  // deepgram-python-sdk #547: how a language that the model does not hear is refused.
  if (isNova3 && asked.language !== undefined && !languages.has(asked.language))
    return 'No such model/language/tier combination found.';
  if (isNova3 && asked.keywords.length > 0)
    return 'Keywords are not supported for Nova-3. Please use `keyterm` instead.';
  if (!isNova3 && asked.keyterm.length > 0) return 'keyterm is only valid with nova-3';
  if (tokensOf(asked.keyterm) > MOST_TOKENS)
    return `Keyterm limit exceeded. The maximum number of tokens across all keyterms is ${MOST_TOKENS}.`;
  if (asked.utterance_end_ms !== undefined && asked.interim_results !== 'true')
    return 'utterance_end_ms requires interim_results=true';
  return undefined;
}
