/**
 * One context of a socket: text in, audio frames out, and an `isFinal` once it is closed and drained.
 *
 *   add, flush ──> text buffer ──> speech queue ──> audio frames ... final frame
 *
 * The context does not know the other contexts: stream-socket.ts counts slots and closes the socket.
 */
import { SpeechQueue } from '../voice/speech-queue.ts';
import { Frames } from './frames.ts';
import { cutLine } from './pieces.ts';
import type { Service } from './service.ts';
import { createTextBuffer } from './text-buffer.ts';
import { type ClientMessage, inputTimeout, quotaExceeded, type StreamQuery, unfitVoice } from './wire.ts';

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

/** Longer than a screen: every method of a context works on the same few variables. */
export function createContext(
  id: string,
  { schedule }: ClientMessage,
  { autoMode, inactivityTimeoutMs, syncAlignment }: StreamQuery,
  { pace, speak, stats, troubles, habits, account }: Service,
  { send, onEnded, onFailed }: ContextHandlers,
): Context {
  const buffer = createTextBuffer(autoMode, schedule);
  const frames = new Frames(id, habits);
  const isSilent = habits.silentContexts === 'everyOther' && stats.contexts % 2 === 0;
  let hasSpoken = false;
  let isClosing = false;
  const sendFinal = () => {
    send(frames.final());
    onEnded();
  };
  const queue = new SpeechQueue({
    pace,
    speak,
    cut: (text, line) => cutLine(text, line, syncAlignment),
    ready: () => troubles.ready(),
    onPiece(piece) {
      if (troubles.trouble === 'silent' || isSilent) return;
      hasSpoken = true;
      if (troubles.trouble === 'garbling') send(troubles.nextGarbage());
      else for (const frame of frames.audio(piece, isClosing)) send(frame);
    },
    onDrained: sendFinal,
    onFailed,
  });
  const idle = setTimeout(() => onFailed(inputTimeout(inactivityTimeoutMs)), inactivityTimeoutMs).unref();

  const generate = (text: string | undefined) => {
    if (text === undefined) return;
    if (troubles.trouble === 'outOfQuota') throw quotaExceeded();
    if (account.voice === 'unfitForTheModel') throw unfitVoice();
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
      if (habits.flushDone) send(JSON.stringify({ type: 'flush_done', contextId: id }));
    },
    close() {
      clearTimeout(idle);
      isClosing = true;
      if (hasSpoken || isSilent || habits.closeBeforeAudio === 'speaks') return queue.finish();
      queue.stop();
      if (habits.closeBeforeAudio === 'ends') sendFinal();
      else onEnded();
    },
    stop() {
      clearTimeout(idle);
      queue.stop();
    },
  };
}
