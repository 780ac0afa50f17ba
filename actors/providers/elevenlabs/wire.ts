/**
 * ElevenLabs' multi-context socket: the frames that we send, and the facts in the frames that we receive.
 *
 *   open, text, close ──> frames out        frames in ──> audio, final, failed
 *
 * Pure and tolerant: both spellings of every key, nulls and unknown frames are normal.
 */
import type { ContextProtocol, SpeechFact } from '../contexts/protocol.ts';
import { readError, type VoiceNames } from '../contexts/refusal.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import type { Alignment } from '../tts-provider.ts';
import { causeOfWords, readAnswer, readClose } from './refusals.ts';

export interface VoiceSettings {
  /** 0 to 1. */
  readonly stability?: number;
  /** 0 to 1. */
  readonly similarityBoost?: number;
  /** 0 to 1. */
  readonly style?: number;
  readonly useSpeakerBoost?: boolean;
  /** 0.7 to 1.2; 1 is the voice's own pace. */
  readonly speed?: number;
}

export interface VoiceAddress {
  /** `wss:` or `https:`, with or without a trailing slash; the other scheme is derived. */
  readonly baseUrl: string;
  readonly voiceId: string;
  readonly modelId: string;
  /** ISO 639-1; absent lets the model guess. */
  readonly languageCode?: string;
}

export const namesOf = ({ voiceId, modelId }: VoiceAddress): VoiceNames => ({
  voiceId,
  modelId,
  apiKeyKey: 'ELEVENLABS_API_KEY',
  voiceKey: 'ELEVENLABS_VOICE_ID',
  baseUrlKey: 'ELEVENLABS_BASE_URL',
});

/** The vendor closes an idle socket after this long; 180 s is its maximum. */
const INACTIVITY_TIMEOUT_S = 180;

export const toHttpUrl = (baseUrl: string) => baseUrl.replace(/^ws/, 'http').replace(/\/+$/, '');

export function socketUrl({ baseUrl, voiceId, modelId, languageCode }: VoiceAddress): string {
  const base = baseUrl.replace(/^http/, 'ws').replace(/\/+$/, '');
  const query = new URLSearchParams({
    model_id: modelId,
    output_format: 'ulaw_8000',
    auto_mode: 'true',
    inactivity_timeout: String(INACTIVITY_TIMEOUT_S),
    sync_alignment: 'true',
    ...(languageCode !== undefined && { language_code: languageCode }),
  });
  return `${base}/v1/text-to-speech/${encodeURIComponent(voiceId)}/multi-stream-input?${query}`;
}

/** The first message of a context: a single space, and the only place where settings are accepted. */
export function openFrame(contextId: string, settings: VoiceSettings = {}): string {
  const { stability, similarityBoost, style, useSpeakerBoost, speed } = settings;
  const voiceSettings = {
    stability,
    similarity_boost: similarityBoost,
    style,
    use_speaker_boost: useSpeakerBoost,
    speed,
  };
  const isGiven = Object.values(voiceSettings).some((value) => value !== undefined);
  return JSON.stringify({
    text: ' ',
    context_id: contextId,
    ...(isGiven && { voice_settings: voiceSettings }),
  });
}

/** The vendor wants every piece of text to end with a space. */
export const textFrame = (contextId: string, text: string) =>
  JSON.stringify({ text: `${text.trim()} `, context_id: contextId });

export const flushFrame = (contextId: string) => JSON.stringify({ context_id: contextId, flush: true });

/**
 * Ends a context. The vendor may forget text that it has not begun to speak, also flushed text, and then reports the end without
 * any audio (pipecat#4681, #5271): sent only once the last text is being spoken. An unknown id would open a context.
 */
export const closeFrame = (contextId: string) =>
  JSON.stringify({ context_id: contextId, close_context: true });

/** Models without a socket: it is answered 403 without a word, while HTTP speaks (livekit/agents#3235, #4901; pipecat#4375). */
const WITHOUT_SOCKET = /^eleven_v3/;

/** The vendor refuses a sixth context by closing the socket under the other five; one slot stays free. */
const MAX_PENDING_CONTEXTS = 4;

/**
 * Settings belong in the first message of every context (asyncapi.yml). By pipecat PR#4499 a second context that repeats them ends the
 * socket with 1008: after such an end, only the first context of a socket brings them.
 */
export function createProtocol(
  address: VoiceAddress,
  apiKey: string,
  settings: VoiceSettings,
): ContextProtocol {
  let areSettingsOnce = false;
  const learn = (words: string) => {
    areSettingsOnce ||= /voice_settings.*first message/.test(words);
  };
  return {
    vendor: 'elevenlabs',
    url: new URL(socketUrl(address)).href,
    headers: { 'xi-api-key': apiKey },
    names: namesOf(address),
    maxContexts: MAX_PENDING_CONTEXTS,
    timesRestart: true,
    open: (id, text, isFirst) => [
      openFrame(id, areSettingsOnce && !isFirst ? {} : settings),
      textFrame(id, text),
    ],
    append: (id, text) => [textFrame(id, text)],
    finish: (id) => [flushFrame(id)],
    end: (id) => [closeFrame(id)],
    drop: (id, isEnding) => (isEnding ? [] : [closeFrame(id)]),
    read(message) {
      const facts = readFrame(message);
      if (facts.some(({ kind }) => kind === 'failed')) learn(message);
      return facts;
    },
    readAnswer(status, body) {
      const judgement = readAnswer(status, body);
      const isWordless = status === 403 && judgement.reason === '';
      return isWordless && WITHOUT_SOCKET.test(address.modelId)
        ? { ...judgement, cause: 'model' }
        : judgement;
    },
    readClose(code, reason) {
      learn(reason);
      return readClose(code, reason);
    },
  };
}

/** The facts of one message, in the order they apply; none when the message does not matter to a call. */
export function readFrame(message: string): SpeechFact[] {
  const frame = parseJson(message);
  if (!isObject(frame)) return [{ kind: 'garbage' }];
  const isError = frame.error || frame.detail || frame.type === 'error';
  if (isError || (typeof frame.code === 'number' && typeof frame.message === 'string')) {
    return [readFailure(frame)];
  }
  const contextId = frame.contextId ?? frame.context_id;
  if (typeof contextId !== 'string') return [];

  const facts: SpeechFact[] = [];
  const times = readAlignment(frame.alignment) ?? readAlignment(frame.normalizedAlignment);
  const audio = Buffer.from(typeof frame.audio === 'string' ? frame.audio : '', 'base64');
  if (audio.length > 0) facts.push({ kind: 'audio', contextId, audio, ...(times && { times }) });
  else if (times) facts.push({ kind: 'times', contextId, times });
  if (frame.isFinal === true || frame.is_final === true) facts.push({ kind: 'final', contextId });
  return facts;
}

/** An error names its context where the vendor means one context only. */
function readFailure(frame: Json): SpeechFact {
  const { reason, words } = readError(frame);
  const contextId = frame.contextId ?? frame.context_id;
  const isOfContext = typeof contextId === 'string' && contextId !== '';
  return {
    kind: 'failed',
    reason: reason || 'an error',
    cause: causeOfWords(words),
    ...(isOfContext && { contextId }),
  };
}

/** The names of the lists: on the socket, where two spellings are in use, and over HTTP. */
const CHARS = ['chars', 'characters'];
const STARTS = ['charStartTimesMs', 'charsStartTimesMs', 'char_start_times_ms'];
const DURATIONS = ['charDurationsMs', 'charsDurationsMs', 'char_durations_ms'];
const STARTS_S = ['characterStartTimesSeconds', 'character_start_times_seconds'];
const ENDS_S = ['characterEndTimesSeconds', 'character_end_times_seconds'];

/** The times of one answer in ms, as the vendor counts them. Unequal or empty lists are no times at all, nor are lists of nulls. */
export function readAlignment(value: unknown): Alignment | undefined {
  if (!isObject(value)) return undefined;
  const listOf = (names: readonly string[]): readonly unknown[] =>
    names.map((name) => value[name]).find((list) => Array.isArray(list)) ?? [];
  const numbersOf = (names: readonly string[], factor = 1) =>
    listOf(names).map((number) => (typeof number === 'number' ? number * factor : Number.NaN));
  const chars = listOf(CHARS);
  const seconds = numbersOf(STARTS_S, 1_000);
  const startsMs = seconds.length > 0 ? seconds : numbersOf(STARTS);
  const endsMs = numbersOf(ENDS_S, 1_000);
  const durationsMs =
    endsMs.length > 0 ? endsMs.map((endMs, i) => endMs - (startsMs[i] ?? 0)) : numbersOf(DURATIONS);
  const isWhole = chars.length === startsMs.length && chars.length === durationsMs.length;
  if (!startsMs.some(Number.isFinite) || !isWhole || !isTexts(chars)) return undefined;
  return { chars, startsMs, durationsMs };
}

const isTexts = (list: readonly unknown[]): list is readonly string[] =>
  list.every((item) => typeof item === 'string');
