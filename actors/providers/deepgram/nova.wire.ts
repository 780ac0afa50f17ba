/**
 * Deepgram Nova's messages as ours, and our options as its query.
 *
 *   Nova JSON ──parseNovaMessage──> NovaMessage        settings, SttOptions ──novaQuery──> /v1/listen?…
 *
 * Pure: no socket, no clock. Tolerates nulls, extra fields and message types that are new to us; converts seconds to
 * ms, once. nova.turns.ts makes turns of the results.
 */
import { z } from 'zod';
import { VoiceError } from '../../../machines/errors.ts';
import { SAMPLE_RATE_HZ } from '../../audio/mulaw.ts';
import type { SttOptions } from '../stt-provider.ts';

/** Times are ms of audio since the socket's first byte. */
export interface NovaWord {
  /** The word as written, with punctuation where there is any. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Nova's results for the span that is not final yet, or has just become final. */
export interface NovaResults {
  readonly kind: 'results';
  /** End of the span: how much audio was judged. */
  readonly transcribedMs: number;
  readonly transcript: string;
  readonly words: readonly NovaWord[];
  /** The span is closed: the next results begin behind it. */
  readonly isFinal: boolean;
  /** Silence of `endpointing` ms followed. */
  readonly isSpeechFinal: boolean;
}

export type NovaMessage =
  | NovaResults
  /** No word for `utterance_end_ms`; `lastWordEndMs` is negative when there was none. */
  | { readonly kind: 'utteranceEnd'; readonly lastWordEndMs: number }
  | { readonly kind: 'ignored' };

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() ?? '');
const ms = z.number().transform((seconds) => Math.round(seconds * 1_000));
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const Word = z
  .object({ word: text, punctuated_word: z.string().nullish(), start: ms, end: ms })
  .transform(({ word, punctuated_word: punctuated, start, end }) => ({
    text: punctuated?.trim() || word,
    startMs: start,
    endMs: end,
  }));
const Alternative = z.object({
  transcript: text,
  words: z
    .array(Word)
    .nullish()
    .transform((words) => words ?? []),
});
const Message = z.object({ type: z.string().min(1) });
const Results = z.object({
  start: z.number(),
  duration: z.number(),
  is_final: flag,
  speech_final: flag,
  channel: z.object({ alternatives: z.array(Alternative) }),
});
const UtteranceEnd = z.object({ last_word_end: ms });

/** One Nova message as ours. Throws STT_PROTOCOL when it is ours but unreadable. */
export function parseNovaMessage(json: unknown): NovaMessage {
  const { type } = read(Message, json, 'message');
  switch (type) {
    case 'Results':
      return parseResults(json);
    case 'UtteranceEnd':
      return { kind: 'utteranceEnd', lastWordEndMs: read(UtteranceEnd, json, type).last_word_end };
    default:
      return { kind: 'ignored' };
  }
}

function parseResults(json: unknown): NovaMessage {
  const {
    start,
    duration,
    is_final: isFinal,
    speech_final: isSpeechFinal,
    channel,
  } = read(Results, json, 'Results');
  const [best = { transcript: '', words: [] }] = channel.alternatives;
  return {
    kind: 'results',
    transcribedMs: Math.round((start + duration) * 1_000),
    ...best,
    isFinal,
    isSpeechFinal,
  };
}

/** Zod names fields and types, never values, so what a caller said cannot reach the error. */
function read<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new VoiceError(
    'STT_PROTOCOL',
    `Deepgram Nova sent a ${what} that cannot be read; expected the /v1/listen protocol: check the base URL, then actors/providers/deepgram/nova.wire.ts against the vendor's changelog`,
    { details: { what, problem: z.prettifyError(result.error) } },
  );
}

/** Models that take `keyterm`; Nova-2 does not. */
export type NovaModel = 'nova-3' | 'nova-3-general' | 'nova-3-medical';

/** The options of every session, whatever the call. */
export interface NovaListening {
  readonly model: NovaModel;
  /** BCP 47, or `multi`; the vendor's English when absent. */
  readonly language?: string;
  /** Silence that makes results `speech_final`, in ms. The vendor's default of 10 ends turns within sentences. */
  readonly endpointingMs: number;
  /** Time without a word that makes an UtteranceEnd, in ms, 1,000 or more; absent: none. Works in noise, too. */
  readonly utteranceEndMs?: number;
  /** Dates, amounts and the like in written form. Default false: smart formatting delays results. */
  readonly smartFormat?: boolean;
  /** Digits for number words; the vendor's default, false, when absent. */
  readonly numerals?: boolean;
}

/** Raw mu-law, interim results and punctuation always: turns are made of them. */
export const novaQuery = (listening: NovaListening, { keyterms }: SttOptions) => ({
  model: listening.model,
  encoding: 'mulaw' as const,
  sample_rate: SAMPLE_RATE_HZ,
  channels: 1,
  interim_results: 'true' as const,
  punctuate: 'true' as const,
  vad_events: 'true' as const,
  smart_format: flagOf(listening.smartFormat),
  endpointing: listening.endpointingMs,
  ...(listening.utteranceEndMs !== undefined && { utterance_end_ms: listening.utteranceEndMs }),
  ...(listening.numerals !== undefined && { numerals: flagOf(listening.numerals) }),
  ...(listening.language !== undefined && { language: listening.language }),
  ...(keyterms !== undefined && { keyterm: [...keyterms] }),
});

/** The SDK takes booleans as text only. */
const flagOf = (value = false) => (value ? ('true' as const) : ('false' as const));
