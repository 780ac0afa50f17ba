/**
 * The response to a request whose handler threw. The only place that turns an error into an HTTP status.
 */
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

export const errorsPlugin = fp(
  async (app) => {
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
