/**
 * `/console`: the page, and what it asks for (readings/console.ts). Off without a key, except where everything is local.
 */
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { CallHeader, Session } from '../../readings/console.ts';
import { answeredTurns } from '../console/answered-turns.ts';
import { CallHub } from '../console/call-hub.ts';
import { CallRows } from '../console/call-rows.ts';
import { CallsBoard } from '../console/calls-board.ts';
import { EventStream } from '../console/event-stream.ts';
import type { Journal } from '../journal/journal.ts';
import { journalLines } from '../journal/journal-file.ts';
import { wavOf } from '../recording/recordings.ts';

export interface ConsoleOptions {
  /** Everything is local: nobody needs a key. */
  readonly isOpen: boolean;
  readonly isOn: boolean;
  /** Whether words and numbers are shown. */
  readonly showsTranscripts: boolean;
}

const PAGE = fileURLToPath(new URL('../../web/dist/', import.meta.url));

/** Names of assets have a digest of what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** No script but ours, no frame, nothing from elsewhere. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; " +
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'microphone=(self), camera=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { isOpen, isOn, showsTranscripts } = options;
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
  if (!isOn) {
    app.get('/console', async (_request, reply) =>
      reply.code(404).send({ error: 'The console is off: it needs a key in API_KEYS' }),
    );
    return;
  }
  if (existsSync(PAGE)) {
    await app.register(fastifyStatic, {
      root: PAGE,
      prefix: '/console/',
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.setHeader('Cache-Control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
      },
    });
    app.get('/console', async (_request, reply) => reply.redirect('/console/'));
  } else {
    app.get('/console', async (_request, reply) =>
      reply.code(503).send({ error: 'The page was not built: run "npm run build"' }),
    );
  }

  app.get(
    '/console/api/session',
    { onRequest: app.requireOwnOrigin },
    async (request): Promise<Session> => ({
      signedIn: app.mayView(request),
      sandbox: isOpen,
      transcripts: showsTranscripts,
    }),
  );

  await app.register(async (guarded) => {
    guarded.addHook('onRequest', app.requireOwnOrigin);
    guarded.addHook('onRequest', app.requireViewer);
    await guarded.register(callsOf, options);
  });
};

/** What a viewer is told of calls. */
const callsOf: FastifyPluginAsync<ConsoleOptions> = async (app, { showsTranscripts }) => {
  const board = new CallsBoard(new CallRows(app.calls, showsTranscripts));
  const hubs = new Map<Journal, CallHub>();
  const streams = new Set<EventStream>();
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.drop();
  });

  const isLive = (journal: Journal): boolean => [...app.calls.live].some((call) => call.journal === journal);
  const find = (id: string): Journal | undefined =>
    app.calls.journals.findLast((journal) => journal.id === id);
  const openStream = (reply: FastifyReply, onClose: (stream: EventStream) => void): EventStream => {
    reply.hijack();
    for (const [name, value] of Object.entries(HEADERS)) reply.raw.setHeader(name, value);
    const stream = new EventStream(reply.raw, () => {
      streams.delete(stream);
      onClose(stream);
    });
    streams.add(stream);
    return stream;
  };
  const hubOf = (journal: Journal): CallHub => {
    const hub =
      hubs.get(journal) ??
      new CallHub({
        journal,
        showsTranscripts,
        isLive: () => isLive(journal),
        onUnwatched: () => hubs.delete(journal),
      });
    hubs.set(journal, hub);
    return hub;
  };
  const headerOf = (journal: Journal): CallHeader | undefined =>
    journal.subject && {
      id: journal.id,
      startedAt: journal.startedAt.toISOString(),
      isLive: isLive(journal),
      input: journal.subject.input,
      machine: journal.subject.machine,
      transcripts: journal.keepsTranscripts && showsTranscripts,
      hasRecording: showsTranscripts && app.calls.recordings.of(journal) !== undefined,
    };

  app.get('/console/api/calls/stream', (_request, reply) => {
    board.add(openStream(reply, (stream) => board.remove(stream)));
  });

  app.get<{ Params: { id: string } }>('/console/api/calls/:id/stream', (request, reply) => {
    const journal = find(request.params.id);
    const header = journal && headerOf(journal);
    if (!journal || !header) return reply.code(404).send({ error: 'No such call here' });
    const hub = hubOf(journal);
    const stream = openStream(reply, (closed) => hub.remove(closed));
    stream.send('call', JSON.stringify(header));
    const lastEventId = request.headers['last-event-id'];
    return hub.add(stream, typeof lastEventId === 'string' ? lastEventId : undefined);
  });

  app.get<{ Params: { id: string } }>('/console/api/calls/:id/journal', async ({ params }, reply) => {
    const journal = find(params.id);
    if (!journal) return reply.code(404).send({ error: 'No such call here' });
    if (journal.keepsTranscripts && !showsTranscripts) {
      return reply.code(403).send({ error: 'It holds what was said, and CONSOLE_TRANSCRIPTS is not on' });
    }
    return reply
      .type('application/x-ndjson')
      .header('Content-Disposition', `attachment; filename="${journal.id.replace(/[^\w-]/g, '_')}.jsonl"`)
      .send(Readable.from(journalLines(journal)));
  });

  app.get<{ Params: { id: string } }>('/console/api/calls/:id/recording', async ({ params }, reply) => {
    const journal = find(params.id);
    const recording = journal && app.calls.recordings.of(journal);
    if (!recording) return reply.code(404).send({ error: 'No recording of such a call here' });
    if (!showsTranscripts) {
      return reply.code(403).send({ error: 'It is what was said, and CONSOLE_TRANSCRIPTS is not on' });
    }
    return reply.type('audio/wav').send(Readable.from(wavOf(recording)));
  });

  app.get('/console/api/turns', async () =>
    app.calls.journals.flatMap((journal) => answeredTurns(journal, !isLive(journal))),
  );
};
