/** One client's session at a vendor that hears: what a test or bench sees of it, and what it begins with. */
import type { WebSocket } from 'ws';
import type { Ear } from './recognizer.ts';

export interface HearingSession {
  /** What the client asked for in the URL. */
  readonly query: URLSearchParams;
  readonly receivedBytes: number;
  /** The JSON messages the client sent, oldest first. */
  readonly clientMessages: readonly unknown[];
  /** Closes the socket with `code`; without one the connection just breaks (the client sees 1006). */
  drop(code?: number, reason?: string): void;
}

export interface SessionInput<Settings> {
  readonly socket: WebSocket;
  readonly query: URLSearchParams;
  readonly settings: Settings;
  /** Absent: the session hears nothing by itself. */
  readonly ear?: Ear | undefined;
}
