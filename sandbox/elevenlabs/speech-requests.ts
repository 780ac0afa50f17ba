/**
 * Whole-text speech over HTTP: plain, streamed, and with the time of each character.
 *
 *   POST /v1/text-to-speech/{voice_id}[/stream][/with-timestamps] ──> mu-law, or JSON around it
 *
 * Answers 401, 422 and 429 with the vendor's bodies. No WebSocket is involved.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { refusedSpeech } from './account.ts';
import type { ElevenLabsHabits } from './habits.ts';
import { languageRefusal } from './languages.ts';
import { cutLine, type SpeechPiece, wholeLine } from './pieces.ts';
import { noteLanguage, type Service } from './service.ts';
import { MODELS, TELEPHONE_FORMAT, wrongFormat } from './wire.ts';

const SPEECH_PATH = /^\/v1\/text-to-speech\/([^/]+)(\/stream)?(\/with-timestamps)?$/;

const Body = z.object({
  text: z.string().min(1),
  model_id: z.enum(MODELS).default('eleven_multilingual_v2'),
  language_code: z.string().optional(),
});

/** Mistakes in the words of the vendor's web framework. */
const unreadable = (mistakes: { loc: PropertyKey[]; msg: string; type: string }[]) => ({ detail: mistakes });
const refusal = (status: string, message: string) => ({ detail: { status, message } });

/** The refusal as status and body; undefined when the request is admitted. */
function refuse(
  { apiKey, troubles, account }: Service,
  key: unknown,
  voiceId: string,
): [number, object] | undefined {
  if (apiKey !== undefined && key !== apiKey) return [401, refusal('invalid_api_key', 'Invalid API key')];
  if (troubles.trouble === 'outOfQuota') {
    return [401, refusal('quota_exceeded', 'This request exceeds your quota. You have 0 credits remaining.')];
  }
  if (troubles.trouble === 'busy') {
    return [
      429,
      refusal('system_busy', 'Our services are experiencing high levels of traffic, please try again.'),
    ];
  }
  return refusedSpeech(account, voiceId);
}

/** Each of the two lists of times may be null. */
const withTimestamps = ({ audio, alignment }: SpeechPiece, { times: habit }: ElevenLabsHabits) => {
  const { chars = [], charStartTimesMs = [], charDurationsMs = [] } = alignment ?? {};
  const times = {
    characters: chars,
    character_start_times_seconds: charStartTimesMs.map((startMs) => startMs / 1_000),
    character_end_times_seconds: charStartTimesMs.map(
      (startMs, at) => (startMs + (charDurationsMs[at] ?? 0)) / 1_000,
    ),
  };
  return {
    audio_base64: Buffer.from(audio).toString('base64'),
    alignment: habit === 'none' || habit === 'normalizedOnly' ? null : times,
    normalized_alignment: habit === 'none' ? null : times,
  };
};

/** The text to speak and its language, or the body of the 422 answer. */
function readRequest(body: unknown, params: URLSearchParams): z.output<typeof Body> | { mistakes: object } {
  const read = Body.safeParse(body);
  if (!read.success) {
    const { issues } = read.error;
    return {
      mistakes: unreadable(
        issues.map(({ path, message, code }) => ({ loc: ['body', ...path], msg: message, type: code })),
      ),
    };
  }
  const format = params.get('output_format') ?? 'mp3_44100_128';
  if (format === TELEPHONE_FORMAT) return read.data;
  return {
    mistakes: unreadable([
      { loc: ['query', 'output_format'], msg: wrongFormat(format), type: 'value_error' },
    ]),
  };
}

export async function answerSpeech(
  request: IncomingMessage,
  response: ServerResponse,
  service: Service,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  const path = SPEECH_PATH.exec(pathname);
  const [, voiceId = '', streamed, timed] = path ?? [];
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (!path || request.method !== 'POST') return answer(404, { detail: 'Not Found' });

  const { pace, stats, troubles } = service;
  const askedAtMs = performance.now();
  stats.requests++;
  const refused = refuse(service, request.headers['xi-api-key'], voiceId);
  if (refused) return answer(...refused);
  const asked = readRequest(await json(request).catch(() => undefined), searchParams);
  if ('mistakes' in asked) return answer(422, asked.mistakes);
  const unspoken = languageRefusal(asked.model_id, asked.language_code, service.habits);
  if (unspoken !== undefined) return answer(400, { detail: { message: unspoken } });
  noteLanguage(stats, asked.language_code);

  stats.charactersSpoken += asked.text.length;
  const spoken = await service.speak(asked.text);
  const isSilent =
    troubles.trouble === 'silent' ||
    (service.habits.silentContexts === 'everyOther' && stats.requests % 2 === 1);
  const line = isSilent ? { ...spoken, audio: new Uint8Array(0) } : spoken;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const until = async (atMs: number) => {
    await sleep(Math.max(0, atMs - performance.now()), undefined, { ref: false, signal: gone.signal });
    await troubles.ready();
  };
  await until(askedAtMs + pace.ttfbMs);

  const startedAtMs = performance.now();
  response.writeHead(200, {
    'content-type': timed ? 'application/json' : 'audio/basic',
    'current-concurrent-requests': '1',
    'maximum-concurrent-requests': '5',
  });
  for (const piece of streamed ? cutLine(asked.text, line) : [wholeLine(asked.text, line)]) {
    await until(startedAtMs + piece.startMs / pace.realtimeFactor);
    response.write(timed ? `${JSON.stringify(withTimestamps(piece, service.habits))}\n` : piece.audio);
  }
  response.end();
}
