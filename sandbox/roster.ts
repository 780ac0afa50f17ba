/**
 * The open sessions of one product: who is there, and who is waiting for the next to come.
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

  next(): Promise<Session> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Tells whoever waits. */
  announce(session: Session): void {
    const told = this.#waiting;
    this.#waiting = [];
    for (const tell of told) tell(session);
  }
}
