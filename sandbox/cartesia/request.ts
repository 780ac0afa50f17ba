/**
 * Requests for speech, on the socket and over HTTP, checked as Cartesia checks them.
 *
 *   json ──> checked request, or a Refusal with the first mistake
 *
 * Pure. Ranges and names are from docs.cartesia.ai and the types of the vendor's SDKs.
 */
import { z } from 'zod';
import { isSpeakable } from '../voice/speakable.ts';
import {
  invalidRequest,
  languageNotSupported,
  modelNotFound,
  modelSunsetted,
  voiceNotFound,
} from './refusal.ts';

const MODELS = /^sonic-(latest|3\.6(-2026-08-27)?|3\.5(-2026-05-04)?|3(-2026-01-12|-latest)?)$/;
/** Models that Cartesia withdrew on 2026-06-01 and on 2026-10-20. */
const SUNSET = /^sonic(-english|-multilingual|-preview|-2.*|-turbo.*|-3-2025-10-27)?$/;
const LANGUAGES = new Set(
  'ar bg bn cs da de el en es fi fr gu he hi hr hu id it ja ka kn ko ml mr ms nl no or pa pl pt ro ru sk sv ta te th tl tr uk ur vi zh'.split(
    ' ',
  ),
);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** First API version in which text is buffered for three seconds by default. */
const BUFFERS_SINCE = '2025-11-04';
const DEFAULT_BUFFER_MS = 3_000;

const Request = z.object({
  model_id: z.string(),
  transcript: z.string(),
  voice: z.union([z.string(), z.object({ id: z.string() })]),
  language: z.string().nullish(),
  output_format: z.object({
    container: z.enum(['raw', 'wav', 'mp3']),
    encoding: z.enum(['pcm_f32le', 'pcm_s16le', 'pcm_mulaw', 'pcm_alaw']).optional(),
    sample_rate: z.union([8_000, 16_000, 22_050, 24_000, 44_100, 48_000].map((rate) => z.literal(rate))),
  }),
  generation_config: z
    .object({
      speed: z.number().min(0.6).max(1.5).nullish(),
      volume: z.number().min(0.5).max(2).nullish(),
      emotion: z.string().nullish(),
    })
    .nullish(),
  context_id: z.string().min(1).nullish(),
  continue: z.boolean().nullish(),
  flush: z.boolean().nullish(),
  add_timestamps: z.boolean().nullish(),
  use_normalized_timestamps: z.boolean().nullish(),
  max_buffer_delay_ms: z.number().int().min(0).max(5_000).nullish(),
  pronunciation_dict_id: z.string().nullish(),
});

export interface SpeechRequest {
  readonly contextId: string | undefined;
  readonly transcript: string;
  readonly isSpeakable: boolean;
  /** More text follows for this context. */
  readonly continues: boolean;
  readonly flush: boolean;
  readonly wordTimes: boolean;
  /** How long text may wait for more, in ms; 0 speaks at once. */
  readonly bufferMs: number;
  /** The fields that all requests of a context must share, as JSON. */
  readonly sameness: string;
}

/** Throws a Refusal. */
export function readRequest(json: unknown, version: string): SpeechRequest {
  const result = Request.safeParse(json);
  if (!result.success) throw invalidRequest(firstMistake(result.error));
  const { data } = result;
  if (SUNSET.test(data.model_id)) throw modelSunsetted();
  if (!MODELS.test(data.model_id)) throw modelNotFound();
  const voiceId = typeof data.voice === 'string' ? data.voice : data.voice.id;
  if (!UUID.test(voiceId)) throw voiceNotFound(voiceId);
  if (data.language && !LANGUAGES.has(data.language)) throw languageNotSupported(data.language);
  const { container, encoding, sample_rate } = data.output_format;
  if (container !== 'raw') throw invalidRequest('output_format.container: only raw is spoken here');
  if (encoding === undefined) throw invalidRequest('output_format.encoding: required for raw');
  if (encoding !== 'pcm_mulaw' || sample_rate !== 8_000) {
    throw invalidRequest('output_format: this stand-in speaks pcm_mulaw at 8000 Hz and nothing else');
  }
  const { transcript, context_id, continue: continues, flush, ...sameness } = data;
  return {
    contextId: context_id ?? undefined,
    transcript,
    isSpeakable: isSpeakable(transcript),
    continues: continues ?? false,
    flush: flush ?? false,
    wordTimes: data.add_timestamps ?? false,
    bufferMs: data.max_buffer_delay_ms ?? (version < BUFFERS_SINCE ? 0 : DEFAULT_BUFFER_MS),
    sameness: JSON.stringify(sameness),
  };
}

const firstMistake = ({ issues }: z.ZodError): string => {
  const [issue] = issues;
  return `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'invalid'}`;
};
