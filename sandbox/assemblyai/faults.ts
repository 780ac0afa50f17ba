/**
 * Faults that a test can cause at AssemblyAI, by verb: the faults of every STT vendor, and AssemblyAI's own codes.
 */
import { createSessionFaults, type SessionFaults } from '../recognition/session-faults.ts';
import type { Session } from './session.ts';

/** `hang('begin')` answers the upgrade and never sends Begin. A muted session does not answer pings either. */
export interface AssemblyAiFaults extends SessionFaults<'begin'> {
  /** Every new session gets an Error message and a close with this code instead of Begin; `undefined` admits sessions again. */
  refuseSessions(code: number | undefined): void;
  /** Every open session sends Error, then closes with the same code: 3005 by default; the vendor uses 3008 for a session past its longest duration. */
  fatal(code?: number): void;
}

/** AssemblyAI's page "Common session errors and closures". */
const REASONS: Readonly<Record<number, string>> = {
  1008: 'Unauthorized Connection: Missing Authorization header',
  3005: 'Session Cancelled: An error occurred',
  3008: 'Session Expired: Maximum session duration exceeded',
  3009: 'Unauthorized Connection: Too many concurrent sessions',
};

export const reasonFor = (code: number): string => REASONS[code] ?? 'Session Cancelled';

export function createFaults(sessions: () => Iterable<Session>) {
  const { faults, handshake } = createSessionFaults<'begin'>(sessions);
  const ours: AssemblyAiFaults = {
    ...faults,
    refuseSessions(code) {
      handshake.refusal = code;
    },
    fatal(code = 3005) {
      for (const session of sessions()) session.fail(code, reasonFor(code));
    },
  };
  return { faults: ours, handshake };
}
