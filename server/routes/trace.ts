/**
 * `GET /trace/latest`: the turns of the latest call, in the shape of the essay's tracer. With a Bearer key where
 * others than this machine could read what was said.
 */
import type { FastifyPluginAsync } from 'fastify';
import { traceOf } from '../journal/trace.ts';

export const traceRoutes: FastifyPluginAsync<{ isPublic: boolean }> = async (app, { isPublic }) => {
  app.get('/trace/latest', { onRequest: isPublic ? [] : [app.requireApiKey] }, async (_request, reply) => {
    const started = [...app.calls.live].filter((call) => call.journal.callSid !== '').at(-1);
    const journal = started?.journal ?? app.calls.ended.findLast(({ callSid }) => callSid !== '')?.journal;
    if (!journal) return reply.code(404).send({ error: 'No traces found' });
    return traceOf(journal);
  });
};
