/**
 * Maps a failed chat request to one of our codes, with the likely fix.
 *
 * Vendors quote prompts and parts of keys in their messages: only statuses, short codes and ids pass.
 */
import { APIConnectionError, APIError } from 'groq-sdk';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import { errorCode } from './wire.ts';

export interface LlmEndpoint {
  /** For messages, e.g. `groq`. */
  readonly name: string;
  readonly model: string;
  /** A field of the vendor's own in its chunks, which may have `usage` and `error`, too. */
  readonly extras?: string | undefined;
}

/** Anything the SDK or its connection threw before or during the stream. */
export function toLlmError(thrown: unknown, endpoint: LlmEndpoint): VoiceError {
  if (thrown instanceof VoiceError) return thrown;
  if (thrown instanceof APIError && typeof thrown.status === 'number') return statusError(thrown, endpoint);
  const cause = thrown instanceof APIConnectionError ? (thrown.cause ?? thrown) : thrown;
  return new VoiceError(
    'LLM_UNREACHABLE',
    `The connection to ${endpoint.name} failed; check its base URL and the network`,
    { details: { provider: endpoint.name, reason: reasonOf(cause) }, cause },
  );
}

function statusError({ status, headers, error }: APIError, { name, model }: LlmEndpoint): VoiceError {
  const body = typeof error === 'object' && error !== null && 'error' in error ? error.error : error;
  const vendorCode = errorCode(body);
  const retryAfterMs = parseRetryAfter(headers?.get('retry-after'));
  const details = {
    provider: name,
    status,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const [code, fix] = meaningOf(status ?? 0, vendorCode, name, model);
  return new VoiceError(code, `${name} answered ${status}: ${fix}`, { details });
}

function meaningOf(
  status: number,
  vendorCode: string | undefined,
  name: string,
  model: string,
): [ErrorCode, string] {
  if (status === 429) return ['LLM_RATE_LIMITED', `the account's limit for "${model}" is used up for now`];
  if (status >= 498 || status === 408 || status === 409) return ['LLM_UNAVAILABLE', 'it cannot serve us now'];
  if (status === 401) return ['LLM_REFUSED', `the key is missing, wrong or revoked; check the ${name} key`];
  if (status === 403)
    return ['LLM_REFUSED', `the key may not use "${model}" from here; check its permissions`];
  if (vendorCode?.startsWith('model_')) {
    return [
      'LLM_REFUSED',
      `the model "${model}" is unknown or decommissioned; set LLM_MODEL to a current one`,
    ];
  }
  if (status === 404)
    return ['LLM_REFUSED', `no such model or path; check LLM_MODEL ("${model}") and the base URL`];
  if (status === 413) return ['LLM_REFUSED', 'the conversation is too long for the model or the account'];
  return ['LLM_REFUSED', `the request is not accepted; check the settings sent to "${model}"`];
}

/** Seconds or a date, as ms from now. */
function parseRetryAfter(value: string | null | undefined): number | undefined {
  if (!value) return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.round(ms));
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
