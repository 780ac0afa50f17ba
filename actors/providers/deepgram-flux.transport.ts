/**
 * The WebSocket under Deepgram's SDK, plugged in at the SDK's own seam (`transportFactory`).
 *
 *   SDK ──send, close──> `ws` socket ──open, messages──> SDK;  how it ended ──> onEnd, once
 *
 * The SDK's default socket reports a refused handshake as a normal close, loses its status, hides real close codes
 * and cannot be terminated; this one can. It knows no messages, no timers and no session.
 */
import type { IncomingMessage } from 'node:http';
import type { DeepgramTransport } from '@deepgram/sdk';
import { WebSocket } from 'ws';
import { VoiceError } from '../../machines/errors.ts';

/** How a socket ended, in the network's words. */
export type SocketEnd =
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason?: string;
      readonly requestId?: string;
    }
  | { readonly kind: 'failed'; readonly cause: unknown }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

export interface FluxTransport extends DeepgramTransport {
  ping(): void;
  /** Ends the connection now, without a closing handshake. */
  terminate(): void;
}

/** `closeTimeout`: how long a closing handshake may take, in ms, before `ws` destroys the socket; real time. */
const SOCKET_OPTIONS = { perMessageDeflate: false, closeTimeout: 500 };

export function openFluxTransport(
  url: string,
  headers: Record<string, string>,
  onEnd: (end: SocketEnd) => void,
): FluxTransport {
  const socket = new WebSocket(url, { ...SOCKET_OPTIONS, headers });
  let ended = false;
  const end = (how: SocketEnd): void => {
    if (ended) return;
    ended = true;
    onEnd(how);
  };
  socket.on('unexpected-response', (_request, response) => {
    end(refusal(response));
    socket.terminate();
  });
  socket.on('error', (cause) => end({ kind: 'failed', cause }));
  socket.on('close', (code, reason) => end({ kind: 'closed', code, reason: reason.toString() }));
  return {
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

function refusal({ statusCode = 0, headers }: IncomingMessage): SocketEnd {
  const [reason, requestId] = [headers['dg-error'], headers['dg-request-id']];
  return {
    kind: 'refused',
    status: statusCode,
    ...(typeof reason === 'string' && { reason }),
    ...(typeof requestId === 'string' && { requestId }),
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

/** The error that an end amounts to; before `ready` the vendor counts as never reached. */
export function endError(end: SocketEnd, ready: boolean): VoiceError {
  switch (end.kind) {
    case 'refused': {
      const { kind: _, ...details } = end;
      return new VoiceError(
        isTemporary(end.status) ? 'STT_UNREACHABLE' : 'STT_REFUSED',
        `Deepgram Flux answered the handshake with HTTP ${end.status}; expected 101: ${REMEDIES[end.status] ?? "check the base URL and the vendor's status page"}`,
        { details },
      );
    }
    case 'failed':
      return ready
        ? new VoiceError(
            'STT_LOST',
            'The Deepgram Flux socket failed; expected it to stay open until we close it: check the network',
            { details: causeDetails(end.cause), cause: end.cause },
          )
        : new VoiceError(
            'STT_UNREACHABLE',
            'Deepgram Flux could not be reached; expected a WebSocket handshake: check the base URL and egress',
            { details: causeDetails(end.cause), cause: end.cause },
          );
    case 'closed':
      return new VoiceError(
        ready ? 'STT_LOST' : 'STT_UNREACHABLE',
        `Deepgram Flux closed its socket with code ${end.code}; expected it to stay open until we close it: see the vendor's reason in details`,
        { details: { closeCode: end.code, reason: end.reason } },
      );
  }
}

/** The system's name of a failure, e.g. ECONNREFUSED. */
const causeDetails = (cause: unknown): Record<string, unknown> =>
  cause instanceof Error && 'code' in cause ? { systemCode: cause.code } : {};
