/**
 * Deepgram, on loopback: the exact protocols of Flux and Nova, and a recognizer of the sandbox phone's speech.
 *
 *   upgrade ──> fault? ──> path, key, parameters ─┬─> `/v2/listen`: Flux session (audio in, TurnInfo out)
 *                                                 └─> `/v1/listen`: Nova session (audio in, Results out)
 *
 * Without a phrase book a session sends only the reports that a test `emit`s. Nothing here imports the product.
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
import { answerAccount, createAccount, type DeepgramAccount } from './account.ts';
import { createFaults, type DeepgramFaults } from './faults.ts';
import { DEFAULT_HABITS, type DeepgramHabits } from './habits.ts';
import { type Admission, admit, refusalWith, refuse } from './handshake.ts';
import { LiveNovaSession, type NovaSession } from './nova/session.ts';
import { type FluxSession, Session } from './session.ts';

export interface DeepgramOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The lines that sessions recognize. Absent: sessions recognize nothing, and only `session.emit` sends a message. */
  readonly phraseBook?: PhraseBook;
  /** The only key accepted; absent, any key will do. */
  readonly apiKey?: string;
  /** Whether ForceEndTurn is enabled for this account, which Deepgram does on request. Default true. */
  readonly forceEndTurn?: boolean;
  /** Behaviour on which the sources differ. */
  readonly habits?: Partial<DeepgramHabits>;
  readonly delays?: {
    /** Silence after a finished sentence until EndOfTurn at the default threshold of 0.7, in ms of audio. Default 260. */
    readonly endOfTurnMs?: number;
    /** From the request to the answered upgrade. Default 0. */
    readonly handshakeMs?: number;
    /** How long a Nova client may send nothing, in ms of real time. Default 10,000, as at Deepgram. */
    readonly idleLimitMs?: number;
  };
  /** Called with each Flux session as it opens. */
  readonly onSession?: (session: FluxSession) => void;
  /** Called with each Nova session as it opens. */
  readonly onNovaSession?: (session: NovaSession) => void;
}

export interface DeepgramStandIn extends HabitRecord {
  /** `ws://127.0.0.1:PORT`, the product's base URL. */
  readonly url: string;
  /** The open Flux sessions, oldest first. */
  readonly sessions: readonly FluxSession[];
  /** The open Nova sessions, oldest first. */
  readonly novaSessions: readonly NovaSession[];
  /** Faults of both products. */
  readonly faults: DeepgramFaults;
  readonly account: DeepgramAccount;
  /** Resolves with the next Flux session that opens. */
  nextSession(): Promise<FluxSession>;
  nextNovaSession(): Promise<NovaSession>;
  close(): Promise<void>;
}

const PAYMENT_REQUIRED = 402;

export async function startDeepgram(options: DeepgramOptions = {}): Promise<DeepgramStandIn> {
  const { phraseBook, delays = {}, forceEndTurn: isForceEndTurnEnabled = true } = options;
  const { habits, metHabits } = recordHabits(DEFAULT_HABITS, options.habits);
  const openRecognizer = phraseBook && (await createRecognizers(phraseBook));
  const flux = new Roster<Session>();
  const nova = new Roster<LiveNovaSession>();
  const requestIds = new WeakMap<IncomingMessage, string>();
  const account = createAccount();
  const { faults, handshake } = createFaults(() => [...flux.sessions, ...nova.sessions]);

  const sockets = new WebSocketServer({ noServer: true });

  function openSession(socket: WebSocket, requestId: string, admission: Admission): void {
    const recognizer = openRecognizer?.();
    socket.once('close', () => recognizer?.close());
    const common = { socket, requestId, query: admission.query, recognizer, habits };
    const isHung = handshake.hangAt === 'connected';
    if (admission.product === 'nova') {
      const { idleLimitMs = 10_000 } = delays;
      const session = new LiveNovaSession({ ...common, settings: admission.settings, idleLimitMs });
      begin(session, { socket, isHung, roster: nova, onSession: options.onNovaSession });
    } else {
      const { endOfTurnMs = 260 } = delays;
      const input = { ...common, settings: admission.settings, endOfTurnMs, isForceEndTurnEnabled };
      begin(new Session(input), { socket, isHung, roster: flux, onSession: options.onSession });
    }
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (handshake.hangAt === 'upgrade') return;
    if (delays.handshakeMs) await delay(delays.handshakeMs);
    const requestId = randomUUID();
    const refusal = handshake.refusal ?? (account.balance <= 0 ? PAYMENT_REQUIRED : undefined);
    const answer = refusal === undefined ? admit(request, options.apiKey) : refusalWith(refusal);
    if ('status' in answer) return refuse(socket, requestId, answer, habits);
    requestIds.set(request, requestId);
    sockets.handleUpgrade(request, socket, head, (webSocket) => openSession(webSocket, requestId, answer));
  }

  sockets.on('headers', (headers, request) => headers.push(`dg-request-id: ${requestIds.get(request)}`));
  const host = await hostWebSockets(options.port ?? 0, upgrade, (request, response) =>
    answerAccount(request, response, account, options.apiKey),
  );

  return {
    url: host.url,
    get sessions() {
      return flux.sessions;
    },
    get novaSessions() {
      return nova.sessions;
    },
    faults,
    metHabits,
    account,
    nextSession: () => flux.next(),
    nextNovaSession: () => nova.next(),
    close: () => host.close(),
  };
}

interface SessionStart<Live> {
  readonly socket: WebSocket;
  /** The upgrade is answered, then the socket is not read and `Connected` is not sent. */
  readonly isHung: boolean;
  readonly roster: Roster<Live>;
  readonly onSession: ((session: Live) => void) | undefined;
}

/** Registers an open session of either product and passes it to the callers of `nextSession`. */
function begin<Live extends { connect(): void }>(
  session: Live,
  { socket, isHung, roster, onSession }: SessionStart<Live>,
): void {
  roster.add(session, socket);
  if (!isHung) session.connect();
  onSession?.(session);
  roster.announce(session);
}
