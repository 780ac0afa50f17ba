/**
 * The voice of one call at a vendor with contexts: one warm socket, and a fresh one when the warm one has no room.
 *
 *   speak ──> utterance ──> current socket ──> mu-law chunks
 *
 * The vendor's folder decides how an utterance uses contexts.
 */

import type { Utterance, UtteranceHandlers, Voice, VoiceEvents, VoiceOptions } from '../tts-provider.ts';
import type { ContextProtocol } from './protocol.ts';
import { ContextSocket } from './socket.ts';

export interface ContextUtteranceOptions extends Pick<VoiceOptions, 'clock' | 'stallTimeoutMs'> {
  /** Unique among all utterances of the call. */
  readonly id: string;
  /** A socket with room for one more context. */
  readonly findSocket: () => ContextSocket;
  /** Called once, when the utterance has ended. */
  readonly onOver: () => void;
}

type CreateUtterance = (options: ContextUtteranceOptions, handlers: UtteranceHandlers) => Utterance;

export function createContextVoice(
  protocol: ContextProtocol,
  createUtterance: CreateUtterance,
  { clock, connectTimeoutMs, stallTimeoutMs }: VoiceOptions,
  events: VoiceEvents,
): Voice {
  const sockets = new Set<ContextSocket>();
  const utterances = new Set<Utterance>();
  let current: ContextSocket | undefined;
  let isClosed = false;
  let spoken = 0;

  const findSocket = (): ContextSocket => {
    if (current?.hasRoom) return current;
    current?.retire();
    const socket = new ContextSocket(
      { protocol, clock, connectTimeoutMs },
      {
        onOpen: (ms) => events.onConnected(ms),
        onIdleClose: (code, reason) => events.onDisconnected(code, reason),
        onGone: () => sockets.delete(socket),
      },
    );
    sockets.add(socket);
    current = socket;
    return socket;
  };

  return {
    warm() {
      if (!isClosed) findSocket();
    },
    speak(id, handlers) {
      const onOver = () => utterances.delete(utterance);
      const options = { id: `${id}-${++spoken}`, clock, stallTimeoutMs, findSocket, onOver };
      const utterance = createUtterance(options, handlers);
      if (isClosed) utterance.cancel();
      else {
        utterances.add(utterance);
        findSocket();
      }
      return utterance;
    },
    close() {
      isClosed = true;
      for (const utterance of [...utterances]) utterance.cancel();
      for (const socket of sockets) socket.close();
    },
  };
}
