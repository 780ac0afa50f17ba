/**
 * What can be made to go wrong with Deepgram, by verb. `recover()` undoes everything that lasts.
 * Sockets already refused, hung or dropped stay so.
 */
export interface DeepgramFaults {
  /** Every new handshake gets this HTTP status; `undefined` lets them in again. */
  refuseHandshakes(status: number | undefined): void;
  /** New connections get stuck: their upgrade is never answered, or it is and nobody reads the socket. */
  hang(where?: 'upgrade' | 'connected'): void;
  /** Sessions open now stay open and say nothing; sessions opened later are well. */
  mute(): void;
  /** Closes every open session with `code`; without one the connections just break. */
  dropSockets(code?: number): void;
  /** Every open session sends what is not JSON, and JSON of a shape nobody knows. */
  garbage(): void;
  /** Every open session breaks down: Flux sends Error, then closes; Nova closes. */
  fatal(): void;
  recover(): void;
}

/** The lasting faults a handshake meets. */
export interface HandshakeFaults {
  refuseStatus?: number | undefined;
  hangAt?: 'upgrade' | 'connected' | undefined;
}

/** A session, as far as it can go wrong. */
export interface Faulty {
  /** While muted the socket stays open and says nothing. */
  mute(isMuted: boolean): void;
  sendRaw(text: string): void;
  /** Ends the session the way this product does when it cannot go on. */
  breakDown(): void;
  drop(code?: number): void;
}

/** `sessions`: those open now, of whatever product. */
export function createFaults(sessions: () => Iterable<Faulty>): {
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
    fatal() {
      for (const session of sessions()) session.breakDown();
    },
    recover() {
      handshake.refuseStatus = undefined;
      handshake.hangAt = undefined;
      for (const session of sessions()) session.mute(false);
    },
  };
  return { faults, handshake };
}
