/**
 * Whole texts as speech over HTTP, through the vendor's SDK: greetings, fillers and apologies made ahead of need.
 *
 * Importing the SDK blocks an event loop for seconds and takes 100 MB, so the SDK is imported on first use: only the
 * process that makes clips may use it.
 */
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import { readError, rejectionOf } from '../contexts/refusal.ts';
import { ContextTimes } from '../contexts/times.ts';
import { fetchFor } from '../proxy/tunnel.ts';
import type { SpeechChunk } from '../tts-provider.ts';
import { causeOfWords } from './refusals.ts';
import { namesOf, readAlignment, toHttpUrl, type VoiceAddress, type VoiceSettings } from './wire.ts';

export interface SynthesisOptions {
  readonly address: VoiceAddress;
  readonly apiKey: string;
  readonly settings: VoiceSettings;
  readonly text: string;
  readonly signal: AbortSignal;
}

const TIMEOUT_S = 30;

/** Rejects with a VoiceError, also when aborted. */
export async function synthesize({
  address,
  apiKey,
  settings,
  text,
  signal,
}: SynthesisOptions): Promise<SpeechChunk> {
  const { baseUrl, voiceId, modelId, languageCode } = address;
  try {
    const { ElevenLabsClient } = await import('@elevenlabs/elevenlabs-js');
    signal.throwIfAborted();
    const url = toHttpUrl(baseUrl);
    const client = new ElevenLabsClient({ apiKey, baseUrl: url, maxRetries: 0, fetch: fetchFor(url) });
    const speech = await client.textToSpeech.convertWithTimestamps(
      voiceId,
      {
        text,
        modelId,
        outputFormat: 'ulaw_8000',
        ...(Object.keys(settings).length > 0 && { voiceSettings: settings }),
        ...(languageCode !== undefined && { languageCode }),
      },
      { abortSignal: signal, timeoutInSeconds: TIMEOUT_S },
    );
    const audio = Buffer.from(speech.audioBase64, 'base64');
    if (audio.length === 0) throw createError('TTS_SILENT', 'answered without any audio');
    const times = readAlignment(speech.alignment) ?? readAlignment(speech.normalizedAlignment);
    const range = { startMs: 0, endMs: audio.length / BYTES_PER_MS };
    if (!times) return { audio };
    const { chars, startsMs, durationsMs } = new ContextTimes(true).place(times, text, range);
    return { audio, ...(chars.length > 0 && { alignment: { chars, startsMs, durationsMs } }) };
  } catch (thrown) {
    throw toSynthesisError(thrown, signal, address);
  }
}

function toSynthesisError(thrown: unknown, signal: AbortSignal, address: VoiceAddress): VoiceError {
  if (thrown instanceof VoiceError) return thrown;
  if (signal.aborted) return createError('TTS_LOST', 'was stopped before its clip was ready');
  const status = statusOf(thrown);
  if (status === undefined && thrown instanceof Error && thrown.name.startsWith('ElevenLabs')) {
    return createError('TTS_UNREACHABLE', 'could not be reached over HTTP', {}, thrown.cause);
  }
  if (status === undefined || status < 400) {
    return createError('TTS_PROTOCOL', 'answered with something that is not speech', { status });
  }
  const { reason, words } = readError(bodyOf(thrown));
  return rejectionOf({
    vendor: 'elevenlabs',
    names: namesOf(address),
    cause: causeOfWords(words, status),
    what: `answered ${[status, reason].join(' ').trim()}`,
    faultCode: 'TTS_UNREACHABLE',
    facts: { status, reason },
  });
}

const bodyOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'body' in thrown ? thrown.body : undefined;

function statusOf(thrown: unknown): number | undefined {
  const isVendorError = thrown instanceof Error && 'statusCode' in thrown;
  return isVendorError && typeof thrown.statusCode === 'number' ? thrown.statusCode : undefined;
}

function createError(code: ErrorCode, what: string, facts: Record<string, unknown> = {}, cause?: unknown) {
  return new VoiceError(code, `elevenlabs ${what}`, { details: { provider: 'elevenlabs', ...facts }, cause });
}
