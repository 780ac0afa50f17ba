/**
 * The `fetch` we give a vendor's SDK: undici's `request`, so that a successful body arrives as a Node stream.
 *
 * A web stream puts a chain of promises before every chunk. Measured with 50 replies at once on loopback, through
 * the SDK: 2 to 5 ms from a token written to a token heard, and 1.2 ms of CPU a reply; this way 0.5 ms and 0.6 ms.
 * Connections stay open between turns: Node's own fetch drops them after 4 s.
 */
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';

/** Idle connections outlive a caller's longest usual turn. */
export const createKeepAliveAgent = (): Agent =>
  new Agent({ keepAliveTimeout: 60_000, keepAliveMaxTimeout: 600_000 });

/** A 2xx response whose body is `stream`; the web body is empty. */
export class StreamedResponse extends Response {
  readonly stream: Readable;

  constructor(stream: Readable, init: { status: number; headers: Headers }) {
    super(null, init);
    this.stream = stream;
  }
}

type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

export function createStreamingFetch(dispatcher: Dispatcher): Fetch {
  return async (url, init = {}) => {
    const { statusCode, headers, body } = await request(String(url), {
      dispatcher,
      method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: [...new Headers(init.headers)].flat(),
      body: typeof init.body === 'string' ? init.body : null,
      signal: init.signal,
    });
    const answer = { status: statusCode, headers: toHeaders(headers) };
    if (statusCode >= 200 && statusCode < 300) return new StreamedResponse(body, answer);
    return new Response(await body.text(), answer);
  };
}

function toHeaders(incoming: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return headers;
}
