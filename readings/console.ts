/**
 * What the console's page and its server say to each other (server/console, web).
 *
 *   GET  /console/api/session              Session
 *   GET  /console/api/calls/stream         events `calls` CallsEvent (all), `call` CallRow (one has changed)
 *   GET  /console/api/calls/:id/stream     events `call` CallHeader, `entries` JournalEntry[], `ended` EndedEvent (the last)
 *   GET  /console/api/calls/:id/journal    the journal's file
 *   GET  /console/api/calls/:id/recording  audio/wav: mu-law, 8 kHz, caller left, agent right
 *   GET  /console/api/waits                TurnWait[] of every call remembered
 *   POST /console/login                    {"key": …} ──> a cookie
 *   POST /console/logout
 *   WS   /console/phone                    a carrier's media stream, spoken by the page
 *
 * A stream takes up where `Last-Event-ID`, or `?after=`, says.
 */
import type { EndReason } from '../machines/call.context.ts';
import type { CallInput } from '../machines/call.input.ts';
import type { StateWord } from './chart/state-words.ts';
import type { Wait } from './turns/waits.ts';

export interface Session {
  readonly signedIn: boolean;
  /** Everything is local and needs no key. */
  readonly sandbox: boolean;
  /** Whether words and numbers are shown. */
  readonly transcripts: boolean;
  /** Digest of the chart that answers calls now. */
  readonly machine: string;
}

/** Whether a caller noticed anything. */
export type Health = 'good' | 'strained' | 'broken';

export interface CallRow {
  /** The call's id: the carrier's, and `-2` for a second socket of the same call. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** In E.164, or with all but the last two digits hidden; absent when nobody said. */
  readonly from?: string;
  readonly to?: string;
  readonly isLive: boolean;
  readonly state: StateWord;
  /** How it ended. */
  readonly outcome?: EndReason | 'crashed';
  /** Absent while it is live. */
  readonly durationMs?: number;
  readonly turns: number;
  readonly bargeIns: number;
  /** How long the caller waited for the last answer. */
  readonly lastWaitMs?: number;
  readonly health: Health;
}

export interface CallsEvent {
  /** The server's time of day, ISO 8601: the viewer's may be another. */
  readonly now: string;
  /** Oldest first. */
  readonly calls: readonly CallRow[];
}

/** What a journal says of its call before its first entry. */
export interface CallHeader {
  readonly id: string;
  readonly startedAt: string;
  readonly isLive: boolean;
  /** How long it has lasted when this is said. */
  readonly nowMs: number;
  readonly input: Pick<CallInput, 'limits'>;
  /** Digest of the chart it ran on. */
  readonly machine: string;
  /** Version of the Parley that took the call; absent when the journal does not name it. */
  readonly version?: string;
  /** Whether its entries hold what was said. */
  readonly transcripts: boolean;
  readonly hasRecording: boolean;
  /** The call was longer than its recording, which ends here. */
  readonly recordingEndsAtMs?: number;
}

/** A call is over, and everything of it was sent. */
export interface EndedEvent {
  /** Absent of a call that never said which it was. */
  readonly outcome?: CallRow['outcome'];
}

/** What the caller waited for one answer, for figures over all calls. */
export interface TurnWait extends Wait {
  readonly callId: string;
  readonly turn: number;
  /** ISO 8601, of the end of the turn. */
  readonly at: string;
  /** Of the prompt's tokens, how many the model's vendor had cached; absent when it did not say. */
  readonly cachedTokens?: number;
}
