/**
 * Admission of an upgraded request: the key is checked, then every parameter.
 * AssemblyAI upgrades every request for the right path and refuses afterwards, by an Error message and a close code.
 */
import type { IncomingMessage } from 'node:http';
import { reasonFor } from './faults.ts';
import { readQuery, type StreamSettings } from './settings.ts';

export interface Admission {
  readonly query: URLSearchParams;
  readonly settings: StreamSettings;
}

export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

const STREAM_PATH = '/v3/ws';
const UNAUTHORIZED = 1008;
const INVALID_MESSAGE = 3006;

const urlOf = ({ url }: IncomingMessage): URL => new URL(url ?? '/', 'ws://127.0.0.1');

export const isStreamPath = (request: IncomingMessage): boolean => urlOf(request).pathname === STREAM_PATH;

export function admit(request: IncomingMessage, apiKey: string | undefined): Admission | Refusal {
  const { searchParams: query } = urlOf(request);
  const key = request.headers.authorization ?? query.get('token') ?? '';
  if (key === '') return { code: UNAUTHORIZED, reason: reasonFor(UNAUTHORIZED) };
  if (apiKey !== undefined && key !== apiKey)
    return { code: UNAUTHORIZED, reason: 'Unauthorized Connection: Invalid API key' };
  const settings = readQuery(query);
  return typeof settings === 'string'
    ? { code: INVALID_MESSAGE, reason: `Invalid Message: ${settings}` }
    : { query, settings };
}
