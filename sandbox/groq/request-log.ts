/**
 * What the stand-in was asked and what became of it, for tests and the curious. Bounded; holds no keys.
 */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export interface GroqRequest {
  /** Also the `x-request-id` header and `x_groq.id`. */
  readonly id: string;
  /** The parsed JSON body, `undefined` when it was not JSON. */
  readonly body: unknown;
  /** When it arrived, on the `performance.now()` clock. */
  readonly atMs: number;
  /** The status answered; `undefined` while there is none. */
  readonly status: number | undefined;
  /** The text sent so far. */
  readonly sentText: string;
  readonly firstTokenAtMs: number | undefined;
  /** When the exchange was over, for whatever reason. */
  readonly endedAtMs: number | undefined;
  /** The client disconnected before the end. */
  readonly aborted: boolean;
}

/** A request being answered, as the stand-in's own code sees it. */
export interface OpenExchange {
  readonly record: GroqRequest;
  /** Fires when the connection is gone, also at the regular end. */
  readonly gone: AbortSignal;
  addToken(token: string): void;
  /** From here on, a broken connection is our doing. */
  cutByUs(): void;
}

interface RequestLog {
  readonly requests: readonly GroqRequest[];
  /** How many there have been. */
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
    let ours = false;
    count += 1;
    requests.push(record);
    if (requests.length > KEPT) requests.shift();

    response.once('close', () => {
      if (response.headersSent) record.status = response.statusCode;
      record.endedAtMs = performance.now();
      record.aborted = !response.writableFinished && !ours;
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
        ours = true;
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
