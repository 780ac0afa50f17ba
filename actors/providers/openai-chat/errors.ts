/**
 * Maps a failed chat request to one of our codes, with the likely fix.
 *
 * Vendors quote prompts and parts of keys in their messages: only statuses, short codes and ids pass.
 */
import { APIConnectionError } from 'groq-sdk';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import { isUnpaid, type Meaning, meaningOf, type Refusal, readRefusal } from './refusal.ts';

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
  const refusal = readRefusal(thrown);
  return refusal.status === 0 ? connectionError(thrown, endpoint) : statusError(refusal, endpoint);
}

function connectionError(thrown: unknown, { name }: LlmEndpoint): VoiceError {
  const cause = thrown instanceof APIConnectionError ? (thrown.cause ?? thrown) : thrown;
  const reason = reasonOf(cause);
  return new VoiceError(
    'LLM_UNREACHABLE',
    reason.startsWith('PROXY_')
      ? `The proxy between us and ${name} does not let us through; check HTTPS_PROXY and NO_PROXY`
      : `The connection to ${name} failed; check its base URL and the network`,
    { details: { provider: name, reason }, cause },
  );
}

/** A content filter's objection to the prompt. */
export const filteredError = (
  { name }: LlmEndpoint,
  details: Readonly<Record<string, unknown>> = {},
): VoiceError =>
  new VoiceError(
    'LLM_FILTERED',
    `${name} refused what the caller said: its content filter objects; the agent leaves that turn out of later prompts`,
    { details: { provider: name, ...details } },
  );

function statusError(refusal: Refusal, endpoint: LlmEndpoint): VoiceError {
  const { name, model } = endpoint;
  const { status, code: vendorCode, retryAfterMs } = refusal;
  const details = {
    provider: name,
    status,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const meaning = meaningOf(refusal);
  if (meaning === 'filtered') return filteredError(endpoint, details);
  const [code, fix] = isUnpaid(refusal) ? UNPAID : FIXES[meaning](model, name, status);
  return new VoiceError(code, `${name} answered ${status}: ${fix}`, { details });
}

const UNPAID = ['LLM_REFUSED', 'the account has no credit, or is over its spending limit; check it'] as const;

type Fix = (model: string, name: string, status: number) => [ErrorCode, string];
const FIXES: Readonly<Record<Exclude<Meaning, 'filtered'>, Fix>> = {
  connection: () => ['LLM_UNREACHABLE', 'the connection failed'],
  limited: (model) => ['LLM_RATE_LIMITED', `the account's limit for "${model}" is used up for now`],
  busy: () => ['LLM_UNAVAILABLE', 'it cannot serve us now'],
  clipped: () => ['LLM_EMPTY', 'its reasoning used up the token limit'],
  badGeneration: (model) => ['LLM_UNAVAILABLE', `it could not read what "${model}" wrote`],
  forbidden: (model, name, status) => [
    'LLM_REFUSED',
    status === 403
      ? `the key may not use "${model}" from here; check its permissions`
      : `the key is missing, wrong or revoked; check the ${name} key`,
  ],
  noModel: (model) => [
    'LLM_REFUSED',
    `the model "${model}" is unknown, decommissioned or not for chat; set LLM_MODEL to a current one`,
  ],
  noPath: (model) => ['LLM_REFUSED', `no such model or path; check LLM_MODEL ("${model}") and the base URL`],
  tooLong: () => [
    'LLM_REFUSED',
    'the conversation is too long for the model or the account; lower model.contextTokens or the length of the system prompt',
  ],
  roles: (model) => [
    'LLM_REFUSED',
    `the chat template of "${model}" does not take the conversation in any form`,
  ],
  redirected: () => ['LLM_REFUSED', 'it redirects elsewhere; set its base URL to the final address'],
  other: (model) => ['LLM_REFUSED', `the request is not accepted; check the settings sent to "${model}"`],
};

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
