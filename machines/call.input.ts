/**
 * The input of a call: the agent's fixed lines, the limits of every state, the speeches that may not be interrupted.
 */
import type { SpeechKind } from './ports.ts';

/** The agent's fixed lines, said without the model. An empty string stands for a line that the agent leaves out. */
export interface Script {
  readonly greeting: string;
  readonly nudge: string;
  readonly filler: string;
  /** A short polite line before the answer to a caller who does not stop talking. */
  readonly cutIn: string;
  readonly apology: string;
  /** The goodbye to a caller who has been silent for too long. */
  readonly goodbye: string;
  /** The goodbye when the call has lasted as long as it may. */
  readonly timeUp: string;
  /** The goodbye when no STT connection can be made, or replies keep failing. */
  readonly outOfOrder: string;
}

/** The limits of a call; names with `Ms` are in ms, and most of them limit one state. docs/architecture.md has the reasons. */
export interface Limits {
  readonly connectMs: number;
  readonly maxDurationMs: number;
  /** Silence of both sides before the agent asks whether anyone is there. */
  readonly silenceMs: number;
  readonly maxNudges: number;
  /** One turn of the caller, before the STT vendor is asked to end it. */
  readonly turnMs: number;
  /** Time for the STT vendor to end a turn after it was asked to. */
  readonly overdueMs: number;
  /** Time for the next STT connection to transcribe the rest of a turn in which the last one was lost. */
  readonly strandedMs: number;
  /** A speculation that STT has neither confirmed nor withdrawn counts as confirmed after this time. */
  readonly speculationMs: number;
  readonly maxSpeculations: number;
  /** From the end of the turn to the filler; 0 switches the filler off. */
  readonly fillerMs: number;
  /** From the end of the turn to the apology. */
  readonly replyMs: number;
  /** One reply, from its first frame. */
  readonly speechMs: number;
  /** From the agent's first sound, or the first after a hold: speech in this time may be the echo of that sound. */
  readonly echoMs: number;
  /** Caller speech without words holds the agent's speech for this long. */
  readonly falseInterruptionMs: number;
  /** Holds of one speech by caller speech without words; after this many, only words stop the agent. */
  readonly maxDoubts: number;
  /** After this many false interruptions in a row, only words stop the agent, until words have interrupted it once. */
  readonly maxFalseInRow: number;
  /** The agent is silent for this long after an interruption. */
  readonly backoffMs: number;
  /** The agent is silent for this long after the caller's last word. */
  readonly waitMs: number;
  readonly goodbyeMs: number;
  /** Time after hang-up for the text of a turn that is still open. */
  readonly finalTextMs: number;
  /** Time for that text after the STT vendor was asked for it. */
  readonly lastTextMs: number;
  /** Waits before STT is connected again; their number is the number of attempts. */
  readonly reopenMs: readonly number[];
  /** An STT connection that has been open for this long counts as recovered. */
  readonly steadyMs: number;
  /** Replies that fail in a row before the call is ended. */
  readonly maxFailures: number;
}

export interface CallInput {
  readonly script: Script;
  readonly limits: Limits;
  /** Speeches of these kinds are spoken to their end; words that the caller says meanwhile are answered afterwards. */
  readonly uninterruptible: readonly SpeechKind[];
  /** The call has a voice activity detector. */
  readonly hasVad: boolean;
}
