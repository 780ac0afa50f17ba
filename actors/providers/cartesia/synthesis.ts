/**
 * Whole texts as speech over HTTP: greetings, fillers and apologies made ahead of need.
 *
 *   POST /tts/sse ──> events, the same as on the socket ──> one chunk with its times
 *
 * `/tts/bytes` is the plainer request for the same sound, without times.
 */
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import { BYTES_PER_MS } from '../../audio/mulaw.ts';
import type { SpeechFact } from '../contexts/protocol.ts';
import { rejectionOf } from '../contexts/refusal.ts';
import { ContextTimes } from '../contexts/times.ts';
import { fetchFor } from '../proxy/tunnel.ts';
import type { Alignment, SpeechChunk } from '../tts-provider.ts';
import { readFrame } from './events.ts';
import { readAnswer } from './refusals.ts';
import { type CartesiaAddress, type CartesiaVoice, clipUrl, headersOf, namesOf, requestOf } from './wire.ts';

const TIMEOUT_MS = 30_000;

/** Rejects with a VoiceError, also when aborted. */
export async function synthesize(
  { baseUrl, apiKey }: CartesiaAddress,
  voice: CartesiaVoice,
  text: string,
  signal: AbortSignal,
): Promise<SpeechChunk> {
  try {
    const url = clipUrl(baseUrl);
    const response = await fetchFor(url)(url, {
      method: 'POST',
      headers: { ...headersOf(apiKey), 'content-type': 'application/json' },
      body: JSON.stringify({ ...requestOf(voice), transcript: text }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const body = await response.text();
    if (!response.ok) throw refusalOf(response.status, body, voice);
    return assemble(readEvents(body), voice, text);
  } catch (thrown) {
    if (thrown instanceof VoiceError) throw thrown;
    if (signal.aborted) throw createError('TTS_LOST', 'was stopped before its clip was ready');
    throw createError('TTS_UNREACHABLE', 'could not be reached over HTTP; check its base URL', {}, thrown);
  }
}

/** The data of an event may lie on several lines; the data repeats whatever the event's other fields hold. */
const readEvents = (body: string): SpeechFact[] =>
  body.split(/\r?\n\r?\n/).flatMap((event) => {
    const lines = event.split(/\r?\n/).flatMap((line) => /^data: ?(.*)$/.exec(line)?.[1] ?? []);
    return lines.length === 0 ? [] : readFrame(lines.join('\n'));
  });

function assemble(facts: readonly SpeechFact[], voice: CartesiaVoice, text: string): SpeechChunk {
  const failure = facts.find((fact) => fact.kind === 'failed');
  if (failure) {
    const { reason, cause } = failure;
    throw rejectionOf({ ...rejected(voice), cause, what: `reported ${reason}`, facts: { reason } });
  }
  if (!facts.some(({ kind }) => kind === 'final')) {
    throw createError('TTS_PROTOCOL', 'answered with something that is not a whole speech');
  }
  const audio = Buffer.concat(facts.flatMap((fact) => (fact.kind === 'audio' ? [fact.audio] : [])));
  if (audio.length === 0) throw createError('TTS_SILENT', 'answered without any audio');
  const times = new ContextTimes(false);
  const range = { startMs: 0, endMs: audio.length / BYTES_PER_MS };
  const placed = facts.flatMap((fact) => (fact.kind === 'times' ? times.place(fact.times, text, range) : []));
  const alignment = joined(placed);
  return { audio, ...(alignment.chars.length > 0 && { alignment }) };
}

/** Without the space before the first word. */
function joined(alignments: readonly Alignment[]): Alignment {
  const chars = alignments.flatMap((alignment) => alignment.chars);
  const from = chars[0] === ' ' ? 1 : 0;
  return {
    chars: chars.slice(from),
    startsMs: alignments.flatMap(({ startsMs }) => startsMs).slice(from),
    durationsMs: alignments.flatMap(({ durationsMs }) => durationsMs).slice(from),
  };
}

const rejected = (voice: CartesiaVoice) =>
  ({ vendor: 'cartesia', names: namesOf(voice), faultCode: 'TTS_UNREACHABLE' }) as const;

function refusalOf(status: number, body: string, voice: CartesiaVoice): VoiceError {
  const { reason, cause } = readAnswer(status, body);
  const what = `answered ${[status, reason].join(' ').trim()}`;
  return rejectionOf({ ...rejected(voice), cause, what, facts: { status, reason } });
}

function createError(code: ErrorCode, what: string, facts: Record<string, unknown> = {}, cause?: unknown) {
  return new VoiceError(code, `cartesia ${what}`, { details: { provider: 'cartesia', ...facts }, cause });
}
