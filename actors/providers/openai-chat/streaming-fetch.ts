/**
 * A `fetch` for streamed answers: the connection is given the request in the tick of the call, and the body of an accepted
 * answer goes to the request's reader, in the tick the socket delivers it.
 *
 *   request ──dispatch──> bytes, decompressed ──> 2xx ──> reader;   anything else ──> Response ──> the SDK's errors
 *
 * A web stream puts a chain of promises before every chunk, and undici's `request` a Node stream: decision 0007 has the
 * figures. Node's own fetch drops idle connections after 4 s.
 */
import type { Transform } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { decompressorOf } from '../decompression.ts';
import { connectorFor } from '../proxy/tunnel.ts';

/** The connections to one endpoint. */
export interface Dispatchers {
  /** Connections stay open between turns: idle ones outlive a caller's longest usual turn. */
  readonly kept: Dispatcher;
  /** Opens a new connection for each request, when one that was kept turned out to be closed. */
  readonly fresh: Dispatcher;
  close(): Promise<void>;
}

/** `url`: an address of the endpoint, by which the proxy is chosen. */
export function createDispatchers(url: string): Dispatchers {
  const connect = connectorFor(url);
  const through = connect && { connect };
  const kept = new Agent({ keepAliveTimeout: 60_000, keepAliveMaxTimeout: 600_000, ...through });
  const fresh = new Agent({ pipelining: 0, ...through });
  return {
    kept,
    fresh,
    close: async () => {
      await Promise.all([kept.destroy(), fresh.destroy()]);
    },
  };
}

export type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Reads an accepted answer. What came before it is the Response, or its rejection. */
export interface ResponseReader {
  opened(headers: IncomingHeaders): void;
  chunk(bytes: Buffer): void;
  end(): void;
  /** The answer broke off, or the request was aborted. Nothing follows. */
  broke(thrown: unknown): void;
}

/** `reader`: without one an accepted body is dropped. `isFresh`: over a new connection. */
type StreamingInit = RequestInit & { readonly reader?: ResponseReader; readonly isFresh?: boolean };
export type StreamingFetch = (url: string | URL | Request, init?: StreamingInit) => Promise<Response>;

/** The SDK sends the same headers with every turn; undici wants them as names and values in a row. */
const rows = new WeakMap<Headers, string[]>();

function toRow(headers: Headers): string[] {
  const row = rows.get(headers) ?? [...headers].flat();
  rows.set(headers, row);
  return row;
}

export function createStreamingFetch({ kept, fresh }: Dispatchers): StreamingFetch {
  return (url, { method = 'GET', headers, body, signal, reader, isFresh = false } = {}) => {
    const { origin, pathname, search } = new URL(String(url));
    const exchange = new Exchange(signal ?? undefined, reader);
    (isFresh ? fresh : kept).dispatch(
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
 * The error that destroys the socket of an aborted request: one for all requests, because Node reads the stack of
 * each error, and under source maps that takes longer than the rest of a barge-in.
 */
const ABORTED = new Error('The request was aborted');

class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<Response>;
  readonly #signal: AbortSignal | undefined;
  readonly #reader: ResponseReader | undefined;
  #resolve: (response: Response) => void = () => {};
  #reject: (thrown: unknown) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;
  #refusal: { readonly status: number; readonly headers: Headers; readonly parts: Buffer[] } | undefined;
  #isAccepted = false;
  #encoding: string | undefined;
  /** Undefined until the first bytes, and null when they are plain. */
  #decompressor: Transform | null | undefined;

  constructor(signal: AbortSignal | undefined, reader: ResponseReader | undefined) {
    this.#signal = signal;
    this.#reader = reader;
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

  onResponseStart(_: unknown, status: number, headers: IncomingHeaders): void {
    if (status < 200) return;
    this.#encoding = String(headers['content-encoding'] ?? '').toLowerCase();
    if (status >= 300) {
      this.#refusal = { status, headers: toHeaders(headers), parts: [] };
      return;
    }
    this.#isAccepted = true;
    this.#reader?.opened(headers);
    this.#resolve(new Response(null, { status }));
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#decompressor === undefined) {
      this.#decompressor = decompressorOf(this.#encoding, bytes) ?? null;
      this.#decompressor
        ?.on('data', (plain: Buffer) => this.#take(plain))
        .on('end', () => this.#ended())
        .on('error', (error) => this.onResponseError(controller, error));
    }
    if (this.#decompressor) this.#decompressor.write(bytes);
    else this.#take(bytes);
  }

  onResponseEnd(): void {
    if (this.#decompressor) this.#decompressor.end();
    else this.#ended();
  }

  #take(bytes: Buffer): void {
    if (this.#refusal) this.#refusal.parts.push(bytes);
    else this.#reader?.chunk(bytes);
  }

  #ended(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    if (this.#refusal) {
      const { parts, ...init } = this.#refusal;
      this.#resolve(new Response(Buffer.concat(parts).toString(), init));
    } else this.#reader?.end();
  }

  onResponseError(_: unknown, error: Error): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#reject(error);
    if (this.#isAccepted) this.#reader?.broke(error);
  }

  readonly #abort = (): void => {
    this.#reject(this.#signal?.reason);
    this.#controller?.abort(ABORTED);
  };
}

function toHeaders(incoming: IncomingHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return headers;
}
