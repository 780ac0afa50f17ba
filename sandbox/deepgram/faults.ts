/**
 * What can be made to go wrong with Deepgram, by verb. `recover()` undoes everything that lasts.
 * Sockets already refused, hung or dropped stay so.
 */
import type { Session } from './session.ts';

export interface DeepgramFaults {
  /** Every new handshake gets this HTTP status; `undefined` lets them in again. */
  refuseHandshakes(status: number | undefined): void;
  /** New connections get stuck: their upgrade is never answered, or it is and Connected never comes. */
  hang(where?: 'upgrade' | 'connected'): void;
  /** Sessions open now stay open and say nothing; sessions opened later are well. */
  mute(): void;
  /** Closes every open session with `code`; without one the connections just break. */
  dropSockets(code?: number): void;
  /** Every open session sends what is not JSON, and JSON of a shape nobody knows. */
  garbage(): void;
  /** Every open session sends Error, then closes. */
  fatal(): void;
  recover(): void;
}

/** The lasting faults a handshake meets. */
export interface HandshakeFaults {
  refuseStatus?: number | undefined;
  hangAt?: 'upgrade' | 'connected' | undefined;
}

export function createFaults(sessions: ReadonlySet<Session>): {
  readonly faults: DeepgramFaults;
  readonly handshake: HandshakeFaults;
} {
  const handshake: HandshakeFaults = {};
  const faults: DeepgramFaults = {
    refuseHandshakes(status) {
      handshake.refuseStatus = status;
    },
    hang(where = 'upgrade') {
      handshake.hangAt = where;
    },
    mute() {
      for (const session of sessions) session.mute(true);
    },
    dropSockets(code) {
      for (const session of sessions) session.drop(code);
    },
    garbage() {
      for (const session of sessions) {
        session.sendRaw('<html>502 Bad Gateway</html>');
        session.sendRaw(JSON.stringify({ type: 'Weather', outlook: ['rain', { wind: null }] }));
      }
    },
    fatal() {
      for (const session of sessions)
        session.fail('INTERNAL_SERVER_ERROR', 'The server met an unexpected error');
    },
    recover() {
      handshake.refuseStatus = undefined;
      handshake.hangAt = undefined;
      for (const session of sessions) session.mute(false);
    },
  };
  return { faults, handshake };
}
