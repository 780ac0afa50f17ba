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

export const twilioWebhooks: FastifyPluginAsync<WebhookOptions> = async (app, options) => {
  await app.register(formbody);
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
