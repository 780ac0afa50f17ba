/**
 * The notes of streams and effects: facts that a person may look for in the record of a call and that the chart does not
 * need. Times are in ms; an optional fact is absent when it is not known.
 *
 *   stream, effect ──note──> journal ──> readings, log, traces
 *
 * `text` and `rest` are spoken words: a journal without transcripts keeps only how many there were.
 */
import type { VoiceError } from './errors.ts';
import type { TurnRef } from './events.ts';

interface OfEpoch {
  /** The STT connection, counted from 1. */
  readonly epoch: number;
}

interface OfGeneration {
  readonly generation: number;
}

/** The reports of an STT vendor on a turn. */
export type SttFactKind = 'startOfTurn' | 'update' | 'eagerEndOfTurn' | 'turnResumed' | 'endOfTurn';

/** Why an STT vendor's patience stayed as it was: it said no, it did not answer, or it knows no such change and is not asked again. */
export type PatienceRefusal = 'refused' | 'unanswered' | 'unknown';

interface SttNotes {
  /** The STT vendor is ready for audio; `requestId` is the vendor's id of the session. */
  readonly 'stt.connected': OfEpoch & { readonly provider: string; readonly requestId: string };
  /** The STT vendor reported something of the caller's turn. */
  readonly 'stt.fact': TurnRef & {
    readonly fact: SttFactKind;
    /** Words of the turn so far. */
    readonly words: number;
    /** The vendor's end-of-turn confidence, 0 to 1. */
    readonly confidence?: number;
    /** The reason for the end of the turn: `model`, `timeout`, `limit` or another word of the STT vendor's. */
    readonly trigger?: string;
    /** Moment at which the last word had arrived: a clock reading for the writer, call time in the record. */
    readonly speechEndedAtMs?: number;
  };
  /** The STT vendor was asked to wait longer before it ends a turn, or as long as usual. */
  readonly 'stt.patience': OfEpoch & {
    readonly eotThreshold?: number;
    readonly eotTimeoutMs?: number;
    /** The pattern of the patience rule; absent when the usual wait is back. */
    readonly rule?: string;
  };
  /** The STT vendor did not take such a change, and ends turns as before. `vendorReason` is its own word. */
  readonly 'stt.patienceRefused': OfEpoch & {
    readonly refusal: PatienceRefusal;
    readonly vendorReason?: string;
  };
  /** The STT vendor's reports came in a wrong order; `what` names the repair. */
  readonly 'stt.repaired': OfEpoch & { readonly what: string };
  /** The speech gate held back `savedMs` of silence, which was not sent to the vendor. */
  readonly 'stt.saved': OfEpoch & { readonly savedMs: number };
}

interface ReplyNotes {
  readonly 'llm.requested': OfGeneration & { readonly model: string };
  /** The LLM vendor accepted the request; `requestId` is the vendor's id of it, if it gave one. */
  readonly 'llm.connected': OfGeneration & { readonly requestId?: string | undefined };
  /**
   * The LLM vendor refused the request before an answer, and it was sent once more: changed, or the same. `reason` is a
   * field that the vendor does not take, or the kind of refusal.
   */
  readonly 'llm.askedAgain': OfGeneration & { readonly reason: string };
  /** Tokens, as the vendor counted them. */
  readonly 'llm.usage': OfGeneration & {
    readonly promptTokens?: number;
    readonly cachedTokens?: number;
    readonly completionTokens?: number;
  };
  /** The connection to the TTS vendor was made, within `ms`. */
  readonly 'tts.connected': { readonly provider: string; readonly ms: number };
  /** The idle connection to the TTS vendor was closed, with a WebSocket code. */
  readonly 'tts.disconnected': { readonly code: number; readonly vendorReason: string };
  /** All text of a generation was given to the TTS vendor. */
  readonly 'tts.flushed': OfGeneration & { readonly text: string };
  readonly 'filler.failed': OfGeneration & { readonly error: VoiceError };
}

interface LineNotes {
  /** The caller heard the first sound of a generation. */
  readonly 'playback.heard': OfGeneration;
  /** A generation was silenced after the caller had heard `heardMs` of it. */
  readonly 'outbox.cleared': OfGeneration & { readonly heardMs: number };
  /** The line is held: the caller has heard `text`, and the speech will go on at `cutMs` of its audio. */
  readonly 'outbox.held': OfGeneration & {
    readonly heardMs: number;
    readonly cutMs: number;
    /** The beginning of the reply in the audio of the generation, behind its filler. */
    readonly replyStartMs: number;
    readonly text: string;
  };
  /** A message of the carrier could not be used, and the call went on without it; once for each kind of mistake. */
  readonly 'transport.leftOut': { readonly error: VoiceError };
  /** The carrier's socket was closed by us, with a WebSocket code. */
  readonly 'transport.refused': { readonly error: VoiceError; readonly code: number };
}

interface CallNotes {
  /** Words of the caller went into the history. */
  readonly 'history.caller': { readonly text: string };
  /** The words that the caller heard of a generation went into the history. */
  readonly 'history.agent': OfGeneration & {
    /** The words heard. */
    readonly text: string;
    /** The words that were cut. */
    readonly rest: string;
    readonly interrupted: boolean;
    /** The cut between `text` and `rest` is guessed from the pace; the TTS vendor gave no timings. */
    readonly estimated: boolean;
    readonly heardMs: number;
    /** The end of the kept words in the generation's audio. */
    readonly keptMs: number;
  };
  /** A stream broke while it was stopped. */
  readonly 'cleanup.failed': { readonly error: VoiceError };
  /** The chart itself broke, and the call ends with it. */
  readonly 'call.crashed': { readonly error: VoiceError };
}

export type NoteFacts = SttNotes & ReplyNotes & LineNotes & CallNotes;

export type NoteName = keyof NoteFacts;

/** A note as its writer gives it: the name and, beside it, the facts. */
export type Note = { [Name in NoteName]: { readonly name: Name } & NoteFacts[Name] }[NoteName];
