/**
 * Calls over HTTP, with a Bearer key: `POST /v1/calls`, `GET|DELETE /v1/calls/:id`, and shuo's
 * `GET /call/:number`. `:id` is the carrier's id, because only the carrier knows a queued call.
 */
import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import type { Dialer } from '../carrier.ts';
import { E164 } from '../config/e164.ts';
import { traceOf } from '../journal/trace.ts';

const Body = z.strictObject({
  to: z.string().regex(E164, { error: 'a number in E.164, such as +15551234567' }),
});

/** `dialer` throws when the environment cannot call out. */
export const callRoutes: FastifyPluginAsync<{ dialer: () => Dialer }> = async (app, { dialer }) => {
  app.addHook('onRequest', app.requireApiKey);

  let made: Dialer | undefined;
  const theDialer = (): Dialer => {
    made ??= dialer();
    return made;
  };
  const dial = async (to: string) => {
    return { id: await theDialer().dial(to), status: 'queued' };
  };

  app.post('/v1/calls', async ({ body }, reply) => {
    const parsed = Body.safeParse(body);
    if (!parsed.success) {
      return reply.code(400).send({
        error: parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '),
      });
    }
    return reply.code(201).send(await dial(parsed.data.to));
  });

  app.get<{ Params: { number: string } }>('/call/:number', async ({ params }, reply) => {
    const to = params.number.startsWith('+') ? params.number : `+${params.number}`;
    if (!E164.test(to))
      return reply.code(400).send({ error: 'A number in E.164 is needed, such as +15551234567' });
    const { id } = await dial(to);
    return { status: 'calling', call_sid: id };
  });

  app.get<{ Params: { id: string } }>('/v1/calls/:id', async ({ params: { id } }, reply) => {
    const live = app.calls.findLive(id);
    const journal = (live ?? app.calls.findEnded(id))?.journal;
    if (!journal) return reply.code(404).send({ error: 'No such call here' });
    return { id, status: live ? 'active' : 'ended', startedAt: journal.startedAt, trace: traceOf(journal) };
  });

  app.delete<{ Params: { id: string } }>('/v1/calls/:id', async ({ params: { id } }, reply) => {
    const live = app.calls.findLive(id);
    if (live) live.hangUp('DELETE /v1/calls');
    else await theDialer().hangUp(id);
    return reply.code(204).send();
  });
};
