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
import { VoiceError } from '../../../machines/errors.ts';
import { agentFor } from '../proxy/tunnel.ts';

/** How a socket ended, before `endError` makes an error of it. */
export type SocketEnd =
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason?: string;
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
  socket.on('unexpected-response', (_request, response) => {
    end(refusal(response));
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
      void socket.on('message', (data, isBinary) => listener(isBinary ? (data as Buffer) : data.toString())),
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

function refusal(response: IncomingMessage): SocketEnd {
  const reason = response.headers['dg-error'];
  const requestId = requestIdOf(response);
  return {
    kind: 'refused',
    status: response.statusCode ?? 0,
    ...(typeof reason === 'string' && { reason }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Statuses that another attempt can turn into a session; every other refusal is about the request itself. */
const isTemporary = (status: number): boolean => status === 408 || status === 429 || status >= 500;

const REMEDIES: Readonly<Record<number, string>> = {
  400: 'check the model and its parameters',
  401: 'check the API key',
  402: "check the account's credit",
  403: "check the key's permissions",
  404: 'check the base URL',
  429: "check the account's concurrency limit",
};

/** The error that an end amounts to; before `ready` the vendor counts as never reached. `product`: Deepgram Flux, say. */
export function endError(product: string, end: SocketEnd, ready: boolean): VoiceError {
  switch (end.kind) {
    case 'refused': {
      const { kind: _, ...details } = end;
      return new VoiceError(
        isTemporary(end.status) ? 'STT_UNREACHABLE' : 'STT_REFUSED',
        `${product} answered the handshake with HTTP ${end.status}; expected 101: ${REMEDIES[end.status] ?? "check the base URL and the vendor's status page"}`,
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
        `${product} closed its socket with code ${end.code}; expected it to stay open until we close it: see the vendor's reason in details`,
        { details: { closeCode: end.code, reason: end.reason } },
      );
  }
}

/** The system's name of a failure, e.g. ECONNREFUSED. */
const causeDetails = (cause: unknown): Record<string, unknown> =>
  cause instanceof Error && 'code' in cause ? { systemCode: cause.code } : {};
