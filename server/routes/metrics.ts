/** `GET /metrics` in Prometheus' text format, with the console's access rules. */
import type { FastifyPluginAsync } from 'fastify';

export const metricsRoutes: FastifyPluginAsync = async (app) => {
  const forViewers = [app.requireOwnOrigin, app.requireViewer];
  // A monitor asks for the head alone (NLnetLabs/routinator#704).
  app.get('/metrics', { exposeHeadRoute: true, onRequest: forViewers }, async (_request, reply) => {
    const { registry } = app.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
