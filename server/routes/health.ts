/** `GET /health`: whether this server takes calls, for load balancers. */
import type { FastifyPluginAsync } from 'fastify';

export const healthRoutes: FastifyPluginAsync = async (app) => {
  app.get('/health', async (_request, reply) => {
    const { draining, live } = app.calls;
    if (draining) reply.code(503);
    return { status: draining ? 'draining' : 'ok', calls: live.size };
  });
};
