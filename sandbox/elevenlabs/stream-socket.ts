/**
 * One multi-stream socket: its contexts, and every reason for which the vendor closes it.
 *
 *   frames in ──> context by id, created when unknown ──> frames out
 *
 * A protocol error ends all contexts: the socket sends an error frame, then closes with the same code.
 */
import type { RawData, WebSocket } from 'ws';
import type { VoiceSocket } from '../voice/voice-host.ts';
import { type Context, createContext } from './context.ts';
import { noteLanguage, type Service } from './service.ts';
import {
  type ClientMessage,
  DEFAULT_CONTEXT,
  errorFrame,
  inputTimeout,
  invalidKey,
  MAX_CONTEXTS,
  ProtocolError,
  parseMessage,
  parseQuery,
  quotaExceeded,
  type StreamQuery,
  settingsChanged,
  settingsTooLate,
  tooManyContexts,
} from './wire.ts';

/** Longest reason that fits a close frame, in bytes. */
const MAX_REASON_BYTES = 123;

export class StreamSocket implements VoiceSocket {
  readonly #socket: WebSocket;
  readonly #key: string | undefined;
  readonly #service: Service;
  /** Contexts that take text, by id. A closed context leaves the map at once, so that its id can be used again. */
  readonly #open = new Map<string, Context>();
  /** Contexts whose final frame is not sent yet: each takes a slot. */
  readonly #slots = new Set<Context>();
  /** Undefined when the handshake was refused. */
  #query: StreamQuery | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isAuthorized: boolean;
  #isLeaving = false;
  #hasOpened = false;

  /** `key`: the key of the handshake; undefined when the first message may still bring it. */
  constructor(socket: WebSocket, params: URLSearchParams, key: string | undefined, service: Service) {
    this.#socket = socket;
    this.#key = key;
    this.#service = service;
    const { stats, apiKey } = service;
    this.#isAuthorized = apiKey === undefined || key === apiKey;
    socket.on('message', (data: RawData, isBinary) => this.#receive(isBinary ? undefined : data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#stop();
      stats.openSockets--;
    });
    stats.sockets++;
    stats.openSockets++;
    this.#begin(params);
  }

  runOutOfQuota(): void {
    if ([...this.#slots].some((context) => context.isSpeaking)) this.#fail(quotaExceeded());
  }

  drop(code: number | undefined): void {
    if (code === undefined) this.#socket.terminate();
    else this.#socket.close(code);
  }

  #begin(params: URLSearchParams): void {
    try {
      if (this.#key !== undefined && !this.#isAuthorized) throw invalidKey();
      const query = parseQuery(params, this.#service.habits);
      this.#query = query;
      noteLanguage(this.#service.stats, query.languageCode);
      const { inactivityTimeoutMs } = this.#query;
      const leave = () => this.#fail(inputTimeout(inactivityTimeoutMs));
      this.#idle = setTimeout(leave, inactivityTimeoutMs).unref();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** `text` is undefined for a binary frame. */
  #receive(text: string | undefined): void {
    if (this.#isLeaving || !this.#query) return;
    try {
      if (text === undefined)
        throw new ProtocolError('invalid_message', 'Expected a text frame, received a binary one');
      const message = parseMessage(text);
      this.#isAuthorized ||= this.#key === undefined && message.apiKey === this.#service.apiKey;
      if (!this.#isAuthorized) throw invalidKey();
      this.#idle?.refresh();
      this.#follow(message, this.#query);
    } catch (error) {
      this.#fail(error);
    }
  }

  #follow(message: ClientMessage, settings: StreamQuery): void {
    if (message.closeSocket) {
      this.#closeAll();
      return;
    }
    if (message.contextId === undefined && message.text === '' && !message.flush) return;
    const id = message.contextId ?? DEFAULT_CONTEXT;
    const known = this.#open.get(id);
    if (known && message.hasSettings) throw settingsTooLate(id);
    const isOncePerSocket = this.#service.habits.settings === 'perSocket';
    if (isOncePerSocket && message.hasSettings && this.#hasOpened) throw settingsChanged();
    const context = known ?? this.#openContext(id, message, settings);
    this.#hasOpened = true;
    context.touch();
    if (message.text !== undefined && message.closeContext !== false) context.add(message.text);
    if (message.flush) context.flush();
    // A close for an unknown id opens a context: its slot stays taken until a second close.
    if (message.closeContext && known) {
      this.#open.delete(id);
      context.close();
    }
  }

  #openContext(id: string, message: ClientMessage, settings: StreamQuery): Context {
    const { stats } = this.#service;
    if (this.#slots.size >= MAX_CONTEXTS) throw tooManyContexts();
    const context = createContext(id, message, settings, this.#service, {
      send: (frame) => this.#socket.send(frame),
      onFailed: (error) => this.#fail(error),
      onEnded: () => {
        this.#slots.delete(context);
        stats.openContexts--;
        stats.closedContexts++;
        this.#leaveWhenDrained();
      },
    });
    this.#open.set(id, context);
    this.#slots.add(context);
    stats.contexts++;
    stats.openContexts++;
    stats.mostOpenContexts = Math.max(stats.mostOpenContexts, this.#slots.size);
    if (!message.text && !message.hasSettings) stats.phantomContexts++;
    return context;
  }

  #closeAll(): void {
    this.#isLeaving = true;
    clearTimeout(this.#idle);
    for (const context of this.#open.values()) {
      context.flush();
      context.close();
    }
    this.#open.clear();
    this.#leaveWhenDrained();
  }

  #leaveWhenDrained(): void {
    if (this.#isLeaving && this.#slots.size === 0) this.#socket.close(1000);
  }

  /** Ends every context, sends the error frame and closes the socket. */
  #fail(cause: unknown): void {
    const error =
      cause instanceof ProtocolError ? cause : new ProtocolError('internal_error', String(cause), 1011);
    this.#stop();
    if (error.error !== '') this.#socket.send(errorFrame(error));
    this.#socket.close(error.code, Buffer.from(error.message).subarray(0, MAX_REASON_BYTES));
  }

  #stop(): void {
    clearTimeout(this.#idle);
    for (const context of this.#slots) context.stop();
    this.#service.stats.openContexts -= this.#slots.size;
    this.#slots.clear();
    this.#open.clear();
    this.#isLeaving = true;
  }
}
