/**
 * The project of a Deepgram stand-in, and what the vendor answers about its key and its credit.
 *
 *   GET /v1/projects      GET /v1/projects/{id}/balances
 *
 * developers.deepgram.com, "Get Projects" and "Get Project Balances". Endpoints of other regions serve speech alone.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readKey } from './handshake.ts';

/** A test writes to it. */
export interface DeepgramAccount {
  /** US dollars. At 0 every handshake is answered with 402. */
  balance: number;
  /** The key has the role Default: it may transcribe, and see the project, not its balance. */
  isDefaultKey: boolean;
  /** The endpoint is one of a region, or self-hosted: it has no questions about accounts. */
  servesSpeechOnly: boolean;
}

export const createAccount = (): DeepgramAccount => ({
  balance: 187.5,
  isDefaultKey: false,
  servesSpeechOnly: false,
});

const PROJECT = '7d1f4b1c-6a4e-4c7e-9c0a-3f0f6a7c9d21';
const BALANCES = `/v1/projects/${PROJECT}/balances`;

function answerTo(
  request: IncomingMessage,
  { balance, isDefaultKey, servesSpeechOnly }: DeepgramAccount,
  apiKey: string | undefined,
): [number, object] {
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
  const refused = (status: number, code: string, message: string): [number, object] => [
    status,
    { err_code: code, err_msg: message, request_id: randomUUID() },
  ];
  if (servesSpeechOnly || (pathname !== '/v1/projects' && pathname !== BALANCES))
    return refused(404, 'NOT_FOUND', 'Not found.');
  const key = readKey(request);
  if (!key || (apiKey !== undefined && key !== apiKey))
    return refused(401, 'INVALID_AUTH', 'Invalid credentials.');
  if (pathname === '/v1/projects') return [200, { projects: [{ project_id: PROJECT, name: 'sandbox' }] }];
  if (isDefaultKey)
    return refused(403, 'INSUFFICIENT_PERMISSIONS', 'User does not have permissions to perform this action.');
  return [200, { balances: [{ balance_id: randomUUID(), amount: balance, units: 'usd' }] }];
}

export function answerAccount(
  request: IncomingMessage,
  response: ServerResponse,
  account: DeepgramAccount,
  apiKey: string | undefined,
): void {
  const [status, body] = answerTo(request, account, apiKey);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
