/**
 * The voice of one call at a vendor with contexts: one warm socket, and a fresh one when the warm one has no room.
 *
 *   speak ──> utterance ──> current socket ──> mu-law chunks
 *
 * The vendor's folder has its protocol.
 */

import type { Utterance, Voice, VoiceEvents, VoiceOptions } from '../tts-provider.ts';
import type { ContextProtocol } from './protocol.ts';
import { ContextSocket } from './socket.ts';
import { ContextUtterance } from './utterance.ts';

export function createContextVoice(
  protocol: ContextProtocol,
  { clock, connectTimeoutMs, stallTimeoutMs }: VoiceOptions,
  events: VoiceEvents,
): Voice {
  const sockets = new Set<ContextSocket>();
  const utterances = new Set<Utterance>();
  let current: ContextSocket | undefined;
  let isClosed = false;

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
    speak(_id, handlers) {
      const onOver = () => utterances.delete(utterance);
      const options = { protocol, clock, stallTimeoutMs, findSocket, onOver };
      const utterance: Utterance = new ContextUtterance(options, handlers);
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
