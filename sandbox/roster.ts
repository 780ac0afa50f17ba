/**
 * The open sessions of one stand-in, and the tests that wait for the next session.
 */
import type { WebSocket } from 'ws';

export class Roster<Session> {
  readonly #sessions = new Set<Session>();
  #waiting: ((session: Session) => void)[] = [];

  /** Oldest first. */
  get sessions(): Session[] {
    return [...this.#sessions];
  }

  /** `session` is open until its socket closes. */
  add(session: Session, socket: WebSocket): void {
    this.#sessions.add(session);
    socket.on('close', () => this.#sessions.delete(session));
  }

  /** Resolves with the next session that is announced. */
  next(): Promise<Session> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves every pending `next` with `session`. */
  announce(session: Session): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(session);
  }
}
