/**
 * Request bodies: JSON, or none. Clients send `Content-Type: application/json` with every request, also with a DELETE that has
 * no body, which Fastify refuses by itself. A body of another kind is answered 415; a carrier's webhooks read their own.
 */
import fp from 'fastify-plugin';

export const bodiesPlugin = fp(
  async (app) => {
    // A path that does not exist is 404 whatever body is sent to it.
    app.addHook('onRequest', async (request, reply) => {
      if (request.is404) return reply.code(404).send({ error: 'Not Found' });
    });
    const readJson = app.getDefaultJsonParser('error', 'error');
    app.removeContentTypeParser('text/plain');
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (String(body).trim() === '') done(null, undefined);
      else readJson(request, String(body), done);
    });
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      if (body.length === 0) done(null, undefined);
      else done(Object.assign(new Error(NOT_JSON), { statusCode: 415 }));
    });
  },
  { name: 'bodies' },
);

const NOT_JSON = 'The body is not read: send JSON, with the header Content-Type: application/json';
