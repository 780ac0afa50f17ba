/**
 * What can be made to go wrong at any vendor that hears, by verb: with handshakes to come, and with sessions open now.
 * Each stand-in adds the verbs of its own vendor. Sockets already refused, hung or dropped stay so.
 */

/** `Stuck` names where else than at its upgrade a connection gets stuck. */
export interface SessionFaults<Stuck extends string> {
  /** New connections get stuck: their upgrade is never answered, or they are upgraded and get no further. */
  hang(where?: 'upgrade' | Stuck): void;
  /** Sessions open now stay open and say nothing; sessions opened later are well. */
  mute(): void;
  /** Closes every open session with `code`; without one the connections just break. */
  dropSockets(code?: number): void;
  /** Every open session sends what is not JSON, and JSON of a shape nobody knows. */
  garbage(): void;
  /** Undoes everything that lasts. */
  recover(): void;
}

/** A session, as far as it can go wrong. */
export interface Faulty {
  /** While muted the socket stays open and says nothing. */
  mute(isMuted: boolean): void;
  sendRaw(text: string): void;
  drop(code?: number): void;
}

/** The lasting faults that a handshake meets. */
interface HandshakeFaults<Stuck extends string> {
  /** The vendor's own code for why nobody gets in; `undefined` lets them in. */
  refusal?: number | undefined;
  hangAt?: 'upgrade' | Stuck | undefined;
}

/** `sessions`: those open now. */
export function createSessionFaults<Stuck extends string>(
  sessions: () => Iterable<Faulty>,
): { readonly faults: SessionFaults<Stuck>; readonly handshake: HandshakeFaults<Stuck> } {
  const handshake: HandshakeFaults<Stuck> = {};
  const faults: SessionFaults<Stuck> = {
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
    recover() {
      handshake.refusal = undefined;
      handshake.hangAt = undefined;
      for (const session of sessions()) session.mute(false);
    },
  };
  return { faults, handshake };
}
