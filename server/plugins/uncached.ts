/**
 * What is answered holds for now: no cache between a client and this server keeps it, unless its route says so.
 *
 * Without a word about it CloudFront keeps an answer for a day, and others keep refusals: a call would stay queued, and a server healthy.
 */
import fp from 'fastify-plugin';

export const uncachedPlugin = fp(
  async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      // Files of the page set theirs on the response itself.
      if (reply.hasHeader('cache-control') || reply.raw.hasHeader('cache-control')) return;
      reply.header('Cache-Control', 'no-store');
    });
  },
  { name: 'uncached' },
);
