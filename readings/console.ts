/**
 * The protocol between the console's page and its server (web, server/console).
 *
 *   GET  /console/api/session              Session
 *   GET  /console/api/calls/stream         events `calls` CallsEvent (all), `call` CallRow (one has changed)
 *   GET  /console/api/calls/:id/stream     events `call` CallHeader, `entries` JournalEntry[], `ended` EndedEvent (the last)
 *   GET  /console/api/calls/:id/journal    the journal's file
 *   GET  /console/api/calls/:id/recording  audio/wav: mu-law, 8 kHz, caller left, agent right
 *   GET  /console/api/waits                TurnWait[] of every call remembered
 *   GET  /console/api/doctor               DoctorNow
 *   POST /console/api/doctor               examines, and then DoctorNow
 *   POST /console/login                    {"key": …} ──> a cookie
 *   POST /console/logout
 *   WS   /console/phone                    a carrier's media stream; the page acts as the carrier
 *
 * A stream continues after the event named by `Last-Event-ID` or `?after=`.
 */
import type { EndReason } from '../machines/call.context.ts';
import type { CallInput } from '../machines/call.input.ts';
import type { StateWord } from './chart/state-words.ts';
import type { Examination } from './findings.ts';
import type { Wait } from './turns/waits.ts';

export interface Session {
  readonly signedIn: boolean;
  /** Parley runs as the sandbox: every vendor is a local stand-in, and no key is needed. */
  readonly sandbox: boolean;
  /** Whether spoken words and phone numbers are shown. */
  readonly transcripts: boolean;
  /** Digest of the chart that answers new calls. */
  readonly machine: string;
  /** Version of the server's Parley. */
  readonly version: string;
}

/** `strained`: something failed or was slow, and the call went on. `broken`: STT was unavailable. */
export type Health = 'good' | 'strained' | 'broken';

export interface CallRow {
  /** The call's id: the carrier's, and `-2` for a second socket of the same call. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** In E.164, or with all but the last two digits hidden; absent when the carrier did not send it. */
  readonly from?: string;
  readonly to?: string;
  readonly isLive: boolean;
  readonly state: StateWord;
  /** The reason for the end of the call; absent while the call is live. */
  readonly outcome?: EndReason | 'crashed';
  /** Absent while the call is live. */
  readonly durationMs?: number;
  readonly turns: number;
  readonly bargeIns: number;
  /** The caller's wait for the last answer. */
  readonly lastWaitMs?: number;
  readonly health: Health;
}

export interface CallsEvent {
  /** The server's time of day, ISO 8601: the viewer's may be another. */
  readonly now: string;
  /** Oldest first. */
  readonly calls: readonly CallRow[];
}

/** Facts about a call, from the header of its journal. */
export interface CallHeader {
  readonly id: string;
  readonly startedAt: string;
  readonly isLive: boolean;
  /** Call time at which the server sends this header. */
  readonly nowMs: number;
  readonly input: Pick<CallInput, 'limits'>;
  /** Digest of the chart that the call ran on. */
  readonly machine: string;
  /** Version of the Parley that took the call; absent when the journal does not name it. */
  readonly version?: string;
  /** Whether the entries hold the spoken words. */
  readonly transcripts: boolean;
  readonly hasRecording: boolean;
  /** Call time at which the recording ends, when the call was longer. */
  readonly recordingEndsAtMs?: number;
}

/** The last event of a call's stream: the call is over, and every entry was sent. */
export interface EndedEvent {
  /** Absent when the carrier never named the call. */
  readonly outcome?: CallRow['outcome'];
}

/** What the doctor has found, and whether it is examining. */
export interface DoctorNow {
  /** False when the server uses no vendor. */
  readonly isAvailable: boolean;
  readonly isRunning: boolean;
  /** Absent before the first examination. */
  readonly latest?: Examination;
}

/** The caller's wait for one answer, for figures over all calls. */
export interface TurnWait extends Wait {
  readonly callId: string;
  readonly turn: number;
  /** Time of the end of the turn, ISO 8601. */
  readonly at: string;
  /** Tokens of the prompt that the LLM vendor had cached; absent when the vendor did not report them. */
  readonly cachedTokens?: number;
}
