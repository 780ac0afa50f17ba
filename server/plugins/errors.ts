/**
 * The response to a request whose handler threw. The only place that turns an error into an HTTP status. And a line of the log for
 * requests that are none, which come to no handler: Node answers them with 400, 408 or 431.
 */
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { VoiceError } from '../../machines/errors.ts';

/** Removes phone numbers, which carriers' messages quote and logs must not contain. */
const withoutNumbers = (text: string): string => text.replace(/\+?\d{7,}/g, '[number]');

const statusOf = (error: unknown): number => {
  if (error instanceof VoiceError) return error.code === 'CONFIG_INVALID' ? 503 : 500;
  const { statusCode, status } = error as { statusCode?: unknown; status?: unknown };
  if (typeof statusCode === 'number') return statusCode;
  // A RestException of the carrier: its status belongs to our request to the carrier.
  return typeof status === 'number' ? 502 : 500;
};

/** What Node cannot read, or has not had in time, by its code, and what to do about it. */
const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'its headers are longer than Node takes: NODE_OPTIONS=--max-http-header-size=32768',
  HPE_INVALID_TRANSFER_ENCODING: 'it has both Content-Length and Transfer-Encoding: a proxy must send one',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'it has both Content-Length and Transfer-Encoding: a proxy must send one',
  ERR_HTTP_REQUEST_TIMEOUT: 'it did not arrive in time',
};
const NO_HTTP =
  'it is no HTTP/1.1, or is broken: a proxy must speak plain HTTP/1.1, without TLS and without the PROXY protocol';

/** One in so many has a line: whoever looks for open ports sends many. */
const LINE_EVERY = 100;

function noteUnreadable({ server, log }: FastifyInstance): void {
  const counts = new Map<string, number>();
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException) => {
    if (!/^(?:HPE|ERR_HTTP)_/.test(code)) return;
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count % LINE_EVERY !== 1) return;
    log.warn({ code, count }, `a request cannot be read: ${UNREADABLE[code] ?? NO_HTTP}`);
  });
}

export const errorsPlugin = fp(
  async (app) => {
    noteUnreadable(app);
    app.setErrorHandler((error, request, reply) => {
      const code = statusOf(error);
      const message = withoutNumbers(error instanceof Error ? error.message : String(error));
      if (code >= 500)
        request.log.error({ route: request.routeOptions.url, code, reason: message }, 'a request failed');
      return reply.code(code).send({ error: message });
    });
  },
  { name: 'errors' },
);
