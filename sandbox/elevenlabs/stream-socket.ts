/**
 * One multi-stream socket: which contexts live on it, and every way it can be lost.
 *
 *   frames in ──> context by id, created when unknown ──> frames out
 *
 * Any protocol error takes all contexts with it: an error frame, then a close with the same code.
 */
import type { RawData, WebSocket } from 'ws';
import type { VoiceSocket } from '../voice/voice-host.ts';
import { type Context, createContext } from './context.ts';
import type { Service } from './service.ts';
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
  settingsTooLate,
  tooManyContexts,
} from './wire.ts';

/** A close frame has no room for more, in bytes. */
const MAX_REASON_BYTES = 123;

/** `key` is what the handshake brought; without one the first message may still bring it. */
export function serveStream(
  socket: WebSocket,
  params: URLSearchParams,
  key: string | undefined,
  service: Service,
): VoiceSocket {
  const { stats, apiKey } = service;
  /** Contexts that take text, by id. A closed one leaves at once, so that its id can be used again. */
  const open = new Map<string, Context>();
  /** Every context whose final frame is not out yet: the slots. */
  const slots = new Set<Context>();
  let query: StreamQuery | undefined;
  let idle: NodeJS.Timeout | undefined;
  let authorized = apiKey === undefined || key === apiKey;
  let leaving = false;

  const send = (frame: string | Buffer) => socket.send(frame);

  const stop = () => {
    clearTimeout(idle);
    for (const context of slots) context.stop();
    stats.openContexts -= slots.size;
    slots.clear();
    open.clear();
    leaving = true;
  };

  const fail = (cause: unknown) => {
    const error =
      cause instanceof ProtocolError ? cause : new ProtocolError('internal_error', String(cause), 1011);
    stop();
    send(errorFrame(error));
    socket.close(error.code, Buffer.from(error.message).subarray(0, MAX_REASON_BYTES));
  };

  const leaveWhenDrained = () => {
    if (leaving && slots.size === 0) socket.close(1000);
  };

  const openContext = (id: string, message: ClientMessage, settings: StreamQuery): Context => {
    if (slots.size >= MAX_CONTEXTS) throw tooManyContexts();
    const context = createContext(id, message, settings, service, {
      send,
      onFailed: fail,
      onEnded() {
        slots.delete(context);
        stats.openContexts--;
        stats.closedContexts++;
        leaveWhenDrained();
      },
    });
    open.set(id, context);
    slots.add(context);
    stats.contexts++;
    stats.openContexts++;
    stats.mostOpenContexts = Math.max(stats.mostOpenContexts, slots.size);
    if (!message.text && !message.hasSettings) stats.phantomContexts++;
    return context;
  };

  const closeAll = () => {
    leaving = true;
    clearTimeout(idle);
    for (const context of open.values()) {
      context.flush();
      context.close();
    }
    open.clear();
    leaveWhenDrained();
  };

  const receive = (message: ClientMessage, settings: StreamQuery) => {
    if (message.closeSocket) return closeAll();
    if (message.contextId === undefined && message.text === '' && !message.flush) return;
    const id = message.contextId ?? DEFAULT_CONTEXT;
    const known = open.get(id);
    if (known && message.hasSettings) throw settingsTooLate(id);
    const context = known ?? openContext(id, message, settings);
    context.touch();
    if (message.text !== undefined && message.closeContext !== false) context.add(message.text);
    if (message.flush) context.flush();
    // Closing what was never opened opens it: the slot stays taken until it is closed again.
    if (message.closeContext && known) {
      open.delete(id);
      context.close();
    }
  };

  socket.on('message', (data: RawData, isBinary) => {
    if (leaving || !query) return;
    try {
      if (isBinary)
        throw new ProtocolError('invalid_message', 'Expected a text frame, received a binary one');
      const message = parseMessage(data.toString());
      authorized ||= key === undefined && message.apiKey === apiKey;
      if (!authorized) throw invalidKey();
      idle?.refresh();
      receive(message, query);
    } catch (error) {
      fail(error);
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    stop();
    stats.openSockets--;
  });

  stats.sockets++;
  stats.openSockets++;
  try {
    if (key !== undefined && !authorized) throw invalidKey();
    query = parseQuery(params);
    const { inactivityTimeoutMs } = query;
    idle = setTimeout(() => fail(inputTimeout(inactivityTimeoutMs)), inactivityTimeoutMs).unref();
  } catch (error) {
    fail(error);
  }

  return {
    runOutOfQuota() {
      if ([...slots].some((context) => context.isSpeaking)) fail(quotaExceeded());
    },
    drop(code) {
      if (code === undefined) socket.terminate();
      else socket.close(code);
    },
  };
}
