/**
 * `GET /v1/doctor`, with a Bearer key: an examination as JSON, at most a minute old. It takes up to twenty seconds.
 */
import type { FastifyPluginAsync } from 'fastify';

const NOTHING_TO_EXAMINE = {
  error: 'This server uses no vendor, or is stopping: there is nothing to examine',
};

export const doctorRoutes: FastifyPluginAsync = async (app) => {
  app.get('/v1/doctor', { onRequest: app.requireApiKey }, async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return (await app.doctor.examine()) ?? reply.code(404).send(NOTHING_TO_EXAMINE);
  });
};
