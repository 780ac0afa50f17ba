/**
 * Calls over HTTP, with a Bearer key: `POST /v1/calls`, `GET|DELETE /v1/calls/:id`, and shuo's
 * `GET /call/:number`. `:id` is the carrier's id, as every call that is placed has one at once.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import type { CallClock } from '../../machines/clock.ts';
import type { Dialer } from '../carrier.ts';
import { plainRule } from '../config/config-problems.ts';
import { e164Problem } from '../config/e164.ts';
import { writtenValue } from '../config/written-values.ts';
import { traceOf } from '../journal/trace.ts';
import type { CallRegistry, EndedCall } from '../plugins/calls.ts';
import { isOver } from '../plugins/carrier-calls.ts';
import { PlacedOnce } from '../plugins/placed-once.ts';

const NO_SUCH_CALL = 'No such call';
const HOW_TO_CALL = 'send the number to call as JSON: {"to":"+15551234567"}';
const Body = z.strictObject(
  {
    to: z
      .string({ error: 'a number in E.164 as text, such as "+15551234567"' })
      .transform(writtenValue)
      .superRefine((text, context) => {
        const problem = e164Problem(text);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
  },
  { error: ({ code }) => (code === 'invalid_type' ? HOW_TO_CALL : undefined) },
);

/** The carrier's usual ring time: a placed call has moved on by then, or the report of it was lost. */
const STALLED_MS = 60_000;

interface CallsOptions {
  /** Throws when the environment cannot call out. */
  readonly dialer: () => Dialer;
  /** Whether a text looks like an id that the carrier gives to calls. */
  readonly isCallId: (id: string) => boolean;
  readonly clock: Pick<CallClock, 'now'>;
}

export const callRoutes: FastifyPluginAsync<CallsOptions> = async (app, options) => {
  app.addHook('onRequest', app.requireApiKey);
  const desk = new CallDesk(app, options);
  const once = new PlacedOnce(options.clock, (to) => desk.place(to));
  const placing = { preHandler: app.refuseWhileDraining };

  app.post('/v1/calls', placing, async ({ body, headers }, reply) => {
    const parsed = Body.safeParse(body, { error: plainRule });
    if (!parsed.success) {
      return reply.code(400).send({
        error: parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '),
      });
    }
    const { id, isAgain } = await once.place(parsed.data.to, orderKeyOf(headers));
    if (isAgain) reply.header('Idempotent-Replayed', 'true');
    return reply.code(201).send({ id, status: 'queued' });
  });

  app.get<{ Params: { number: string } }>('/call/:number', placing, async ({ params }, reply) => {
    const written = writtenValue(params.number);
    const to = written.startsWith('+') ? written : `+${written}`;
    const problem = e164Problem(to);
    if (problem !== undefined) return reply.code(400).send({ error: `The path must end with ${problem}` });
    return { status: 'calling', call_sid: await desk.place(to) };
  });

  const withHead = { exposeHeadRoute: true };
  app.get<{ Params: { id: string } }>('/v1/calls/:id', withHead, async ({ params }, reply) => {
    return (await desk.find(params.id)) ?? reply.code(404).send({ error: NO_SUCH_CALL });
  });

  app.delete<{ Params: { id: string } }>('/v1/calls/:id', async ({ params }, reply) => {
    if (await desk.end(params.id)) return reply.code(204).send();
    return reply.code(404).send({ error: NO_SUCH_CALL });
  });
};

/** What is joined by a comma: a header that a proxy, or a client that tries again, has set once more. */
const TWICE = /^(.+?)(?:\s*,\s*\1)+$/;

/** The order's key, however it came: within quotation marks, as the draft of the header has it, or doubled. */
function orderKeyOf(headers: IncomingHttpHeaders): string {
  const key = [headers['idempotency-key'] ?? []].flat().join();
  return writtenValue(TWICE.exec(key)?.[1] ?? key);
}

/** Calls as an operator's program has them: here while they have media, and at the carrier all the while. */
class CallDesk {
  readonly #calls: CallRegistry;
  readonly #log: FastifyBaseLogger;
  readonly #options: CallsOptions;
  #made: Dialer | undefined;

  constructor({ calls, log }: FastifyInstance, options: CallsOptions) {
    this.#calls = calls;
    this.#log = log;
    this.#options = options;
  }

  /** Resolves with the carrier's id of the call. */
  async place(to: string): Promise<string> {
    const id = await this.#dialer().dial(to);
    this.#calls.atCarrier.learn(id, { status: 'queued', to });
    return id;
  }

  /** Resolves with undefined for a call that neither this server nor the carrier knows. */
  async find(id: string) {
    if (this.#isForCarrier(id)) await this.#ask(id);
    const { atCarrier } = this.#calls;
    const status = this.#calls.progressOf(id);
    if (status === undefined) return undefined;
    const journal = this.#here(id)?.journal;
    const { knownSince, answeredBy } = atCarrier.find(id) ?? {};
    return {
      id,
      status,
      startedAt: journal?.startedAt ?? knownSince,
      ...(answeredBy !== undefined && { answeredBy }),
      ...(journal && { trace: traceOf(journal) }),
    };
  }

  /** Resolves with false for what is no call. */
  async end(id: string): Promise<boolean> {
    const live = this.#calls.findLive(id);
    if (live) live.hangUp('DELETE /v1/calls');
    else if (!isOver(this.#calls.progressOf(id))) {
      if (!this.#options.isCallId(id)) return false;
      await this.#dialer().hangUp(id);
    }
    return true;
  }

  #here(id: string): Pick<EndedCall, 'journal'> | undefined {
    return this.#calls.findLive(id) ?? this.#calls.findEnded(id);
  }

  /** Whether only the carrier can say how far a call has got: reports of it went elsewhere, or stopped coming. */
  #isForCarrier(id: string): boolean {
    const { atCarrier } = this.#calls;
    if (this.#here(id)) return false;
    return atCarrier.find(id) ? atCarrier.stalledMs(id) > STALLED_MS : this.#options.isCallId(id);
  }

  /** Asks the carrier about a call. Without an answer, what we know stands. */
  async #ask(id: string): Promise<void> {
    try {
      const report = await this.#dialer().progressOf(id);
      if (report) this.#calls.atCarrier.learn(id, report);
    } catch (error) {
      this.#log.debug({ id, err: error }, 'the carrier did not say how far a call has got');
    }
  }

  #dialer(): Dialer {
    this.#made ??= this.#options.dialer();
    return this.#made;
  }
}
