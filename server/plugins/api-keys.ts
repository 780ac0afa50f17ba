/**
 * Bearer keys of the HTTP API. Decorates `app.requireApiKey`, a hook: 401 for a wrong key, 503 when the server
 * has none, so that nobody can make an unconfigured server dial.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    requireApiKey: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const apiKeysPlugin = fp<{ keys: readonly string[] }>(
  async (app, { keys }) => {
    const digests = keys.map(digest);
    app.decorate('requireApiKey', async ({ headers }, reply) => {
      if (digests.length === 0) {
        await reply.code(503).send({ error: "API_KEYS is not set: without one this is nobody's to ask" });
        return;
      }
      const given = digest(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
      if (digests.some((key) => timingSafeEqual(key, given))) return;
      await reply
        .code(401)
        .header('WWW-Authenticate', 'Bearer')
        .send({ error: 'A Bearer key of API_KEYS is needed' });
    });
  },
  { name: 'api-keys' },
);
