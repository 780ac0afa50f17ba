/**
 * Deepgram Flux's messages as our facts, and our options as its query.
 *
 *   Flux JSON ──parseFluxMessage──> FluxMessage        SttOptions ──fluxQuery──> /v2/listen?…
 *   EndpointingConfig ──fluxThresholds──> Configure
 *
 * Pure: no socket, no clock. Tolerates nulls, extra fields and message types that are new to us; converts seconds to
 * ms, once. The `stt` actor checks the order of facts.
 */
import type { Deepgram } from '@deepgram/sdk';
import { z } from 'zod';
import { VoiceError } from '../../../machines/errors.ts';
import { SAMPLE_RATE_HZ } from '../../audio/mulaw.ts';
import type { EndpointingConfig, SttOptions, TurnFact } from '../stt-provider.ts';

export type FluxMessage =
  | { readonly kind: 'connected'; readonly requestId: string }
  | { readonly kind: 'turn'; readonly fact: TurnFact }
  /** The answer to our Configure; `reason` is the vendor's word for a refusal, and may be empty. */
  | { readonly kind: 'configured'; readonly accepted: true }
  | { readonly kind: 'configured'; readonly accepted: false; readonly reason: string }
  /** The session is over; the vendor closes the socket next. */
  | { readonly kind: 'fatal'; readonly code: string; readonly description: string }
  | { readonly kind: 'ignored' };

const TURN_KINDS: Readonly<Record<string, TurnFact['kind']>> = {
  StartOfTurn: 'startOfTurn',
  Update: 'update',
  EagerEndOfTurn: 'eagerEndOfTurn',
  TurnResumed: 'turnResumed',
  EndOfTurn: 'endOfTurn',
};

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() ?? '');

const Message = z.object({ type: z.string().min(1) });
const Connected = z.object({ request_id: text });
/** The SDK's types have `code` and `description`; pipecat has read `error`. */
const Failure = z
  .object({ code: text, description: text, error: text })
  .transform(({ code, description, error }) => ({ code, description: description || error }));
/** The SDK's types have ids alone; pipecat reads these fields. */
const ConfigureFailure = z
  .object({ error_code: text, code: text, description: text })
  .transform(({ error_code, code, description }) =>
    [error_code || code, description].filter(Boolean).join(': '),
  );
const TurnEvent = z.object({ event: z.string() });
const TurnInfo = z.object({
  turn_index: z.number().int().min(0),
  audio_window_end: z.number().nullish(), // seconds of audio since the socket's first byte
  transcript: text,
  words: z.array(z.object({ end: z.number().nullish() })).nullish(), // seconds, as above
  end_of_turn_confidence: z.number().nullish(),
  trigger: z.string().nullish(),
});

/** One Flux message as ours. Throws STT_PROTOCOL when it is ours but unreadable. */
export function parseFluxMessage(json: unknown): FluxMessage {
  const { type } = read(Message, json, 'message');
  switch (type) {
    case 'Connected':
      return { kind: 'connected', requestId: read(Connected, json, type).request_id };
    case 'TurnInfo':
      return parseTurn(json);
    case 'ConfigureSuccess':
      return { kind: 'configured', accepted: true };
    case 'ConfigureFailure':
      return { kind: 'configured', accepted: false, reason: read(ConfigureFailure, json, type) };
    case 'Error':
    case 'FatalError': // the name in pipecat and in the SDK's examples
      return { kind: 'fatal', ...read(Failure, json, type) };
    default:
      return { kind: 'ignored' };
  }
}

function parseTurn(json: unknown): FluxMessage {
  const kind = TURN_KINDS[read(TurnEvent, json, 'TurnInfo').event];
  if (kind === undefined) return { kind: 'ignored' };
  const turn = read(TurnInfo, json, 'TurnInfo');
  const speechEnd = turn.words?.at(-1)?.end;
  return {
    kind: 'turn',
    fact: {
      kind,
      turnIndex: turn.turn_index,
      text: turn.transcript,
      ...(speechEnd != null && { speechEndMs: Math.round(speechEnd * 1_000) }),
      ...(turn.audio_window_end != null && { transcribedMs: Math.round(turn.audio_window_end * 1_000) }),
      ...(turn.end_of_turn_confidence != null && { confidence: turn.end_of_turn_confidence }),
      ...(turn.trigger != null && { trigger: turn.trigger }),
    },
  };
}

/** Zod names fields and types, never values, so what a caller said cannot reach the error. */
function read<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new VoiceError(
    'STT_PROTOCOL',
    `Deepgram Flux sent a ${what} that cannot be read; expected the /v2/listen protocol: check the base URL, then actors/providers/deepgram/flux.wire.ts against the vendor's changelog`,
    { details: { what, problem: z.prettifyError(result.error) } },
  );
}

export type FluxModel = Deepgram.ListenV2Model;

/** The options of every session, whatever the call. */
export interface FluxListening {
  readonly model: FluxModel;
  /** ISO 639-1; refused with `flux-general-en`. */
  readonly languageHint?: string;
}

/** The query of a session: raw mu-law, and only those thresholds that were chosen. */
export const fluxQuery = (options: SttOptions, { model, languageHint }: FluxListening) => ({
  model,
  encoding: 'mulaw' as const,
  sample_rate: SAMPLE_RATE_HZ,
  ...(options.eotThreshold !== undefined && { eot_threshold: options.eotThreshold }),
  ...(options.eagerEotThreshold !== undefined && { eager_eot_threshold: options.eagerEotThreshold }),
  ...(options.eotTimeoutMs !== undefined && { eot_timeout_ms: options.eotTimeoutMs }),
  ...(options.keyterms !== undefined && { keyterm: [...options.keyterms] }),
  ...(languageHint !== undefined && { language_hint: [languageHint] }),
});

/**
 * `EndpointingConfig` as Flux takes it. Flux refuses an eager threshold above the other one: the eager one follows a lower
 * `eotThreshold` down, and goes back to what was chosen with a higher one.
 */
export const fluxThresholds = (
  { eotThreshold, eotTimeoutMs }: EndpointingConfig,
  eagerEotThreshold: number | undefined,
) => ({
  ...(eotThreshold !== undefined && { eot_threshold: eotThreshold }),
  ...(eotThreshold !== undefined &&
    eagerEotThreshold !== undefined && { eager_eot_threshold: Math.min(eagerEotThreshold, eotThreshold) }),
  ...(eotTimeoutMs !== undefined && { eot_timeout_ms: eotTimeoutMs }),
});
