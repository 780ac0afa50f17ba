/** `/console/api`: what a viewer is told of calls (readings/console.ts). */
import { Readable } from 'node:stream';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { PARLEY_VERSION } from '../../call/journal/machine-version.ts';
import type { CallHeader } from '../../readings/console.ts';
import { CallHub } from '../console/call-hub.ts';
import { CallRows } from '../console/call-rows.ts';
import { CallsBoard } from '../console/calls-board.ts';
import { EventStream } from '../console/event-stream.ts';
import { SECURITY_HEADERS } from '../console/security-headers.ts';
import { turnWaitsOf } from '../console/turn-waits.ts';
import { journalLines } from '../journal/journal-file.ts';
import type { KnownCall } from '../plugins/calls.ts';
import { wavOf } from '../recording/wav-file.ts';

/** `showsTranscripts`: whether words and numbers are shown. */
export const consoleCallRoutes: FastifyPluginAsync<{ showsTranscripts: boolean }> = async (
  app,
  { showsTranscripts },
) => {
  const { calls } = app;
  const board = new CallsBoard(new CallRows(calls, showsTranscripts), () => new Date());
  const hubs = new Map<KnownCall, CallHub>();
  const streams = new Set<EventStream>();
  const downloads = new Set<FastifyReply['raw']>();

  app.addHook('onRequest', app.requireOwnOrigin);
  app.addHook('onRequest', app.requireViewer);
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS).header('Cache-Control', 'no-store');
  });
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.drop();
    for (const download of downloads) download.destroy();
  });

  const find = (id: string): KnownCall | undefined =>
    calls.known.findLast(({ journal }) => journal.id === id);
  const openStream = (reply: FastifyReply, onClose: (stream: EventStream) => void): EventStream => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    const stream = new EventStream(reply.raw, () => {
      streams.delete(stream);
      onClose(stream);
    });
    streams.add(stream);
    return stream;
  };
  const hubOf = (call: KnownCall): CallHub => {
    const hub =
      hubs.get(call) ?? new CallHub({ call, showsTranscripts, onUnwatched: () => hubs.delete(call) });
    hubs.set(call, hub);
    return hub;
  };
  const headerOf = ({ journal, outcome }: KnownCall): CallHeader | undefined => {
    const isLive = outcome === undefined;
    const recording = showsTranscripts ? calls.recordings.of(journal) : undefined;
    return (
      journal.subject && {
        id: journal.id,
        startedAt: journal.startedAt.toISOString(),
        isLive,
        nowMs: isLive ? journal.nowMs : (journal.entries.at(-1)?.atMs ?? 0),
        input: journal.subject.input,
        machine: journal.subject.machine,
        version: PARLEY_VERSION,
        transcripts: journal.keepsTranscripts && showsTranscripts,
        hasRecording: recording !== undefined,
        ...(recording?.isCut && { recordingEndsAtMs: recording.durationMs }),
      }
    );
  };
  /** A client that does not read it must not keep the server from closing. */
  const sendFile = (reply: FastifyReply, type: string, name: string, content: Readable): FastifyReply => {
    downloads.add(reply.raw);
    reply.raw.once('close', () => downloads.delete(reply.raw));
    const fileName = name.replace(/[^\w.-]/g, '_');
    return reply.type(type).header('Content-Disposition', `attachment; filename="${fileName}"`).send(content);
  };

  app.get('/console/api/calls/stream', (_request, reply) => {
    board.add(openStream(reply, (stream) => board.remove(stream)));
  });

  app.get<{ Params: { id: string }; Querystring: { after?: unknown } }>(
    '/console/api/calls/:id/stream',
    (request, reply) => {
      const call = find(request.params.id);
      const header = call && headerOf(call);
      if (!call || !header) return reply.code(404).send({ error: 'No such call here' });
      const hub = hubOf(call);
      const stream = openStream(reply, (closed) => hub.remove(closed));
      stream.send('call', JSON.stringify(header));
      // A browser says it in the header; a page that opens a new stream can only ask.
      const lastEventId = request.headers['last-event-id'] ?? request.query.after;
      return hub.add(stream, typeof lastEventId === 'string' ? lastEventId : undefined);
    },
  );

  app.get<{ Params: { id: string } }>('/console/api/calls/:id/journal', async ({ params }, reply) => {
    const journal = find(params.id)?.journal;
    if (!journal) return reply.code(404).send({ error: 'No such call here' });
    if (journal.keepsTranscripts && !showsTranscripts) {
      return reply.code(403).send({ error: 'It holds what was said, and CONSOLE_TRANSCRIPTS is not on' });
    }
    const lines = Readable.from(journalLines(journal));
    return sendFile(reply, 'application/x-ndjson', `${journal.id}.jsonl`, lines);
  });

  app.get<{ Params: { id: string } }>('/console/api/calls/:id/recording', async ({ params }, reply) => {
    const journal = find(params.id)?.journal;
    const recording = journal && calls.recordings.of(journal);
    if (!recording) return reply.code(404).send({ error: 'No recording of such a call here' });
    if (!showsTranscripts) {
      return reply.code(403).send({ error: 'It is what was said, and CONSOLE_TRANSCRIPTS is not on' });
    }
    return sendFile(reply, 'audio/wav', `${journal.id}.wav`, Readable.from(wavOf(recording)));
  });

  app.get('/console/api/waits', async () => calls.known.flatMap(turnWaitsOf));
};
