/**
 * `GET /trace/latest`: the turns of the latest call in the format of shuo's tracer, with the console's access
 * rules, and with transcripts where the console shows them.
 */
import type { FastifyPluginAsync } from 'fastify';
import { traceOf } from '../journal/trace.ts';

export const traceRoutes: FastifyPluginAsync<{ showsTranscripts: boolean }> = async (
  app,
  { showsTranscripts },
) => {
  app.get(
    '/trace/latest',
    { onRequest: [app.requireOwnOrigin, app.requireViewer] },
    async (_request, reply) => {
      const named = app.calls.known;
      const call = named.findLast(({ outcome }) => outcome === undefined) ?? app.calls.ended.at(-1);
      if (!call) return reply.code(404).send({ error: 'No traces found' });
      const trace = traceOf(call.journal);
      if (!showsTranscripts) for (const turn of trace.turns) turn.transcript = '';
      return trace;
    },
  );
};
