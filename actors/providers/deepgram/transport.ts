/**
 * The WebSocket under Deepgram's SDK, plugged in at the SDK's own seam (`transportFactory`).
 *
 *   SDK ──send, close──> `ws` socket ──open, messages──> SDK;  how it ended ──> onEnd, once
 *
 * The SDK's default socket reports a refused handshake as a normal close, loses its status, hides real close codes
 * and cannot be terminated; this transport has none of these faults, and knows no messages, timers or sessions.
 */
import type { IncomingMessage } from 'node:http';
import type { DeepgramTransport } from '@deepgram/sdk';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { VoiceError } from '../../../machines/errors.ts';
import { parseJson } from '../json.ts';
import { agentFor } from '../proxy/tunnel.ts';

/** How a socket ended, before `endError` makes an error of it. */
export type SocketEnd =
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** The vendor's own words and code, from the headers and the body of its answer. */
      readonly reason?: string;
      readonly vendorCode?: string;
      readonly requestId?: string;
    }
  | { readonly kind: 'failed'; readonly cause: unknown }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

export interface SocketTransport extends DeepgramTransport {
  /** The vendor's id of this session, from the answered handshake; empty before, and when it gives none. */
  readonly requestId: string;
  ping(): void;
  /** Ends the connection now, without a closing handshake. */
  terminate(): void;
}

/** `closeTimeout`: how long a closing handshake may take, in ms, before `ws` destroys the socket; real time. */
const SOCKET_OPTIONS = { perMessageDeflate: false, closeTimeout: 500 };

export function openTransport(
  url: string,
  headers: Record<string, string>,
  onEnd: (end: SocketEnd) => void,
): SocketTransport {
  const socket = new WebSocket(url, { ...SOCKET_OPTIONS, headers, agent: agentFor(url) });
  let ended = false;
  let requestId = '';
  const end = (how: SocketEnd): void => {
    if (ended) return;
    ended = true;
    onEnd(how);
  };
  socket.on('upgrade', (response) => {
    requestId = requestIdOf(response) ?? '';
  });
  socket.on('unexpected-response', async (_request, response) => {
    end(await refusal(response));
    socket.terminate();
  });
  socket.on('error', (cause) => end({ kind: 'failed', cause }));
  socket.on('close', (code, reason) => end({ kind: 'closed', code, reason: reason.toString() }));
  return {
    get requestId() {
      return requestId;
    },
    send: (data) => socket.send(data as string | ArrayBufferView),
    onOpen: (listener) => void socket.on('open', listener),
    onMessage: (listener) =>
      // All is JSON: some gateways send text frames on as binary ones (fastify-http-proxy#255, trunk-rs/trunk#219).
      void socket.on('message', (data) => listener(data.toString())),
    onError: (listener) => void socket.on('error', listener),
    onClose: (listener) =>
      void socket.on('close', (code, reason) => listener({ code, reason: reason.toString() })),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.close(1_000), // the SDK's reasons may exceed the 123 bytes that a close frame holds
    ping: () => socket.ping(),
    terminate: () => socket.terminate(),
  };
}

function requestIdOf({ headers }: IncomingMessage): string | undefined {
  const requestId = headers['dg-request-id'];
  return typeof requestId === 'string' ? requestId : undefined;
}

/** The answer's body names the reason where the headers do not; one that breaks off, or never ends, names none. */
async function refusal(response: IncomingMessage): Promise<SocketEnd> {
  const body = parseRefusal(await bodyOf(response));
  const header = response.headers['dg-error'];
  const reason = typeof header === 'string' ? header : body.err_msg;
  const requestId = requestIdOf(response) ?? body.request_id;
  return {
    kind: 'refused',
    status: response.statusCode ?? 0,
    ...(reason !== undefined && { reason }),
    ...(body.err_code !== undefined && { vendorCode: body.err_code }),
    ...(requestId !== undefined && { requestId }),
  };
}

const Refusal = z.object({
  err_code: z.string().optional(),
  err_msg: z.string().optional(),
  request_id: z.string().optional(),
});
type Refusal = z.output<typeof Refusal>;

const parseRefusal = (body: string): Refusal => Refusal.safeParse(parseJson(body)).data ?? {};

/** The longest body that is read, in bytes: the vendor's have some two hundred. */
const LONGEST_BODY = 4_096;

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of response) {
      body += String(chunk);
      if (body.length > LONGEST_BODY) break;
    }
  } catch {
    // What came before the connection broke is enough or it is not.
  }
  return body;
}

/** Statuses that another attempt can turn into a session; every other refusal is about the request itself. */
const isTemporary = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** By status, and by the code in the body where one status has several causes (developers.deepgram.com, Errors). */
const REMEDIES: Readonly<Record<number | string, string>> = {
  400: 'check the model and its parameters; key terms over the limit are refused so, too',
  401: 'check the API key, and that it is of the region of the base URL',
  402: "the project has no credit left: add some in the vendor's console",
  403: "the key's project may not use this model: choose another model, or ask the vendor for it",
  404: 'check the base URL: it must have no path of the API in it',
  429: 'the project has as many streams as its plan allows, and streams that broke count for a while: wait, or ask for more',
  ASR_PAYMENT_REQUIRED: "the project has no credit left: add some in the vendor's console",
};

/** By the code in a close frame's reason (developers.deepgram.com, STT troubleshooting). */
const CLOSES: Readonly<Record<string, string>> = {
  'DATA-0000': 'the vendor could not decode the audio, which must be mu-law at 8 kHz',
  'NET-0000':
    'the vendor had no result in time: see its status page, and whether the key terms are within its limit',
  'NET-0001': 'no audio reached the vendor for its idle limit: check the network',
};
/** `NET-0001`, or its page in a sentence, "See https://dpgr.am/net0001": pipecat#1113, deepgram-dotnet-sdk#133. */
const CLOSE_CODE = /\b(DATA|NET)-?(\d{4})\b/i;

function remedyOfClose(reason: string): string | undefined {
  const [, kind, number] = CLOSE_CODE.exec(reason) ?? [];
  return kind && CLOSES[`${kind.toUpperCase()}-${number}`];
}

/** The error that an end amounts to; before `ready` the vendor counts as never reached. `product`: Deepgram Flux, say. */
export function endError(product: string, end: SocketEnd, ready: boolean): VoiceError {
  switch (end.kind) {
    case 'refused': {
      const { kind: _, ...details } = end;
      return new VoiceError(
        isTemporary(end.status) ? 'STT_UNREACHABLE' : 'STT_REFUSED',
        `${product} answered the handshake with HTTP ${end.status}; expected 101: ${REMEDIES[end.vendorCode ?? ''] ?? REMEDIES[end.status] ?? "check the base URL and the vendor's status page"}`,
        { details },
      );
    }
    case 'failed':
      return ready
        ? new VoiceError(
            'STT_LOST',
            `The ${product} socket failed; expected it to stay open until we close it: check the network`,
            { details: causeDetails(end.cause), cause: end.cause },
          )
        : new VoiceError(
            'STT_UNREACHABLE',
            `${product} could not be reached; expected a WebSocket handshake: check the base URL and egress`,
            { details: causeDetails(end.cause), cause: end.cause },
          );
    case 'closed':
      return new VoiceError(
        ready ? 'STT_LOST' : 'STT_UNREACHABLE',
        `${product} closed its socket with code ${end.code}; expected it to stay open until we close it: ${remedyOfClose(end.reason) ?? "see the vendor's reason in details"}`,
        { details: { closeCode: end.code, reason: end.reason } },
      );
  }
}

/** The system's name of a failure, e.g. ECONNREFUSED. */
const causeDetails = (cause: unknown): Record<string, unknown> =>
  cause instanceof Error && 'code' in cause ? { systemCode: cause.code } : {};
