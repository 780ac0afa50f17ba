/**
 * Cartesia's refusals: an object since API version 2026-03-01, the text "Title: message" before.
 *
 * Codes are from docs.cartesia.ai, "API Errors"; statuses from its pages and from users' reports. No source has the status of a
 * spent quota: 402 is a guess.
 */
import { randomUUID } from 'node:crypto';

/** The first version whose errors are objects. */
const OBJECTS_SINCE = '2026-03-01';

export class Refusal extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly title: string;

  constructor(status: number, code: string | null, title: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.title = title;
  }
}

export const invalidRequest = (message: string) => new Refusal(400, null, 'Invalid request', message);
export const unauthorized = () =>
  new Refusal(401, null, 'Unauthorized', 'The API key is missing or not valid.');
/** Title and message are as LiveKit's users reported them. */
export const emptyTranscript = () =>
  new Refusal(
    400,
    null,
    'transcript empty or contains only punctuation',
    'first transcript for WS is empty or contains only punctuation',
  );
export const contextExpired = (id: string) =>
  new Refusal(400, null, 'Context has expired', `The context ${id} takes no more input.`);
export const voiceNotFound = (id: string) =>
  new Refusal(404, 'voice_not_found', 'Voice not found', `The voice ${id} does not exist.`);
export const modelNotFound = () =>
  new Refusal(404, 'model_not_found', 'Invalid model', 'The model is not valid.');
export const modelSunsetted = () =>
  new Refusal(400, 'model_sunsetted', 'Model sunsetted', 'The requested model is no longer available.');
export const languageNotSupported = (language: string) =>
  new Refusal(
    400,
    'language_not_supported',
    'Language not supported',
    `The model does not speak ${language}.`,
  );
export const quotaExceeded = () =>
  new Refusal(402, 'quota_exceeded', 'Quota exceeded', 'The account has no credits left.');
export const concurrencyLimited = () =>
  new Refusal(
    429,
    'concurrency_limited',
    'Too many concurrent requests',
    "You have exceeded your plan's concurrency limit.",
  );

/** A failure of the stand-in itself becomes a 500. */
export const toRefusal = (thrown: unknown): Refusal =>
  thrown instanceof Refusal ? thrown : new Refusal(500, null, 'Unexpected error', String(thrown));

const bodyOf = ({ code, title, message }: Refusal) => ({
  error_code: code,
  title,
  message,
  request_id: randomUUID(),
});

/** The body of a refusal over HTTP. */
export const answerOf = (refusal: Refusal, version: string): string =>
  version < OBJECTS_SINCE ? `${refusal.title}: ${refusal.message}` : JSON.stringify(bodyOf(refusal));

/** A refusal as a message on the socket, or as an event over HTTP. */
export function errorFrame(refusal: Refusal, version: string, contextId?: string): string {
  const { status, title, message } = refusal;
  const fields = version < OBJECTS_SINCE ? { error: `${title}: ${message}` } : bodyOf(refusal);
  return JSON.stringify({
    type: 'error',
    status_code: status,
    done: true,
    ...fields,
    ...(contextId !== undefined && { context_id: contextId }),
  });
}
