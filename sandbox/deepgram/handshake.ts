/**
 * Admission of a request, and the product it asks for: the path is checked, then the key, then every parameter.
 * A refusal is a whole HTTP answer, with `dg-error`, `dg-request-id` and the JSON body Deepgram sends.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DeepgramHabits } from './habits.ts';
import { type NovaSettings, readNovaQuery } from './nova/settings.ts';
import { type FluxSettings, readQuery } from './settings.ts';

export type Admission =
  | { readonly product: 'flux'; readonly query: URLSearchParams; readonly settings: FluxSettings }
  | { readonly product: 'nova'; readonly query: URLSearchParams; readonly settings: NovaSettings };

interface Refusal {
  readonly status: number;
  readonly message: string;
}

const FLUX_PATH = '/v2/listen';
const NOVA_PATH = '/v1/listen';
const ERROR_CODES: Record<number, string> = {
  400: 'Bad Request',
  401: 'INVALID_AUTH',
  402: 'ASR_PAYMENT_REQUIRED',
  403: 'INSUFFICIENT_PERMISSIONS',
  404: 'NOT_FOUND',
  429: 'TOO_MANY_REQUESTS',
};

const REASONS: Record<number, string> = {
  400: 'Bad request.',
  401: 'Invalid credentials.',
  402: 'Project does not have enough credits for an ASR request.',
  403: 'Project does not have access to the requested model.',
  429: 'Too many requests. Please try again later.',
};

export function admit(request: IncomingMessage, apiKey: string | undefined): Admission | Refusal {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'ws://127.0.0.1');
  if (pathname === NOVA_PATH && query.get('model')?.startsWith('flux-')) {
    return { status: 400, message: 'Flux models are served on /v2/listen' };
  }
  if (pathname !== FLUX_PATH && pathname !== NOVA_PATH)
    return { status: 404, message: `No such path: ${pathname}` };
  const key = readKey(request);
  if (!key || (apiKey !== undefined && key !== apiKey))
    return { status: 401, message: 'Invalid credentials.' };
  if (pathname === NOVA_PATH) {
    const settings = readNovaQuery(query);
    return typeof settings === 'string' ? badRequest(settings) : { product: 'nova', query, settings };
  }
  const settings = readQuery(query);
  return typeof settings === 'string' ? badRequest(settings) : { product: 'flux', query, settings };
}

const badRequest = (message: string): Refusal => ({ status: 400, message });

/** The refusal that a test asked for with `refuseHandshakes`. */
export const refusalWith = (status: number): Refusal => ({
  status,
  message: REASONS[status] ?? 'The service cannot take this request now.',
});

/** The key from `Authorization: Token KEY`, `Bearer KEY`, or, as browsers must, from the subprotocols. */
export function readKey({ headers }: IncomingMessage): string | undefined {
  const offered = headers.authorization ?? headers['sec-websocket-protocol']?.replace(/,\s*/, ' ');
  return /^(?:token|bearer) (?<key>\S+)$/i.exec(offered ?? '')?.groups?.key;
}

/** Answers instead of upgrading, and ends the connection. */
export function refuse(
  socket: Duplex,
  requestId: string,
  { status, message }: Refusal,
  { refusalReason }: DeepgramHabits,
): void {
  const body = JSON.stringify({
    err_code: ERROR_CODES[status] ?? 'INTERNAL_SERVER_ERROR',
    err_msg: message,
    request_id: requestId,
  });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(refusalReason === 'body' ? [] : [`dg-error: ${message.replaceAll(/[^\x20-\x7e]/g, ' ')}`]),
    `dg-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
