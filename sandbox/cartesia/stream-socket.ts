/**
 * One speech socket and its contexts. The failure of one context leaves the others alone.
 *
 *   messages in ──> context by id, opened by its first text ──> messages out
 */
import type { RawData, WebSocket } from 'ws';
import type { VoiceSocket } from '../voice/voice-host.ts';
import { Context } from './context.ts';
import {
  contextExpired,
  emptyTranscript,
  errorFrame,
  invalidRequest,
  quotaExceeded,
  toRefusal,
} from './refusal.ts';
import { readRequest, type SpeechRequest } from './request.ts';
import { type Service, takeSlot } from './service.ts';

export class StreamSocket implements VoiceSocket {
  readonly #socket: WebSocket;
  readonly #version: string;
  readonly #service: Service;
  /** Contexts that have not ended; `release` frees the slot of each. */
  readonly #open = new Map<string, { readonly context: Context; readonly release: () => void }>();
  readonly #expired = new Set<string>();
  readonly #idle: NodeJS.Timeout;

  constructor(socket: WebSocket, version: string, service: Service) {
    this.#socket = socket;
    this.#version = version;
    this.#service = service;
    const { stats, habits } = service;
    stats.sockets++;
    stats.openSockets++;
    const hangUp = () => socket.close(1000, 'connection idle timeout');
    this.#idle = setTimeout(hangUp, habits.idleTimeoutMs).unref();
    socket.on('message', (data: RawData, isBinary) => this.#receive(isBinary ? undefined : data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(this.#idle);
      for (const id of [...this.#open.keys()]) this.#end(id);
      stats.openSockets--;
    });
  }

  runOutOfQuota(): void {
    for (const [id, { context }] of [...this.#open]) {
      if (context.isSpeaking) this.#fail(quotaExceeded(), id);
    }
  }

  drop(code: number | undefined): void {
    if (code === undefined) this.#socket.terminate();
    else this.#socket.close(code);
  }

  #send(frame: string | Buffer) {
    this.#idle.refresh();
    this.#socket.send(frame);
  }

  #receive(message: string | undefined) {
    this.#idle.refresh();
    const json = parseJson(message);
    const contextId = contextOf(json);
    try {
      if (json === undefined) throw invalidRequest('The message is not a JSON object');
      if (json.cancel === true) this.#cancel(contextId);
      else this.#add(contextId, readRequest(json, this.#version));
    } catch (thrown) {
      this.#fail(thrown, contextId);
    }
  }

  #cancel(id: string | undefined) {
    if (id === undefined) throw invalidRequest('context_id: required');
    const known = this.#open.get(id);
    if (!known) return;
    this.#service.stats.cancelledContexts++;
    known.context.cancel();
  }

  #add(id: string | undefined, request: SpeechRequest) {
    if (id === undefined) throw invalidRequest('context_id: required');
    const known = this.#open.get(id)?.context;
    if (known?.isFinished) {
      this.#service.stats.phantomContexts++;
      throw invalidRequest(`The context ${id} was finished`);
    }
    if (known && known.sameness !== request.sameness) {
      throw invalidRequest('Only transcript, continue and flush may differ within a context');
    }
    (known ?? this.#openContext(id, request)).add(request);
  }

  #openContext(id: string, request: SpeechRequest): Context {
    const { stats, habits } = this.#service;
    const isLate = this.#expired.has(id);
    if (isLate) stats.lateTexts++;
    if (isLate && habits.textAfterExpiry === 'refused') throw contextExpired(id);
    if (!request.isSpeakable) {
      if (!isLate) stats.phantomContexts++;
      throw emptyTranscript();
    }
    const release = takeSlot(this.#service);
    const context = new Context(id, request, this.#service, {
      send: (frame) => this.#send(frame),
      onFailed: (thrown) => this.#fail(thrown, id),
      onEnded: (isExpired) => {
        this.#end(id);
        stats.closedContexts++;
        if (isExpired) stats.expiredContexts++;
        if (isExpired) this.#expired.add(id);
      },
    });
    this.#open.set(id, { context, release });
    return context;
  }

  /** Sends the error, and ends the context if this socket has it. */
  #fail(thrown: unknown, id: string | undefined) {
    if (id !== undefined) this.#end(id);
    this.#send(errorFrame(toRefusal(thrown), this.#version, id));
  }

  #end(id: string) {
    const known = this.#open.get(id);
    this.#open.delete(id);
    known?.context.stop();
    known?.release();
  }
}

type Json = Readonly<Record<string, unknown>>;

function parseJson(message: string | undefined): Json | undefined {
  try {
    const json: unknown = JSON.parse(message ?? '');
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : undefined;
  } catch {
    return undefined;
  }
}

const contextOf = (json: Json | undefined): string | undefined =>
  typeof json?.context_id === 'string' && json.context_id !== '' ? json.context_id : undefined;
