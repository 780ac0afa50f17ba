/**
 * Requests to Cartesia, on its speech socket and over HTTP; events.ts reads the answers.
 *
 *   voice, text ──> frames of text, end and cancel
 *
 * Pure. Facts are from docs.cartesia.ai, Cartesia's SDKs and the plugins of pipecat and LiveKit; comments name the places
 * where these differ.
 */
import type { ContextProtocol } from '../contexts/protocol.ts';
import type { VoiceNames } from '../contexts/refusal.ts';
import { readFrame } from './events.ts';
import { readAnswer, readClose } from './refusals.ts';

/**
 * The API version of these frames, the first whose errors are objects. Version 2026-08-14 takes a voice as a plain id; by
 * one source that version refuses the form below, another source has seen it accepted.
 */
const API_VERSION = '2026-03-01';

export interface CartesiaVoice {
  /** UUID of a voice. */
  readonly voiceId: string;
  /** A model's name, `sonic-3.6`, or a dated snapshot, `sonic-3.6-2026-08-27`. */
  readonly modelId: string;
  /** ISO 639-1; absent leaves the choice to the vendor. */
  readonly language?: string;
  /** 0.6 to 1.5 times the voice's own pace; `sonic-3` and later. LiveKit's plugin allows 2, the API does not. */
  readonly speed?: number;
  /** 0.5 to 2 times the voice's own volume; `sonic-3` and later. */
  readonly volume?: number;
  /** One of the vendor's sixty words, `calm` among them; English only. */
  readonly emotion?: string;
  readonly pronunciationDictId?: string;
}

export interface CartesiaAddress {
  /** `wss:` or `https:`, with or without a trailing slash; the other scheme is derived. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

export const namesOf = ({ voiceId, modelId }: CartesiaVoice): VoiceNames => ({
  voiceId,
  modelId,
  apiKeyKey: 'CARTESIA_API_KEY',
  voiceKey: 'CARTESIA_VOICE_ID',
  baseUrlKey: 'CARTESIA_BASE_URL',
});

const trimmed = (baseUrl: string) => baseUrl.replace(/\/+$/, '');
export const socketUrl = (baseUrl: string) => `${trimmed(baseUrl.replace(/^http/, 'ws'))}/tts/websocket`;
export const clipUrl = (baseUrl: string) => `${trimmed(baseUrl.replace(/^ws/, 'http'))}/tts/sse`;

/** The SDKs and the newest pages send a key as `Authorization`; plugins still send it as `X-API-Key`. */
export const headersOf = (apiKey: string): Record<string, string> => ({
  authorization: `Bearer ${apiKey}`,
  'cartesia-version': API_VERSION,
});

/**
 * The part that all requests of a voice share, on the socket and over HTTP; within a context it must not change. Times are
 * requested in the words that were sent: normalised times spell numbers out.
 */
export function requestOf({ voiceId, modelId, language, pronunciationDictId, ...controls }: CartesiaVoice) {
  const { speed, volume, emotion } = controls;
  const config = { speed, volume, emotion };
  const isGiven = Object.values(config).some((value) => value !== undefined);
  return {
    model_id: modelId,
    voice: { mode: 'id', id: voiceId },
    output_format: { container: 'raw', encoding: 'pcm_mulaw', sample_rate: 8_000 },
    add_timestamps: true,
    use_normalized_timestamps: false,
    ...(language !== undefined && { language }),
    ...(isGiven && { generation_config: config }),
    ...(pronunciationDictId !== undefined && { pronunciation_dict_id: pronunciationDictId }),
  };
}

/**
 * The vendor speaks a piece at once: its own buffer, three seconds by default, is for clients that send single words. The
 * vendor joins texts as they are, so each piece ends with a space.
 */
export const textFrame = (voice: CartesiaVoice, contextId: string, text: string) =>
  JSON.stringify({
    ...requestOf(voice),
    max_buffer_delay_ms: 0,
    context_id: contextId,
    transcript: `${text.trim()} `,
    continue: true,
  });

/** The pages and the SDKs end a context with an empty transcript, LiveKit's plugin with a space. */
export const finishFrame = (voice: CartesiaVoice, contextId: string) =>
  JSON.stringify({
    ...requestOf(voice),
    max_buffer_delay_ms: 0,
    context_id: contextId,
    transcript: '',
    continue: false,
  });

export const cancelFrame = (contextId: string) => JSON.stringify({ context_id: contextId, cancel: true });

/**
 * The vendor ends a finished context by itself, and an unfinished one a second after its last audio (five, by an older page).
 * A socket has no known limit of contexts ("dozens"); an account has a limit of open ones, and a context beyond that limit
 * fails with 429. By the guide the vendor still speaks the piece under way of a cancelled context; by the reference nothing
 * more comes. `ContextSocket` drops that audio either way.
 */
export const createProtocol = (
  { baseUrl, apiKey }: CartesiaAddress,
  voice: CartesiaVoice,
): ContextProtocol => ({
  vendor: 'cartesia',
  url: new URL(socketUrl(baseUrl)).href,
  headers: headersOf(apiKey),
  names: namesOf(voice),
  maxContexts: Number.POSITIVE_INFINITY,
  open: (id, text) => [textFrame(voice, id, text)],
  append: (id, text) => [textFrame(voice, id, text)],
  timesRestart: false,
  finish: (id) => [finishFrame(voice, id)],
  end: () => [],
  drop: (id) => [cancelFrame(id)],
  read: readFrame,
  readAnswer,
  readClose,
});
