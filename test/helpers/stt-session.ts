/** The STT of one call, played by the test over the real wire of the vendor. */
import { NO_WORDS } from '../../actors/providers/stt-provider.ts';
import type { FluxSession } from '../../sandbox/deepgram/session.ts';

export interface SttSession {
  /** The vendor's session now in use. */
  readonly session: FluxSession;
  /** The caller starts a turn. While the agent has the floor, this is a barge-in. */
  starts(text?: string): void;
  /** The turn is probably over. */
  pauses(text: string): void;
  resumes(text: string): void;
  /** The turn is over; without text its words are taken back. */
  stops(text: string): void;
  /** A whole turn. */
  says(text: string): void;
  /** Goes on with the session that follows a lost one. Call it before the loss, and await it after. */
  reopens(): Promise<void>;
}

export function sttSessionOf(first: FluxSession, nextSession: () => Promise<FluxSession>): SttSession {
  let session = first;
  const sttSession: SttSession = {
    get session() {
      return session;
    },
    starts: (text = 'Well') => session.emit('StartOfTurn', { transcript: text }),
    pauses: (text) => session.emit('EagerEndOfTurn', { transcript: text }),
    resumes: (text) => session.emit('TurnResumed', { transcript: text }),
    stops: (text) =>
      session.emit('EndOfTurn', { transcript: text, ...(text === '' && { trigger: NO_WORDS }) }),
    says(text) {
      sttSession.starts(text.split(' ')[0]);
      sttSession.stops(text);
    },
    async reopens() {
      session = await nextSession();
    },
  };
  return sttSession;
}
