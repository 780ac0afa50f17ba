/**
 * cloud-gov/pages-core#978, concrete-utopia/utopia PR#109, koala73/worldmonitor PR#1665: caches in front of a server kept its answers,
 * refusals and health for hours.
 */
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { uncachedPlugin } from '../../../server/plugins/uncached.ts';

it.each<[what: string, url: string, status: number, cacheControl: string]>([
  ['an answer', '/', 200, 'no-store'],
  ['a refusal', '/refused', 401, 'no-store'],
  ['a path that does not exist', '/none', 404, 'no-store'],
  ['an error', '/broken', 500, 'no-store'],
  ['a file', '/file', 200, 'public, max-age=60'],
  ['a page', '/page', 200, 'no-cache'],
])('%s is kept as it may be', async (_, url, status, cacheControl) => {
  const app = Fastify();
  await app.register(uncachedPlugin);
  app.get('/', async () => ({ status: 'ok' }));
  app.get('/refused', async (_request, reply) => reply.code(401).send({}));
  app.get('/broken', async () => {
    throw new Error('odd');
  });
  app.get('/file', async (_request, reply) => reply.header('cache-control', 'public, max-age=60').send('x'));
  app.get('/page', async (_request, reply) => {
    reply.raw.setHeader('Cache-Control', 'no-cache');
    return reply.send('x');
  });
  const { statusCode, headers } = await app.inject(url);
  expect([statusCode, headers['cache-control']]).toEqual([status, cacheControl]);
});
