/**
 * Cartesia's answers as facts: the messages of its socket, and its events and refusals over HTTP.
 *
 *   message ──> audio, times, final, failed
 *
 * Pure and tolerant: errors of both API generations, nulls and unknown messages are normal.
 */
import type { SpeechFact } from '../contexts/protocol.ts';
import { readError } from '../contexts/refusal.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { causeOfWords } from './refusals.ts';
import { alignWords, type WordTime } from './word-times.ts';

/**
 * The facts of one message, in the order they apply; none when the message does not matter to a call, as `flush_done`,
 * which may come after every piece. An event over HTTP may lack a context: its `contextId` is ''.
 */
export function readFrame(message: string): SpeechFact[] {
  const frame = parseJson(message);
  if (!isObject(frame)) return [{ kind: 'garbage' }];
  if (frame.type === 'error' || typeof frame.error === 'string') return [readFailure(frame)];
  const contextId = typeof frame.context_id === 'string' ? frame.context_id : '';

  const facts: SpeechFact[] = [];
  if (frame.type === 'chunk' && typeof frame.data === 'string' && frame.data !== '') {
    facts.push({ kind: 'audio', contextId, audio: Buffer.from(frame.data, 'base64') });
  }
  const words = readWords(frame.word_timestamps);
  if (words.length > 0) facts.push({ kind: 'times', contextId, times: alignWords(words) });
  if (frame.done === true || frame.type === 'done') facts.push({ kind: 'final', contextId });
  return facts;
}

/** Times on the wire are seconds. Lists of unequal lengths give no times. */
function readWords(value: unknown): WordTime[] {
  if (!isObject(value)) return [];
  const { words, start: starts, end: ends } = value;
  if (!isListOf(words, 'string') || !isListOf(starts, 'number') || !isListOf(ends, 'number')) return [];
  if (words.length !== starts.length || words.length !== ends.length) return [];
  return words.map((text, i) => {
    const startMs = (starts[i] as number) * 1_000;
    return { text, startMs, endMs: Math.max(startMs, (ends[i] as number) * 1_000) };
  });
}

function isListOf(value: unknown, type: 'string'): value is string[];
function isListOf(value: unknown, type: 'number'): value is number[];
function isListOf(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === type);
}

type Failure = Extract<SpeechFact, { kind: 'failed' }>;

/** API versions before 2026-03-01 send `error` as a text, "Title: message". */
function readFailure(frame: Json): Failure {
  const { reason, words } = readError(frame);
  const { context_id: contextId, status_code } = frame;
  const status = typeof status_code === 'number' ? status_code : 0;
  const isOfContext = typeof contextId === 'string' && contextId !== '';
  return {
    kind: 'failed',
    reason: reason || 'an error',
    cause: causeOfWords(words, status),
    ...(isOfContext && { contextId }),
  };
}
