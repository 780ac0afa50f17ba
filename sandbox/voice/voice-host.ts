/**
 * The server of a TTS vendor's stand-in: WebSocket and HTTP on one port of 127.0.0.1, and the faults of both.
 *
 *   upgrade ──admit──> serve       any other request ──> answer
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FliteVoice, Synthesizer } from './flite.ts';
import type { Trouble, Troubles, VoiceFaults } from './troubles.ts';

/** Options that the stand-in of every TTS vendor takes. */
export interface VoiceStandInOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly synthesizer: Synthesizer;
  /** The voice that speaks, whichever voice is asked for. Default `slt`. */
  readonly voice?: FliteVoice;
  /** When set, clients with another key are refused. */
  readonly apiKey?: string;
  readonly delays?: VoiceDelays;
}

interface VoiceDelays {
  /** Time from text to its first audio, in ms; longer when synthesis takes longer. Default 75. */
  readonly ttfbMs?: number;
  /** Time before a socket opens, in ms. Default 0. */
  readonly handshakeMs?: number;
  /** How much faster than real time audio is sent. Default 4. */
  readonly realtimeFactor?: number;
}

export interface VoiceStandIn<Stats> extends VoiceHost {
  readonly stats: Readonly<Stats>;
}

/** One open socket, as the faults need it. */
export interface VoiceSocket {
  /** Ends every context that has text to speak, for lack of credit. */
  runOutOfQuota(): void;
  /** Closes with `code`; without `code` the connection breaks. */
  drop(code: number | undefined): void;
}

interface VoiceHostOptions {
  readonly port: number;
  /** Time before a socket opens, in ms. */
  readonly handshakeMs: number;
  readonly troubles: Troubles;
  /** The HTTP status that refuses an upgrade, alone or with a body; `undefined` accepts it. */
  admit(request: IncomingMessage, url: URL): number | readonly [number, object] | undefined;
  serve(client: WebSocket, request: IncomingMessage, url: URL): VoiceSocket;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface VoiceHost {
  /** `ws://127.0.0.1:PORT`; HTTP is at the same address. */
  readonly url: string;
  readonly faults: VoiceFaults;
  /** Ends every socket and request; idempotent. */
  close(): Promise<void>;
}

/** Rejects when the port is taken. */
export async function hostVoice(options: VoiceHostOptions): Promise<VoiceHost> {
  const { port, handshakeMs, troubles, admit, serve, answer } = options;
  const open = new Set<VoiceSocket>();
  const closing = new AbortController();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    await sleep(handshakeMs, undefined, { ref: false, signal: closing.signal });
    const refusal = admit(request, url);
    if (typeof refusal === 'number') return refuse(socket, refusal);
    if (refusal !== undefined) return refuse(socket, refusal[0], JSON.stringify(refusal[1]));
    sockets.handleUpgrade(request, socket, head, (client) => {
      const served = serve(client, request, url);
      open.add(served);
      client.on('close', () => open.delete(served));
    });
  };
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    accept(request, socket, head).catch(() => socket.destroy());
  });

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  let closed: Promise<unknown> | undefined;
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: createFaults(troubles, open),
    async close() {
      closed ??= new Promise((resolve) => {
        server.close(resolve);
        closing.abort();
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
        troubles.become(undefined);
      });
      await closed;
    },
  };
}

function createFaults(troubles: Troubles, open: Iterable<VoiceSocket>): VoiceFaults {
  const become = (trouble: Trouble | undefined) => () => troubles.become(trouble);
  return {
    refuseHandshakes: (status) => {
      troubles.refusal = status;
    },
    dropSockets: (code) => {
      for (const socket of open) socket.drop(code);
    },
    stall: become('stalled'),
    zeroAudio: become('silent'),
    garbage: become('garbling'),
    busy: become('busy'),
    quota: () => {
      troubles.become('outOfQuota');
      for (const socket of open) socket.runOutOfQuota();
    },
    recover: () => {
      troubles.refusal = undefined;
      troubles.become(undefined);
    },
  };
}

const refuse = (socket: Duplex, status: number, body = ''): void => {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy());
};
