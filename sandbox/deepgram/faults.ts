/**
 * What can be made to go wrong with Deepgram, by verb: what goes wrong at every vendor that hears, and its HTTP answers.
 */
import { createSessionFaults, type Faulty, type SessionFaults } from '../hearing/session-faults.ts';

/** `hang('connected')` answers the upgrade, and nobody reads the socket. */
export interface DeepgramFaults extends SessionFaults<'connected'> {
  /** Every new handshake gets this HTTP status; `undefined` lets them in again. */
  refuseHandshakes(status: number | undefined): void;
  /** Every open session breaks down: Flux sends Error, then closes; Nova closes. */
  fatal(): void;
}

/** A session of either product, as far as it can go wrong. */
export interface FaultySession extends Faulty {
  /** Ends the session the way this product does when it cannot go on. */
  breakDown(): void;
}

/** `sessions`: those open now, of whatever product. */
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
