/**
 * Which requests are admitted: a request names an API version and brings a key, by header or by query.
 *
 *   headers, query ──> nothing, or the refusal
 */
import type { IncomingHttpHeaders } from 'node:http';
import { invalidRequest, type Refusal, unauthorized } from './refusal.ts';
import type { Service } from './service.ts';

/** Sockets an account may have for each context it may speak: docs.cartesia.ai, "Concurrency and WebSocket Limits". */
const SOCKETS_PER_CONTEXT = 10;
const VERSION = /^\d{4}-\d{2}-\d{2}$/;

/** The API version of a request, or '' when the request names none. The query wins over the header. */
export function versionOf(headers: IncomingHttpHeaders, query: URLSearchParams): string {
  const version = query.get('cartesia_version') ?? headers['cartesia-version'];
  return typeof version === 'string' && VERSION.test(version) ? version : '';
}

/** The key of a request: in the newer header, the older header, or the two query parameters for browsers. */
function keyOf(headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const older = headers['x-api-key'];
  const named = query.get('api_key') ?? query.get('access_token') ?? undefined;
  return bearer ?? (typeof older === 'string' ? older : named);
}

export function refusalOf(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  { apiKey }: Service,
): Refusal | undefined {
  if (versionOf(headers, query) === '') {
    return invalidRequest('Cartesia-Version must be a date, YYYY-MM-DD');
  }
  return apiKey === undefined || keyOf(headers, query) === apiKey ? undefined : unauthorized();
}

export const hasTooManySockets = ({ stats, concurrency }: Service): boolean =>
  stats.openSockets >= concurrency * SOCKETS_PER_CONTEXT;
