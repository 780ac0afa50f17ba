/**
 * One context of a socket: text in, audio frames out, and an `isFinal` once it is closed and drained.
 *
 *   add, flush ──> text buffer ──> speech queue ──> audio frames ... final frame
 *
 * The context does not know the other contexts: stream-socket.ts counts slots and closes the socket.
 */
import { SpeechQueue } from '../voice/speech-queue.ts';
import { cutLine } from './pieces.ts';
import type { Service } from './service.ts';
import { createTextBuffer } from './text-buffer.ts';
import {
  audioFrame,
  type ClientMessage,
  finalFrame,
  inputTimeout,
  quotaExceeded,
  type StreamQuery,
} from './wire.ts';

interface ContextHandlers {
  send(frame: string | Buffer): void;
  /** The final frame is sent: the slot is free. */
  onEnded(): void;
  /** The whole socket must close. */
  onFailed(error: unknown): void;
}

export interface Context {
  readonly isSpeaking: boolean;
  /** Restarts the inactivity timeout. */
  touch(): void;
  add(text: string): void;
  flush(): void;
  /** Flushed text is still spoken; of other text at most the piece already being sent. */
  close(): void;
  stop(): void;
}

export function createContext(
  id: string,
  { schedule }: ClientMessage,
  { autoMode, inactivityTimeoutMs, syncAlignment }: StreamQuery,
  { pace, speak, stats, troubles }: Service,
  { send, onEnded, onFailed }: ContextHandlers,
): Context {
  const buffer = createTextBuffer(autoMode, schedule);
  const queue = new SpeechQueue({
    pace,
    speak,
    cut: (text, line) => cutLine(text, line, syncAlignment),
    ready: () => troubles.ready(),
    onPiece(piece) {
      if (troubles.trouble === 'silent') return;
      send(troubles.trouble === 'garbling' ? troubles.nextGarbage() : audioFrame(id, piece));
    },
    onDrained() {
      send(finalFrame(id));
      onEnded();
    },
    onFailed,
  });
  const idle = setTimeout(() => onFailed(inputTimeout(inactivityTimeoutMs)), inactivityTimeoutMs).unref();

  const generate = (text: string | undefined) => {
    if (text === undefined) return;
    if (troubles.trouble === 'outOfQuota') throw quotaExceeded();
    stats.charactersSpoken += text.length;
    queue.say(text);
  };

  return {
    get isSpeaking() {
      return queue.isSpeaking;
    },
    touch: () => void idle.refresh(),
    add: (text) => generate(buffer.add(text)),
    flush() {
      generate(buffer.flush());
      queue.keep();
    },
    close() {
      clearTimeout(idle);
      queue.finish();
    },
    stop() {
      clearTimeout(idle);
      queue.stop();
    },
  };
}
