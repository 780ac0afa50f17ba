/**
 * What can be made to go wrong with AssemblyAI, by verb: what goes wrong at every vendor that hears, and its own codes.
 */
import { createSessionFaults, type SessionFaults } from '../hearing/session-faults.ts';
import type { Session } from './session.ts';

/** `hang('begin')` answers the upgrade and never sends Begin. A muted session does not answer pings either. */
export interface AssemblyAiFaults extends SessionFaults<'begin'> {
  /** Every new session is told this code in an Error message and a close, instead of Begin; `undefined` lets them in. */
  refuseSessions(code: number | undefined): void;
  /** Every open session sends Error, then closes with the same code: 3005 by default, 3008 at the end of its time. */
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
