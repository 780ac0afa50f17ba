/**
 * `GET /health`: whether this server takes calls, for load balancers. The header `x-parley-instance` tells one server from
 * another behind the same address: it is an id of no meaning to anybody else.
 */
import type { FastifyPluginAsync } from 'fastify';

export const INSTANCE_HEADER = 'x-parley-instance';

export const healthRoutes: FastifyPluginAsync<{ instance: string }> = async (app, { instance }) => {
  app.get('/health', { exposeHeadRoute: true }, async (_request, reply) => {
    const { draining, live } = app.calls;
    if (draining) reply.code(503);
    reply.header(INSTANCE_HEADER, instance);
    return { status: draining ? 'draining' : 'ok', calls: live.size };
  });
};
