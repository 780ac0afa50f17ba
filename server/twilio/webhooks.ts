/**
 * Every route that Twilio requests: instructions for calls (twiml.ts), and `GET|POST /twiml/status`, how far a call has got,
 * which Twilio sends for calls that we placed. Their bodies are forms.
 */
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import type { WebhookOptions } from '../carrier.ts';
import { learn } from './call-requests.ts';
import { twimlRoutes } from './twiml.ts';

export const STATUS_PATH = '/twiml/status';

/** Statuses of a form that does not arrive as one. Behind 403 the signature has its own line. */
const UNREADABLE: ReadonlySet<number> = new Set([400, 413, 415]);

export const twilioWebhooks: FastifyPluginAsync<WebhookOptions> = async (app, options) => {
  await app.register(formbody);
  // Of a request that is refused before any handler the caller hears Twilio's own apology: whoever runs this server reads why.
  app.addHook('onSend', async ({ log, routeOptions }, { statusCode: code }, payload) => {
    if (UNREADABLE.has(code))
      log.warn({ route: routeOptions.url, code, reason: String(payload) }, 'a webhook cannot be read');
  });
  await app.register(twimlRoutes, options);
  app.route({
    method: ['GET', 'POST'],
    url: STATUS_PATH,
    preHandler: app.requireCarrier,
    handler: async (request, reply) => {
      learn(app.calls, request);
      return reply.code(204).send();
    },
  });
};
