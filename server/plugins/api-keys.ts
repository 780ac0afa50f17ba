/**
 * Bearer keys of the HTTP API. Decorates `app.requireApiKey`, a hook: 401 for a wrong key, 503 when the server
 * has none, so that an unconfigured server never dials; and `app.hasApiKey`, `app.isApiKey`.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    requireApiKey: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
    hasApiKey: (request: FastifyRequest) => boolean;
    isApiKey: (text: string) => boolean;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const apiKeysPlugin = fp<{ keys: readonly string[] }>(
  async (app, { keys }) => {
    const digests = keys.map(digest);
    app.decorate('isApiKey', (text) => {
      const given = digest(text);
      return digests.some((key) => timingSafeEqual(key, given));
    });
    app.decorate('hasApiKey', ({ headers }) =>
      app.isApiKey(/^Bearer +(.+?) *$/i.exec(headers.authorization ?? '')?.[1] ?? ''),
    );
    app.decorate('requireApiKey', async (request, reply) => {
      if (digests.length === 0) {
        await reply.code(503).send({ error: 'API_KEYS is not set: this request needs one of its keys' });
        return;
      }
      if (app.hasApiKey(request)) return;
      await reply
        .code(401)
        .header('WWW-Authenticate', 'Bearer')
        .send({ error: 'A Bearer key of API_KEYS is needed' });
    });
  },
  { name: 'api-keys' },
);
