/**
 * Faults that a test can cause at every STT vendor, by verb: at handshakes to come, and at sessions open now.
 * Each stand-in adds the verbs of its own vendor. Sockets already refused, hung or dropped stay so.
 */

/** `Stuck` names the step after the upgrade at which a connection can get stuck. */
export interface SessionFaults<Stuck extends string> {
  /** New connections get stuck: their upgrade is never answered, or they are upgraded and get no further. */
  hang(where?: 'upgrade' | Stuck): void;
  /** Sessions open now stay open and send nothing; sessions opened later work. */
  mute(): void;
  /** Sessions open now hear nothing but silence, whatever they are sent, and answer as to silence; sessions opened later work. */
  deafen(): void;
  /** Closes every open session with `code`; without a code the connections break without a close frame. */
  dropSockets(code?: number): void;
  /** Every open session sends text that is not JSON, then JSON of an unknown type. */
  garbage(): void;
  /** Ends the lasting faults: hung and refused handshakes, muted and deaf sessions. */
  recover(): void;
}

/** A session, as the faults use it. */
export interface Faulty {
  /** While muted the socket stays open and sends nothing. */
  mute(isMuted: boolean): void;
  /** A deaf session hears silence in all audio. */
  deafen(isDeaf: boolean): void;
  sendRaw(text: string): void;
  drop(code?: number): void;
}

/** The lasting faults that a handshake meets. */
interface HandshakeFaults<Stuck extends string> {
  /** The vendor's code with which every new session is refused; `undefined` admits them. */
  refusal?: number | undefined;
  hangAt?: 'upgrade' | Stuck | undefined;
}

/** `sessions`: the sessions open now. */
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
    deafen() {
      for (const session of sessions()) session.deafen(true);
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
      for (const session of sessions()) {
        session.mute(false);
        session.deafen(false);
      }
    },
  };
  return { faults, handshake };
}
