/**
 * AssemblyAI Universal-Streaming, on loopback: the exact v3 protocol, and ears that really hear the sandbox's phone.
 *
 *   upgrade ──> fault? ──> key, parameters ──> Begin ──> session (audio in, Turn out)
 *
 * Without a phrase book a session says only what a test makes it `emit`. Knows nothing of the product. Sessions do not
 * expire by themselves, and `inactivity_timeout` is taken and not enforced: nothing here runs on a timer.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { PhraseBook } from '../hearing/phrase-book.ts';
import { createRecognizers } from '../hearing/recognizer.ts';
import { Roster } from '../roster.ts';
import { hostWebSockets } from '../web-socket-host.ts';
import { type Admission, admit, isStreamPath, type Refusal } from './admission.ts';
import type { RateLimit } from './audio-rules.ts';
import { type AssemblyAiFaults, createFaults, reasonFor } from './faults.ts';
import { StreamMessages } from './messages.ts';
import { Session, type StreamSession } from './session.ts';

export interface AssemblyAiOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The lines sessions understand. Absent: they hear nothing by themselves, only `session.emit` speaks. */
  readonly phraseBook?: PhraseBook;
  /** The only key accepted; absent, any key will do. */
  readonly apiKey?: string;
  /**
   * How much faster than real time audio may come. Default 1,500 ms ahead on the real clock: less than a flushed
   * backlog of 2 s, and more than a busy machine's stall. A `toleranceMs` of Infinity takes any pace.
   */
  readonly rateLimit?: RateLimit;
  readonly delays?: {
    /** Silence after a finished sentence until it is 0.4 sure, in ms of audio. Default 260. */
    readonly endOfTurnMs?: number;
    /** From the request to the answered upgrade. Default 0. */
    readonly handshakeMs?: number;
  };
  /** Called with each session as it begins. */
  readonly onSession?: (session: StreamSession) => void;
}

export interface AssemblyAiStandIn {
  /** `ws://127.0.0.1:PORT`, the product's base URL. */
  readonly url: string;
  /** The open sessions, oldest first. */
  readonly sessions: readonly StreamSession[];
  readonly faults: AssemblyAiFaults;
  /** The next session to begin. */
  nextSession(): Promise<StreamSession>;
  close(): Promise<void>;
}

const REAL_TIME: RateLimit = { toleranceMs: 1_500, now: () => performance.now() };

export async function startAssemblyAi(options: AssemblyAiOptions = {}): Promise<AssemblyAiStandIn> {
  const { phraseBook, delays = {}, rateLimit = REAL_TIME } = options;
  const openRecognizer = phraseBook && (await createRecognizers(phraseBook));
  const roster = new Roster<Session>();
  const { faults, handshake } = createFaults(() => roster.sessions);

  // pongs are the session's to send, or not
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });

  function openSession(socket: WebSocket, { query, settings }: Admission): void {
    const ear = openRecognizer?.();
    socket.once('close', () => ear?.close());
    const session = new Session({
      socket,
      id: randomUUID(),
      query,
      settings,
      ear,
      endOfTurnMs: delays.endOfTurnMs ?? 260,
      rateLimit,
    });
    roster.add(session, socket);
    if (handshake.hangAt !== 'begin') session.begin();
    options.onSession?.(session);
    roster.announce(session);
  }

  const check = (request: IncomingMessage): Admission | Refusal =>
    handshake.refusal === undefined
      ? admit(request, options.apiKey)
      : { code: handshake.refusal, reason: reasonFor(handshake.refusal) };

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (handshake.hangAt === 'upgrade') return;
    if (delays.handshakeMs) await delay(delays.handshakeMs);
    if (!isStreamPath(request)) {
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const answer = check(request);
      if ('code' in answer) refuse(webSocket, answer);
      else openSession(webSocket, answer);
    });
  }

  const host = await hostWebSockets(options.port ?? 0, upgrade);

  return {
    url: host.url,
    get sessions() {
      return roster.sessions;
    },
    faults,
    nextSession: () => roster.next(),
    close: () => host.close(),
  };
}

/** Answers with an Error message where Begin would have been, and the same code. */
function refuse(socket: WebSocket, { code, reason }: Refusal): void {
  socket.on('error', () => socket.terminate());
  new StreamMessages((text) => socket.send(text)).error(code, reason);
  socket.close(code, reason.slice(0, 123));
}
