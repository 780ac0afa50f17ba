/**
 * Whole-text speech over HTTP: as plain bytes, or as events with the times of words.
 *
 *   POST /tts/bytes ──> mu-law       POST /tts/sse ──> data: {chunk} data: {timestamps} … data: {done}
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusalOf, versionOf } from './admission.ts';
import { chunkFrame, cutLine, doneFrame, timesFrame } from './frames.ts';
import { answerOf, emptyTranscript, errorFrame, type Refusal, toRefusal } from './refusal.ts';
import { readRequest, type SpeechRequest } from './request.ts';
import { checkQuota, type Service, takeSlot } from './service.ts';

const PATHS = ['/tts/bytes', '/tts/sse'];

export async function answerSpeech(
  request: IncomingMessage,
  response: ServerResponse,
  service: Service,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  const version = versionOf(request.headers, searchParams);
  const refuse = (refusal: Refusal) => {
    const type = version < '2026-03-01' ? 'text/plain' : 'application/json';
    response.writeHead(refusal.status, { 'content-type': type }).end(answerOf(refusal, version));
  };
  if (!PATHS.includes(pathname) || request.method !== 'POST') {
    response.writeHead(404).end();
    return;
  }

  service.stats.requests++;
  const refusal = refusalOf(request.headers, searchParams, service);
  if (refusal) return refuse(refusal);
  const body: unknown = await json(request).catch(() => undefined);
  let release = () => {};
  try {
    const asked = readRequest(body, version);
    if (!asked.isSpeakable) throw emptyTranscript();
    checkQuota(service);
    release = takeSlot(service);
    await speak(asked, pathname === '/tts/sse', response, service);
  } catch (thrown) {
    if (!response.headersSent) refuse(toRefusal(thrown));
    else response.end(`event: error\ndata: ${errorFrame(toRefusal(thrown), version)}\n\n`);
  } finally {
    release();
  }
}

async function speak(
  { transcript, contextId, wordTimes }: SpeechRequest,
  asEvents: boolean,
  response: ServerResponse,
  { pace, stats, habits, troubles, speak: synthesize }: Service,
): Promise<void> {
  const askedAtMs = performance.now();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const until = async (atMs: number) => {
    await sleep(Math.max(0, atMs - performance.now()), undefined, { ref: false, signal: gone.signal });
    await troubles.ready();
  };
  stats.charactersSpoken += transcript.length;
  const line = await synthesize(transcript);
  await until(askedAtMs + pace.ttfbMs);

  const startedAtMs = performance.now();
  response.writeHead(200, { 'content-type': asEvents ? 'text/event-stream' : 'audio/pcm' });
  const sendEvent = (frame: string) => response.write(`data: ${frame}\n\n`);
  const isTimed = wordTimes && habits.wordTimes !== 'none';
  for (const { audio, startMs, words } of troubles.trouble === 'silent' ? [] : cutLine(line)) {
    await until(startedAtMs + startMs / pace.realtimeFactor);
    if (asEvents) sendEvent(chunkFrame(audio, { contextId }));
    else response.write(audio);
    if (asEvents && isTimed && words.length > 0) sendEvent(timesFrame(words, 0, { contextId }));
  }
  if (asEvents) sendEvent(doneFrame({ contextId }));
  response.end();
}
