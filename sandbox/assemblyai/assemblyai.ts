/**
 * AssemblyAI Universal-Streaming, on loopback: the exact v3 protocol, and a recognizer of the sandbox phone's speech.
 *
 *   upgrade ──> fault? ──> key, parameters ──> Begin ──> session (audio in, Turn out)
 *
 * Without a phrase book a session sends only the turns that a test `emit`s. Nothing here imports the product. Sessions
 * do not expire, and `inactivity_timeout` is accepted and not enforced: nothing here runs on a timer.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { type HabitRecord, recordHabits } from '../habits.ts';
import type { PhraseBook } from '../recognition/phrase-book.ts';
import { createRecognizers } from '../recognition/recognizer.ts';
import { Roster } from '../roster.ts';
import { hostWebSockets } from '../web-socket-host.ts';
import { answerTokens } from './account.ts';
import { type Admission, admit, isStreamPath, type Refusal } from './admission.ts';
import type { RateLimit } from './audio-rules.ts';
import { type AssemblyAiFaults, createFaults, reasonFor } from './faults.ts';
import { type AssemblyAiHabits, codeIn, DEFAULT_HABITS } from './habits.ts';
import { StreamMessages } from './messages.ts';
import { Session, type StreamSession } from './session.ts';

export interface AssemblyAiOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The lines that sessions recognize. Absent: sessions recognize nothing, and only `session.emit` sends a message. */
  readonly phraseBook?: PhraseBook;
  /** The only key accepted; absent, any key will do. */
  readonly apiKey?: string;
  /**
   * How much faster than real time audio may come. Default 1,500 ms ahead on the real clock: less than a flushed
   * backlog of 2 s, and more than a busy machine's stall. A `toleranceMs` of Infinity takes any pace.
   */
  readonly rateLimit?: RateLimit;
  /** Behaviour on which the sources differ. */
  readonly habits?: Partial<AssemblyAiHabits>;
  readonly delays?: {
    /** Silence after a finished sentence until the end-of-turn confidence is 0.4, in ms of audio. Default 260. */
    readonly endOfTurnMs?: number;
    /** From the request to the answered upgrade. Default 0. */
    readonly handshakeMs?: number;
  };
  /** Called with each session as it begins. */
  readonly onSession?: (session: StreamSession) => void;
}

export interface AssemblyAiStandIn extends HabitRecord {
  /** `ws://127.0.0.1:PORT`, the product's base URL. */
  readonly url: string;
  /** The open sessions, oldest first. */
  readonly sessions: readonly StreamSession[];
  readonly faults: AssemblyAiFaults;
  /** Resolves with the next session that begins. */
  nextSession(): Promise<StreamSession>;
  close(): Promise<void>;
}

const REAL_TIME: RateLimit = { toleranceMs: 1_500, now: () => performance.now() };

export async function startAssemblyAi(options: AssemblyAiOptions = {}): Promise<AssemblyAiStandIn> {
  const { phraseBook, delays = {}, rateLimit = REAL_TIME } = options;
  const { habits, metHabits } = recordHabits(DEFAULT_HABITS, options.habits);
  const openRecognizer = phraseBook && (await createRecognizers(phraseBook));
  const roster = new Roster<Session>();
  const { faults, handshake } = createFaults(() => roster.sessions);

  // The session answers pings itself, because a muted session must not.
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });

  function openSession(socket: WebSocket, { query, settings }: Admission): void {
    const recognizer = openRecognizer?.();
    socket.once('close', () => recognizer?.close());
    const { endOfTurnMs = 260 } = delays;
    const input = { id: randomUUID(), query, settings, recognizer, endOfTurnMs, rateLimit, habits };
    const session = new Session({ socket, ...input });
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
      if ('code' in answer) refuse(webSocket, answer, habits);
      else openSession(webSocket, answer);
    });
  }

  const host = await hostWebSockets(options.port ?? 0, upgrade, answerTokens(options.apiKey));

  return {
    url: host.url,
    get sessions() {
      return roster.sessions;
    },
    faults,
    metHabits,
    nextSession: () => roster.next(),
    close: () => host.close(),
  };
}

/** Sends an Error message in place of Begin, then closes with the same code. */
function refuse(socket: WebSocket, { code, reason }: Refusal, habits: AssemblyAiHabits): void {
  socket.on('error', () => socket.terminate());
  const messages = new StreamMessages(habits, (text) => socket.send(text));
  messages.error(code, reason);
  socket.close(codeIn(habits, code), messages.closeReason(reason));
}
