/**
 * The `fetch` we give a vendor's SDK: one exchange on undici's dispatcher, whose body is handed over chunk by chunk
 * in the tick the socket delivers it.
 *
 *   request ──dispatch──> headers ──> StreamedResponse;   chunks ──> its ByteStream ──> one reader
 *
 * A web stream puts a chain of promises before every chunk, and undici's `request` a Node stream: decision 0007 has
 * the figures. Connections stay open between turns: Node's own fetch drops them after 4 s.
 */
import { Agent, type Dispatcher } from 'undici';

/** Idle connections outlive a caller's longest usual turn. */
export const createKeepAliveAgent = (): Agent =>
  new Agent({ keepAliveTimeout: 60_000, keepAliveMaxTimeout: 600_000 });

export interface ByteReader {
  chunk(bytes: Buffer): void;
  end(): void;
  /** It broke, or was aborted. Nothing follows. */
  broke(thrown: unknown): void;
}

/** A body as it arrives. What comes before anyone reads is kept; it has one reader. */
export class ByteStream {
  readonly #kept: Buffer[] = [];
  #reader: ByteReader | undefined;
  #end: ((reader: ByteReader) => void) | undefined;

  read(reader: ByteReader): void {
    this.#reader = reader;
    for (const bytes of this.#kept.splice(0)) reader.chunk(bytes);
    this.#end?.(reader);
  }

  write(bytes: Buffer): void {
    if (this.#reader) this.#reader.chunk(bytes);
    else this.#kept.push(bytes);
  }

  /** `how` tells the reader; the first ending counts. */
  finish(how: (reader: ByteReader) => void): void {
    if (this.#end) return;
    this.#end = how;
    if (this.#reader) how(this.#reader);
  }
}

/** A 2xx response whose body is `stream`; the web body is empty. */
export class StreamedResponse extends Response {
  readonly stream: ByteStream;

  constructor(stream: ByteStream, init: { status: number; headers: Record<string, string> }) {
    super(null, init);
    this.stream = stream;
  }
}

type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The SDK sends the same headers with every turn; undici wants them as names and values in a row. */
const rows = new WeakMap<Headers, string[]>();

function toRow(headers: Headers): string[] {
  const row = rows.get(headers) ?? [...headers].flat();
  rows.set(headers, row);
  return row;
}

export function createStreamingFetch(dispatcher: Dispatcher): Fetch {
  return (url, { method = 'GET', headers, body, signal } = {}) => {
    const { origin, pathname, search } = new URL(String(url));
    const exchange = new Exchange(signal ?? undefined);
    dispatcher.dispatch(
      {
        origin,
        path: pathname + search,
        method: method as Dispatcher.HttpMethod,
        headers: toRow(headers instanceof Headers ? headers : new Headers(headers)),
        body: typeof body === 'string' ? body : null,
      },
      exchange,
    );
    return exchange.response;
  };
}

/**
 * What a socket is destroyed with when its request is aborted: one for all, because Node reads the stack of each,
 * and under source maps that takes longer than the rest of a barge-in.
 */
const ABORTED = new Error('The request was aborted');

class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<Response>;
  readonly #signal: AbortSignal | undefined;
  readonly #stream = new ByteStream();
  #resolve: (response: Response) => void = () => {};
  #reject: (thrown: unknown) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (signal?.aborted) this.#reject(signal.reason);
    else signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** Also called when the request was aborted while it waited for a connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted) controller.abort(ABORTED);
  }

  onResponseStart(_: unknown, status: number, incoming: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    const answer = { status, headers: toHeaders(incoming) };
    if (status < 300) this.#resolve(new StreamedResponse(this.#stream, answer));
    else this.#stream.read(new TextReader((text) => this.#resolve(new Response(text, answer)), this.#reject));
  }

  onResponseData(_: unknown, bytes: Buffer): void {
    this.#stream.write(bytes);
  }

  onResponseEnd(): void {
    this.#over((reader) => reader.end());
  }

  onResponseError(_: unknown, error: Error): void {
    this.#reject(error);
    this.#over((reader) => reader.broke(error));
  }

  readonly #abort = (): void => {
    this.#reject(this.#signal?.reason);
    this.#controller?.abort(ABORTED);
  };

  #over(how: (reader: ByteReader) => void): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#stream.finish(how);
  }
}

/** A body that is wanted whole: a refusal's. */
class TextReader implements ByteReader {
  readonly #parts: Buffer[] = [];
  readonly #done: (text: string) => void;
  readonly broke: (thrown: unknown) => void;

  constructor(done: (text: string) => void, broke: (thrown: unknown) => void) {
    this.#done = done;
    this.broke = broke;
  }

  chunk(bytes: Buffer): void {
    this.#parts.push(bytes);
  }

  end(): void {
    this.#done(Buffer.concat(this.#parts).toString());
  }
}

function toHeaders(incoming: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}
