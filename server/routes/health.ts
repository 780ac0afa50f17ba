/**
 * `GET /health`: whether this server takes calls, for load balancers, some of which ask at `/` by default. A
 * person who opens `/` in a browser is led to the console, where there is one. The header `x-parley-instance` tells one server from
 * another behind the same address: it is an id of no meaning to anybody else.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

export const INSTANCE_HEADER = 'x-parley-instance';

interface HealthOptions {
  readonly instance: string;
  /** The path of PUBLIC_URL. */
  readonly base: string;
}

export const healthRoutes: FastifyPluginAsync<HealthOptions> = async (app, { instance, base }) => {
  const answer = (reply: FastifyReply) => {
    const { draining, live } = app.calls;
    if (draining) reply.code(503);
    return reply
      .header(INSTANCE_HEADER, instance)
      .send({ status: draining ? 'draining' : 'ok', calls: live.size });
  };
  app.get('/health', { exposeHeadRoute: true }, async (_request, reply) => answer(reply));
  app.get('/', { exposeHeadRoute: true }, async ({ headers }, reply) =>
    app.mayBeViewed && headers.accept?.includes('text/html')
      ? reply.redirect(`${base}/console/`)
      : answer(reply),
  );
};
