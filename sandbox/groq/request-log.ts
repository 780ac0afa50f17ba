/**
 * The latest requests to the stand-in and their outcomes, for tests. Bounded to 500; API keys are not kept.
 */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export interface GroqRequest {
  /** Also the `x-request-id` header and `x_groq.id`. */
  readonly id: string;
  /** The parsed JSON body, `undefined` when it was not JSON. */
  readonly body: unknown;
  /** Arrival of the request, on the `performance.now()` clock. */
  readonly atMs: number;
  /** The status answered; `undefined` while there is none. */
  readonly status: number | undefined;
  /** The text sent so far. */
  readonly sentText: string;
  readonly firstTokenAtMs: number | undefined;
  /** End of the exchange, regular or not. */
  readonly endedAtMs: number | undefined;
  /** The client disconnected before the end. */
  readonly aborted: boolean;
}

/** A request being answered, for the stand-in's own code. */
export interface OpenExchange {
  readonly record: GroqRequest;
  /** Fires when the connection is gone, also at the regular end. */
  readonly gone: AbortSignal;
  addToken(token: string): void;
  /** Marks a coming disconnect as caused by the stand-in, so that it does not count as `aborted`. */
  cutByUs(): void;
}

interface RequestLog {
  readonly requests: readonly GroqRequest[];
  /** Requests since the start, those no longer kept included. */
  readonly count: number;
  open(body: unknown, response: ServerResponse): OpenExchange;
}

const KEPT = 500;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function createRequestLog(): RequestLog {
  const requests: GroqRequest[] = [];
  let count = 0;

  function open(body: unknown, response: ServerResponse): OpenExchange {
    const gone = new AbortController();
    const record: Writable<GroqRequest> = {
      id: `req_${randomBytes(13).toString('hex')}`,
      body,
      atMs: performance.now(),
      status: undefined,
      sentText: '',
      firstTokenAtMs: undefined,
      endedAtMs: undefined,
      aborted: false,
    };
    let isCutByUs = false;
    count += 1;
    requests.push(record);
    if (requests.length > KEPT) requests.shift();

    response.once('close', () => {
      if (response.headersSent) record.status = response.statusCode;
      record.endedAtMs = performance.now();
      record.aborted = !response.writableFinished && !isCutByUs;
      gone.abort();
    });
    return {
      record,
      gone: gone.signal,
      addToken(token) {
        record.firstTokenAtMs ??= performance.now();
        record.sentText += token;
      },
      cutByUs() {
        isCutByUs = true;
      },
    };
  }

  return {
    requests,
    get count() {
      return count;
    },
    open,
  };
}
