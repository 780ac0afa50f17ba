/** `GET /metrics`, as Prometheus reads it. With a Bearer key where others than this machine can reach it. */
import type { FastifyPluginAsync } from 'fastify';

export const metricsRoutes: FastifyPluginAsync<{ isPublic: boolean }> = async (app, { isPublic }) => {
  app.get('/metrics', { onRequest: isPublic ? [] : [app.requireApiKey] }, async (_request, reply) => {
    const { registry } = app.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
