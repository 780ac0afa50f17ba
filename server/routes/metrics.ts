/** `GET /metrics` in Prometheus' text format, with the console's access rules. */
import type { FastifyPluginAsync } from 'fastify';

export const metricsRoutes: FastifyPluginAsync = async (app) => {
  app.get('/metrics', { onRequest: [app.requireOwnOrigin, app.requireViewer] }, async (_request, reply) => {
    const { registry } = app.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
