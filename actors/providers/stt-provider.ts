/**
 * The port of a speech-to-text vendor: one socket at a time that takes a call's audio and reports the caller's turns.
 *
 *   mu-law bytes in ──> vendor socket ──> TurnFact out
 *
 * Reopening, replay and silence filling are the `stt` actor's; a provider owns one socket and its wire only.
 */
import type { CallClock } from '../../machines/clock.ts';
import type { VoiceError } from '../../machines/errors.ts';
import type { PatienceRefusal } from '../../machines/notes.ts';

/** The trigger of a turn whose words the vendor has all taken back: there was only noise. */
export const NO_WORDS = 'noWords';

/**
 * One report of the vendor about the caller's turn. Text is the whole turn so far, trimmed. An end of turn without text, and
 * without the trigger `NO_WORDS`, is that of the words in the report before it.
 */
export interface TurnFact {
  readonly kind: 'startOfTurn' | 'update' | 'eagerEndOfTurn' | 'turnResumed' | 'endOfTurn';
  /** Counts from 0 on every socket. */
  readonly turnIndex: number;
  readonly text: string;
  /** End of the last word, in ms of audio since this socket's first byte; absent when the vendor gives none. */
  readonly speechEndMs?: number;
  /** How much audio since this socket's first byte the vendor has judged, in ms; absent when not reported. */
  readonly transcribedMs?: number;
  /** The vendor's end-of-turn confidence, 0 to 1. */
  readonly confidence?: number;
  /** Why the turn ended, on `endOfTurn`. */
  readonly trigger?: string;
}

export interface SttHandlers {
  /** The vendor is ready for audio. Called once. `requestId` is the vendor's id of this session. */
  onOpen(requestId: string): void;
  onFact(fact: TurnFact): void;
  /** A change of patience was not taken; `vendorReason` is the vendor's word for it. The session goes on, unless `onLost` follows. */
  onPatienceRefused?(refusal: PatienceRefusal, vendorReason?: string): void;
  /** The socket is over, for whatever reason other than our `close()`. Called at most once, and nothing follows it. */
  onLost(error: VoiceError): void;
}

export interface SttOptions {
  readonly clock: CallClock;
  /** 0.5 to 1; vendor default when absent. */
  readonly eotThreshold?: number;
  /** 0.3 to 0.9; absent means no eager ends of turn. */
  readonly eagerEotThreshold?: number;
  /** 500 to 60,000 ms of silence after which the vendor ends the turn regardless. */
  readonly eotTimeoutMs?: number;
  readonly keyterms?: readonly string[];
  /** Whether the caller is making a sound like speech at this moment, as the call's own detector judges; absent without one. */
  readonly isCallerSpeaking?: () => boolean;
  /** Longest wait for the vendor to be ready. */
  readonly connectTimeoutMs: number;
}

/** When a vendor ends turns, as far as that can change while a socket is open; absent values stay as they are. */
export interface EndpointingConfig {
  /** The confidence at which the vendor ends a turn, 0.5 to 1; at 1 only silence ends it. */
  readonly eotThreshold?: number;
  /** 500 to 60,000 ms of silence after which the vendor ends the turn regardless. */
  readonly eotTimeoutMs?: number;
}

export interface SttSocket {
  /** Raw mu-law at 8 kHz, any length above 0. Ignored unless open. */
  send(audio: Uint8Array): void;
  /** Makes the vendor end turns sooner or later from now on. Absent when the vendor cannot. */
  configure?(config: EndpointingConfig): void;
  /**
   * Ends the open turn by our own rule. Returns true when all later facts are of another turn; false when the vendor
   * still reports on this one for a while. Absent when the vendor takes no end of turn.
   */
  endTurn?(): boolean;
  /** Ends the session; idempotent; no handler is called afterwards. */
  close(): void;
}

export interface SttProvider {
  /** For logs, journals and errors: the vendor, and the product where it has several. */
  readonly name: string;
  /** The preferred length of audio in one `send`, in ms. Default 80. */
  readonly batchMs?: number;
  open(options: SttOptions, handlers: SttHandlers): SttSocket;
}
