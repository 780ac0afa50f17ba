/**
 * Responses that last for as long as a viewer reads them: streams and files. A client that does not read must not keep
 * the server from closing.
 */
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { EventStream } from './event-stream.ts';

interface Download {
  /** The media type. */
  readonly type: string;
  /** The file name in the browser; characters that a file name may not have become `_`. */
  readonly name: string;
  readonly content: Readable;
}

export class OpenAnswers {
  readonly #streams = new Set<EventStream>();
  readonly #downloads = new Set<FastifyReply['raw']>();

  /** Answers with server-sent events and the headers that the reply has so far. `onClose` is called once. */
  stream(reply: FastifyReply, onClose: (stream: EventStream) => void): EventStream {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    const stream = new EventStream(reply.raw, () => {
      this.#streams.delete(stream);
      onClose(stream);
    });
    this.#streams.add(stream);
    return stream;
  }

  /** Answers with a file to save. */
  download(reply: FastifyReply, { type, name, content }: Download): FastifyReply {
    this.#downloads.add(reply.raw);
    reply.raw.once('close', () => this.#downloads.delete(reply.raw));
    const fileName = name.replace(/[^\w.-]/g, '_');
    return reply.type(type).header('Content-Disposition', `attachment; filename="${fileName}"`).send(content);
  }

  /** Aborts every response that is still open. */
  dropAll(): void {
    for (const stream of this.#streams) stream.drop();
    for (const download of this.#downloads) download.destroy();
  }
}
