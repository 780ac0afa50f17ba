/** What a test makes the ears of one call understand, over the real wire of the speech-to-text vendor. */
import type { FluxSession } from '../../sandbox/deepgram/session.ts';

export interface SttSession {
  /** The vendor's session now in use. */
  readonly session: FluxSession;
  /** The caller opens the mouth. While the agent has the floor, this is barge-in. */
  starts(text?: string): void;
  /** The turn is probably over. */
  pauses(text: string): void;
  resumes(text: string): void;
  /** The turn is over. */
  stops(text: string): void;
  /** A whole turn. */
  says(text: string): void;
  /** Goes on with the next session, which follows a lost one. Ask before losing it. */
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
    stops: (text) => session.emit('EndOfTurn', { transcript: text }),
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
