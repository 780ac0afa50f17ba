/** One client's session at an STT vendor: the part that tests and benches use, and its constructor's input. */
import type { WebSocket } from 'ws';
import type { Recognizer } from './recognizer.ts';

export interface SttSession {
  /** The parameters of the client's URL. */
  readonly query: URLSearchParams;
  readonly receivedBytes: number;
  /** The JSON messages the client sent, oldest first. */
  readonly clientMessages: readonly unknown[];
  /** Closes the socket with `code`; without a code the connection breaks without a close frame (the client sees 1006). */
  drop(code?: number, reason?: string): void;
}

export interface SessionInput<Settings> {
  readonly socket: WebSocket;
  readonly query: URLSearchParams;
  readonly settings: Settings;
  /** Absent: the session recognizes nothing, and only `emit` sends. */
  readonly recognizer?: Recognizer | undefined;
}
