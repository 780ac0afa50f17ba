/**
 * Deepgram Flux, on loopback: the exact `/v2/listen` protocol, and ears that really hear the sandbox's phone.
 *
 *   upgrade ──> fault? ──> path, key, parameters ──> session (audio in, TurnInfo out)
 *
 * Without a phrase book a session says only what a test makes it `emit`. Knows nothing of the product.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { createFaults, type DeepgramFaults } from './deepgram/faults.ts';
import { type Admission, admit, refusalWith, refuse } from './deepgram/handshake.ts';
import { type FluxSession, Session } from './deepgram/session.ts';
import { type Ear, openEar } from './hearing/ear.ts';
import type { PhraseBook } from './hearing/phrase-book.ts';
import { loadSilero } from './hearing/silero.ts';
import { settled } from './settled.ts';

export interface DeepgramOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The lines sessions understand. Absent: they hear nothing by themselves, only `session.emit` speaks. */
  readonly phraseBook?: PhraseBook;
  /** The only key accepted; absent, any key will do. */
  readonly apiKey?: string;
  /** Whether ForceEndTurn is enabled for this account, which Deepgram does on request. Default true. */
  readonly forceEndTurn?: boolean;
  readonly delays?: {
    /** Silence after a finished sentence until EndOfTurn at the default threshold of 0.7, in ms of audio. Default 260. */
    readonly endOfTurnMs?: number;
    /** From the request to the answered upgrade. Default 0. */
    readonly handshakeMs?: number;
  };
  /** Called with each session as it opens. */
  readonly onSession?: (session: FluxSession) => void;
}

export interface DeepgramStandIn {
  /** `ws://127.0.0.1:PORT`, the product's base URL. */
  readonly url: string;
  /** The open sessions, oldest first. */
  readonly sessions: readonly FluxSession[];
  readonly faults: DeepgramFaults;
  /** The next session to open. */
  nextSession(): Promise<FluxSession>;
  /** Resolves when the clients have handled all that was sent to them, and what they sent before is here. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startDeepgram(options: DeepgramOptions = {}): Promise<DeepgramStandIn> {
  const { phraseBook, delays = {} } = options;
  if (phraseBook) await loadSilero();
  const sessions = new Set<Session>();
  const connections = new Set<Duplex>();
  const requestIds = new WeakMap<IncomingMessage, string>();
  const { faults, handshake } = createFaults(sessions);
  let waiting: ((session: FluxSession) => void)[] = [];

  const server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true });

  function openSession(
    socket: WebSocket,
    requestId: string,
    { query, settings }: Admission,
    ear?: Ear,
  ): void {
    const session = new Session({
      socket,
      requestId,
      query,
      settings,
      ear,
      endOfTurnMs: delays.endOfTurnMs ?? 260,
      isForceEndTurnEnabled: options.forceEndTurn ?? true,
    });
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
    if (handshake.hangAt !== 'connected') session.connect();
    const told = waiting;
    waiting = [];
    options.onSession?.(session);
    for (const tell of told) tell(session);
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (handshake.hangAt === 'upgrade') return;
    if (delays.handshakeMs) await delay(delays.handshakeMs);
    const requestId = randomUUID();
    const answer =
      handshake.refuseStatus === undefined
        ? admit(request, options.apiKey)
        : refusalWith(handshake.refuseStatus);
    if ('status' in answer) return refuse(socket, requestId, answer);
    const ear = phraseBook && (await openEar(phraseBook));
    requestIds.set(request, requestId);
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      openSession(webSocket, requestId, answer, ear),
    );
  }

  sockets.on('headers', (headers, request) => headers.push(`dg-request-id: ${requestIds.get(request)}`));
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch(() => socket.destroy());
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `ws://127.0.0.1:${port}`,
    get sessions() {
      return [...sessions];
    },
    faults,
    nextSession: () => new Promise((resolve) => waiting.push(resolve)),
    settled: () => settled(sockets.clients),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
