/**
 * ElevenLabs' multi-context socket as messages: those of a client, checked, and those of the vendor.
 *
 *   query, text frames ──> checked values ; audio, final and error frames <── plain values
 *
 * Pure. Facts are from the protocol page; a comment marks what the page leaves open.
 */
import { z } from 'zod';
import { type CodeHabits, languageRefusal } from './languages.ts';

export const MAX_CONTEXTS = 5;
export const DEFAULT_CONTEXT = 'default';
const DEFAULT_SCHEDULE = [120, 160, 250, 290];

export const MODELS = [
  'eleven_flash_v2_5',
  'eleven_flash_v2',
  'eleven_turbo_v2_5',
  'eleven_turbo_v2',
  'eleven_multilingual_v2',
] as const;

/** The only format that this stand-in speaks; the others are refused by name. */
export const TELEPHONE_FORMAT = 'ulaw_8000';

/** An error that ends a socket: sent as a frame, then the socket closes with `code`. */
export class ProtocolError extends Error {
  readonly error: string;
  readonly code: number;

  constructor(error: string, message: string, code = 1008) {
    super(message);
    this.error = error;
    this.code = code;
  }
}

const onOff = z.enum(['true', 'false']).default('false');

const Query = z.object({
  model_id: z.enum(MODELS).default('eleven_multilingual_v2'),
  output_format: z.string().default('mp3_44100'),
  inactivity_timeout: z.coerce.number().int().min(1).max(180).default(20), // seconds
  auto_mode: onOff,
  sync_alignment: onOff,
  language_code: z.string().optional(),
});

export interface StreamQuery {
  readonly inactivityTimeoutMs: number;
  /** Every message is spoken at once, without waiting for the schedule. */
  readonly autoMode: boolean;
  /** Alignment in every chunk, also where no character begins. */
  readonly syncAlignment: boolean;
  readonly languageCode: string | undefined;
}

/** Throws a ProtocolError naming the first parameter that is wrong. */
export function parseQuery(params: URLSearchParams, habits: CodeHabits): StreamQuery {
  const result = Query.safeParse(Object.fromEntries(params));
  if (!result.success) throw new ProtocolError('invalid_parameters', firstMistake(result.error));
  const { output_format, inactivity_timeout, auto_mode, sync_alignment, model_id, language_code } =
    result.data;
  const refusal = languageRefusal(model_id, language_code, habits);
  if (refusal !== undefined) throw new ProtocolError('unsupported_language', refusal);
  if (output_format !== TELEPHONE_FORMAT)
    throw new ProtocolError('invalid_output_format', wrongFormat(output_format));
  return {
    inactivityTimeoutMs: inactivity_timeout * 1_000,
    autoMode: auto_mode === 'true',
    syncAlignment: sync_alignment === 'true',
    languageCode: language_code,
  };
}

export const wrongFormat = (format: string): string =>
  `output_format "${format}" is not spoken by this stand-in; ask for ${TELEPHONE_FORMAT}`;

const Settings = z.object({
  stability: z.number().min(0).max(1).nullish(),
  similarity_boost: z.number().min(0).max(1).nullish(),
  style: z.number().min(0).max(1).nullish(),
  use_speaker_boost: z.boolean().nullish(),
  speed: z.number().min(0.7).max(1.2).nullish(),
});

const Message = z.object({
  text: z.string().nullish(),
  context_id: z.string().min(1).nullish(),
  flush: z.boolean().nullish(),
  close_context: z.boolean().nullish(),
  close_socket: z.boolean().nullish(),
  voice_settings: Settings.nullish(),
  generation_config: z
    .object({ chunk_length_schedule: z.array(z.number().int().min(50).max(500)).min(1).nullish() })
    .nullish(),
  'xi-api-key': z.string().nullish(),
  xi_api_key: z.string().nullish(),
});

export interface ClientMessage {
  readonly contextId: string | undefined;
  readonly text: string | undefined;
  readonly flush: boolean;
  /** False differs from absent: the vendor ignores the text of a message with false. */
  readonly closeContext: boolean | undefined;
  readonly closeSocket: boolean;
  /** Carries settings, which only the first message of a context may. */
  readonly hasSettings: boolean;
  readonly schedule: readonly number[];
  readonly apiKey: string | undefined;
}

/** Throws a ProtocolError when the frame is no JSON object or a field of it is wrong. */
export function parseMessage(frame: string): ClientMessage {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    throw new ProtocolError('invalid_message', 'The message is not valid JSON');
  }
  const result = Message.safeParse(json);
  if (!result.success) throw new ProtocolError('invalid_message', firstMistake(result.error));
  const { data } = result;
  return {
    contextId: data.context_id ?? undefined,
    text: data.text ?? undefined,
    flush: data.flush ?? false,
    closeContext: data.close_context ?? undefined,
    closeSocket: data.close_socket ?? false,
    hasSettings: data.voice_settings != null || data.generation_config != null,
    schedule: data.generation_config?.chunk_length_schedule ?? DEFAULT_SCHEDULE,
    apiKey: data['xi-api-key'] ?? data.xi_api_key ?? undefined,
  };
}

const firstMistake = ({ issues }: z.ZodError): string => {
  const [issue] = issues;
  return `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'invalid'}`;
};

export const errorFrame = ({ message, error, code }: ProtocolError): string =>
  JSON.stringify({ message, error, code });

/** The errors in the vendor's words. Only the first two messages are documented. */
export const tooManyContexts = () =>
  new ProtocolError(
    'max_active_conversations',
    `Maximum simultaneous contexts per WebSocket connection exceeded (${MAX_CONTEXTS}). Please close an existing context before opening a new one.`,
  );
export const inputTimeout = (timeoutMs: number) =>
  new ProtocolError(
    'input_timeout_exceeded',
    `Have not received a new text input within the timeout of ${timeoutMs / 1_000} seconds. Streaming input terminated. Please send text or an empty string to keep the stream open.`,
  );
export const invalidKey = () => new ProtocolError('invalid_api_key', 'Invalid API key');
export const quotaExceeded = () =>
  new ProtocolError('quota_exceeded', 'This request exceeds your quota. You have 0 credits remaining.');
export const settingsChanged = () =>
  new ProtocolError(
    'invalid_message',
    'voice_settings field must be provided in the first message and then either be not provided or not change.',
  );
export const unfitVoice = () => new ProtocolError('', 'message too big', 1009);
export const settingsTooLate = (contextId: string) =>
  new ProtocolError(
    'invalid_message',
    `Context "${contextId}" is already initialised; voice_settings and generation_config belong in its first message`,
  );
