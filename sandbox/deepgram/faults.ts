/**
 * Faults that a test can cause at Deepgram, by verb: the faults of every STT vendor, and Deepgram's HTTP answers.
 */
import { createSessionFaults, type Faulty, type SessionFaults } from '../recognition/session-faults.ts';

/** `hang('connected')` answers the upgrade and then does not read the socket. */
export interface DeepgramFaults extends SessionFaults<'connected'> {
  /** Every new handshake gets this HTTP status; `undefined` admits them again. */
  refuseHandshakes(status: number | undefined): void;
  /** Every open session breaks down: Flux sends Error, then closes; Nova closes. */
  fatal(): void;
}

/** A session of either product, as the faults use it. */
export interface FaultySession extends Faulty {
  /** Ends the session the way this product does when it cannot go on. */
  breakDown(): void;
}

/** `sessions`: the open sessions of both products. */
export function createFaults(sessions: () => Iterable<FaultySession>) {
  const { faults, handshake } = createSessionFaults<'connected'>(sessions);
  const ours: DeepgramFaults = {
    ...faults,
    refuseHandshakes(status) {
      handshake.refusal = status;
    },
    fatal() {
      for (const session of sessions()) session.breakDown();
    },
  };
  return { faults: ours, handshake };
}
