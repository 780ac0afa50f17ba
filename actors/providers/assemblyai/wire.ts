/**
 * AssemblyAI's streaming messages as ours, and our options as its query and its UpdateConfiguration.
 *
 *   v3 JSON ──parseAssemblyAiMessage──> AssemblyAiMessage      options ──assemblyAiQuery──> /v3/ws?…
 *
 * Pure: no socket, no clock, no memory. Tolerates nulls, extra fields and message types that are new to us. turns.ts
 * compares a Turn with the one before it.
 */
import { z } from 'zod';
import { VoiceError } from '../../../machines/errors.ts';
import { joined } from '../../../machines/text/written.ts';
import { SAMPLE_RATE_HZ } from '../../audio/mulaw.ts';
import { parseJson } from '../json.ts';
import type { EndpointingConfig, SttOptions } from '../stt-provider.ts';

/** One Turn message: all that the vendor knows of a turn by then. */
export interface VendorTurn {
  /** The vendor's count of turns. */
  readonly order: number;
  /** The whole turn so far, trimmed, with the word that may still change. */
  readonly text: string;
  /** End of the last word, in ms of the vendor's stream. */
  readonly speechEndMs?: number;
  /** Confidence that the turn is over, 0 to 1. */
  readonly confidence?: number;
  readonly isEnd: boolean;
  /** An utterance is complete: a pause, and no word that may still change (vendor's message sequence page). */
  readonly isBoundary: boolean;
}

export type AssemblyAiMessage =
  | { readonly kind: 'begin'; readonly id: string }
  | { readonly kind: 'turn'; readonly turn: VendorTurn }
  /** The session is over; the vendor closes the socket next, with the same code. */
  | { readonly kind: 'error'; readonly code?: number; readonly reason: string }
  | { readonly kind: 'ignored' };

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() ?? '');

const Message = z.object({ type: z.string().min(1) });
const Begin = z.object({ id: text });
/** Some of the vendor's errors have no type; its SDK goes by `error` alone (service.ts), and so do we. */
const Failure = z.object({ error_code: z.coerce.number().int().nullish().catch(undefined), error: text });
const Untyped = z.object({ type: z.null().optional(), error: z.string() });
const isFailure = (json: unknown): boolean => Untyped.safeParse(json).success;
const Turn = z.object({
  turn_order: z.number().int().min(0),
  transcript: text,
  words: z.array(z.object({ text, end: z.number().nullish() })).nullish(), // ms of audio
  end_of_turn: z.boolean(),
  end_of_turn_confidence: z.number().nullish(),
  utterance: text,
});

/** One text message as ours. Throws STT_PROTOCOL when it is not JSON, or ours but unreadable. */
export function parseAssemblyAiMessage(data: string): AssemblyAiMessage {
  const json = parseJson(data);
  if (json === undefined) throw unreadable('message', 'it is not JSON');
  if (isFailure(json)) return toError(read(Failure, json, 'Error'));
  const { type } = read(Message, json, 'message');
  switch (type) {
    case 'Begin':
      return { kind: 'begin', id: read(Begin, json, type).id };
    case 'Turn':
      return { kind: 'turn', turn: toTurn(read(Turn, json, type)) };
    case 'Error':
      return toError(read(Failure, json, type));
    default:
      return { kind: 'ignored' };
  }
}

const toError = ({ error_code: code, error: reason }: z.output<typeof Failure>): AssemblyAiMessage => ({
  kind: 'error',
  ...(code != null && { code }),
  reason,
});

/** Before the end `transcript` lacks the words that may still change, and `words` has them all. */
function toTurn(turn: z.output<typeof Turn>): VendorTurn {
  const words = turn.words ?? [];
  const spoken = words.map((word) => word.text).reduce(joined, '');
  const speechEnd = words.at(-1)?.end;
  return {
    order: turn.turn_order,
    text: turn.end_of_turn ? turn.transcript || spoken : spoken || turn.transcript,
    ...(speechEnd != null && { speechEndMs: speechEnd }),
    ...(turn.end_of_turn_confidence != null && { confidence: turn.end_of_turn_confidence }),
    isEnd: turn.end_of_turn,
    isBoundary: turn.utterance !== '',
  };
}

/** Zod names fields and types, never values, so what a caller said cannot reach the error. */
function read<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw unreadable(what, z.prettifyError(result.error));
}

const unreadable = (what: string, problem: string) =>
  new VoiceError(
    'STT_PROTOCOL',
    `AssemblyAI sent a ${what} that cannot be read; expected the v3 streaming protocol: check the base URL, then actors/providers/assemblyai/wire.ts against the vendor's changelog`,
    { details: { what, problem } },
  );

/** When the vendor ends a turn; the vendor's default where absent. */
export interface EndOfTurnRule {
  /** 0 to 1; at 1 only silence ends a turn. Vendor default 0.4. */
  readonly confidenceThreshold?: number | undefined;
  /** Silence in ms that a confident end of turn needs. Vendor default 400. */
  readonly minSilenceMs?: number | undefined;
  /** Silence in ms that ends a turn regardless. Vendor default 1,280. */
  readonly maxSilenceMs?: number | undefined;
}

/**
 * The query of a session: raw mu-law, unformatted (formatting delays the end), and only the settings that were
 * chosen.
 */
export function assemblyAiQuery(
  speechModel: string,
  rule: EndOfTurnRule,
  keyterms: SttOptions['keyterms'] = [],
): URLSearchParams {
  return new URLSearchParams({
    sample_rate: String(SAMPLE_RATE_HZ),
    encoding: 'pcm_mulaw',
    speech_model: speechModel,
    format_turns: 'false',
    ...(rule.confidenceThreshold !== undefined && {
      end_of_turn_confidence_threshold: String(rule.confidenceThreshold),
    }),
    ...(rule.minSilenceMs !== undefined && { min_turn_silence: String(rule.minSilenceMs) }),
    ...(rule.maxSilenceMs !== undefined && { max_turn_silence: String(rule.maxSilenceMs) }),
    ...(keyterms.length > 0 && { keyterms_prompt: JSON.stringify(keyterms) }),
  });
}

/** `eotThreshold` is the vendor's confidence threshold, `eotTimeoutMs` its longest silence, both number for number. */
export const updateConfiguration = ({ eotThreshold, eotTimeoutMs }: EndpointingConfig) => ({
  type: 'UpdateConfiguration',
  ...(eotThreshold !== undefined && { end_of_turn_confidence_threshold: eotThreshold }),
  ...(eotTimeoutMs !== undefined && { max_turn_silence: eotTimeoutMs }),
});
