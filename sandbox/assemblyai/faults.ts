/**
 * What can be made to go wrong with AssemblyAI, by verb. `recover()` undoes everything that lasts.
 * Sockets already refused, hung or dropped stay so.
 */
import type { Session } from './session.ts';

export interface AssemblyAiFaults {
  /** Every new session is told this code in an Error message and a close, instead of Begin; `undefined` lets them in. */
  refuseSessions(code: number | undefined): void;
  /** New connections get stuck: their upgrade is never answered, or it is and Begin never comes. */
  hang(where?: 'upgrade' | 'begin'): void;
  /** Sessions open now stay open and say nothing, pongs included; sessions opened later are well. */
  mute(): void;
  /** Closes every open session with `code`; without one the connections just break. */
  dropSockets(code?: number): void;
  /** Every open session sends what is not JSON, and JSON of a shape nobody knows. */
  garbage(): void;
  /** Every open session sends Error, then closes with the same code: 3005 by default, 3008 at the end of its time. */
  fatal(code?: number): void;
  recover(): void;
}

/** The lasting faults a handshake meets. */
export interface HandshakeFaults {
  refuseCode?: number | undefined;
  hangAt?: 'upgrade' | 'begin' | undefined;
}

/** AssemblyAI's page "Common session errors and closures". */
const REASONS: Readonly<Record<number, string>> = {
  1008: 'Unauthorized Connection: Missing Authorization header',
  3005: 'Session Cancelled: An error occurred',
  3008: 'Session Expired: Maximum session duration exceeded',
  3009: 'Unauthorized Connection: Too many concurrent sessions',
};

export const reasonFor = (code: number): string => REASONS[code] ?? 'Session Cancelled';

export function createFaults(sessions: () => Iterable<Session>): {
  readonly faults: AssemblyAiFaults;
  readonly handshake: HandshakeFaults;
} {
  const handshake: HandshakeFaults = {};
  const faults: AssemblyAiFaults = {
    refuseSessions(code) {
      handshake.refuseCode = code;
    },
    hang(where = 'upgrade') {
      handshake.hangAt = where;
    },
    mute() {
      for (const session of sessions()) session.mute(true);
    },
    dropSockets(code) {
      for (const session of sessions()) session.drop(code);
    },
    garbage() {
      for (const session of sessions()) {
        session.sendRaw('<html>502 Bad Gateway</html>');
        session.sendRaw(JSON.stringify({ type: 'Weather', outlook: ['rain', { wind: null }] }));
      }
    },
    fatal(code = 3005) {
      for (const session of sessions()) session.fail(code, reasonFor(code));
    },
    recover() {
      handshake.refuseCode = undefined;
      handshake.hangAt = undefined;
      for (const session of sessions()) session.mute(false);
    },
  };
  return { faults, handshake };
}
