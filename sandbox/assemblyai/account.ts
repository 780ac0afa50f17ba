/**
 * Temporary tokens of an AssemblyAI stand-in: the vendor gives one for a key that it knows.
 *
 *   GET /v3/token?expires_in_seconds=60 ──> { token, expires_in_seconds }
 *
 * assemblyai.com/docs, "Generate streaming token": 1 to 600 seconds.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Status and body. */
function answerTo(request: IncomingMessage, apiKey: string | undefined): [number, object] {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  if (request.method !== 'GET' || pathname !== '/v3/token') return [404, { error: 'Not Found' }];
  const key = request.headers.authorization ?? '';
  if (key === '' || (apiKey !== undefined && key !== apiKey)) return [401, { error: 'Invalid API key' }];
  const seconds = Number(searchParams.get('expires_in_seconds'));
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 600
    ? [200, { token: randomBytes(32).toString('hex'), expires_in_seconds: seconds }]
    : [400, { error: 'expires_in_seconds must be from 1 to 600' }];
}

/** Answers requests for tokens. */
export const answerTokens =
  (apiKey: string | undefined) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const [status, body] = answerTo(request, apiKey);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
