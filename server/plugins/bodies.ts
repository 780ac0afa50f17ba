/**
 * Request bodies: JSON under any of its names, or none. Clients send `Content-Type: application/json` with every request, also with a
 * DELETE that has no body, which Fastify refuses by itself. A body of another kind, or a compressed one, is answered 415; a
 * carrier's webhooks read their own.
 */
import type { IncomingHttpHeaders } from 'node:http';
import fp from 'fastify-plugin';

export const bodiesPlugin = fp(
  async (app) => {
    // A path that does not exist is 404 whatever body is sent to it.
    app.addHook('onRequest', async (request, reply) => {
      if (request.is404) return reply.code(404).send({ error: 'Not Found' });
      const { headers } = request.raw;
      if (hasBody(headers) && !/^(?:identity)?$/i.test(headers['content-encoding']?.trim() ?? ''))
        return reply.code(415).header('Accept-Encoding', 'identity').send({ error: COMPRESSED });
      const [first = '', second] = headers['content-type']?.split(',') ?? [];
      // A proxy may name the type once more.
      if (second !== undefined && (JSON_TYPE.test(first) || mediaTypeOf(first) === mediaTypeOf(second)))
        headers['content-type'] = first;
    });
    const readJson = app.getDefaultJsonParser('error', 'error');
    app.removeContentTypeParser(['application/json', 'text/plain']);
    app.addContentTypeParser(JSON_TYPE, { parseAs: 'string' }, (request, body, done) => {
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

/** JSON by its name, its older one, or with a dialect before it: `application/vnd.api+json`. */
const JSON_TYPE = /^(?:application\/(?:[\w.-]+\+)?|text\/)json(?=\s*(?:;|$))/i;

/** Without its parameters, such as the charset. */
const mediaTypeOf = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const COMPRESSED = 'The body is compressed, which is not read: send it as it is, without Content-Encoding';
const NOT_JSON =
  'The body is not read: send JSON, with the header Content-Type: application/json, and to a webhook a form, application/x-www-form-urlencoded';
