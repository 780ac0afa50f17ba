/** `/console/api`: calls for a viewer, as streams and files (readings/console.ts). */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { headerOf } from '../console/call-header.ts';
import { CallHub } from '../console/call-hub.ts';
import { CallRows } from '../console/call-rows.ts';
import { CallsBoard } from '../console/calls-board.ts';
import { OpenAnswers } from '../console/open-answers.ts';
import { SECURITY_HEADERS } from '../console/security-headers.ts';
import { turnWaitsOf } from '../console/turn-waits.ts';
import { journalLines } from '../journal/journal-file.ts';
import type { KnownCall } from '../plugins/calls.ts';
import { wavOf } from '../recording/wav-file.ts';

/** `showsTranscripts`: whether viewers see words and phone numbers. */
export const consoleCallRoutes: FastifyPluginAsync<{ showsTranscripts: boolean }> = async (
  app,
  { showsTranscripts },
) => {
  const answers = new OpenAnswers();
  app.addHook('onRequest', app.requireOwnOrigin);
  app.addHook('onRequest', app.requireViewer);
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS).header('Cache-Control', 'no-store');
  });
  app.addHook('preClose', async () => answers.dropAll());

  addStreams(app, answers, showsTranscripts);
  addDownloads(app, answers, showsTranscripts);
  app.get('/console/api/waits', async () => app.calls.known.flatMap(turnWaitsOf));
};

interface OfCall {
  readonly Params: { readonly id: string };
}

const find = ({ calls }: FastifyInstance, id: string): KnownCall | undefined =>
  calls.known.findLast(({ journal }) => journal.id === id);

/** Streams of the list of calls and of one call. */
function addStreams(app: FastifyInstance, answers: OpenAnswers, showsTranscripts: boolean): void {
  const { calls } = app;
  const board = new CallsBoard(new CallRows(calls, showsTranscripts), () => new Date());
  const hubs = new Map<KnownCall, CallHub>();
  const hubOf = (call: KnownCall): CallHub => {
    const hub =
      hubs.get(call) ?? new CallHub({ call, showsTranscripts, onUnwatched: () => hubs.delete(call) });
    hubs.set(call, hub);
    return hub;
  };

  app.get('/console/api/calls/stream', (_request, reply) => {
    board.add(answers.stream(reply, (stream) => board.remove(stream)));
  });

  app.get<OfCall & { Querystring: { after?: unknown } }>(
    '/console/api/calls/:id/stream',
    (request, reply) => {
      const call = find(app, request.params.id);
      const header = call && headerOf(call, { recordings: calls.recordings, showsTranscripts });
      if (!call || !header) return reply.code(404).send({ error: 'No such call here' });
      const hub = hubOf(call);
      const stream = answers.stream(reply, (closed) => hub.remove(closed));
      stream.send('call', JSON.stringify(header));
      // A browser that reconnects sends the header; a page that opens a new stream can only set the query.
      const lastEventId = request.headers['last-event-id'] ?? request.query.after;
      return hub.add(stream, typeof lastEventId === 'string' ? lastEventId : undefined);
    },
  );
}

/** A call's journal and its recording, as files. */
function addDownloads(app: FastifyInstance, answers: OpenAnswers, showsTranscripts: boolean): void {
  app.get<OfCall>('/console/api/calls/:id/journal', async ({ params }, reply) => {
    const journal = find(app, params.id)?.journal;
    if (!journal) return reply.code(404).send({ error: 'No such call here' });
    if (journal.keepsTranscripts && !showsTranscripts) {
      return reply
        .code(403)
        .send({ error: 'The journal holds transcripts, and CONSOLE_TRANSCRIPTS is not on' });
    }
    const content = Readable.from(journalLines(journal));
    return answers.download(reply, { type: 'application/x-ndjson', name: `${journal.id}.jsonl`, content });
  });

  app.get<OfCall>('/console/api/calls/:id/recording', async ({ params }, reply) => {
    const journal = find(app, params.id)?.journal;
    const recording = journal && app.calls.recordings.of(journal);
    if (!recording) return reply.code(404).send({ error: 'No recording of such a call here' });
    if (!showsTranscripts) {
      return reply.code(403).send({ error: 'Recordings need CONSOLE_TRANSCRIPTS=on' });
    }
    const content = Readable.from(wavOf(recording));
    return answers.download(reply, { type: 'audio/wav', name: `${journal.id}.wav`, content });
  });
}
