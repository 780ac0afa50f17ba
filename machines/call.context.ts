/**
 * The memory of a call between events: ids, counters and short strings. Never audio, history or handles.
 */
import type { CallInput } from './call.input.ts';
import type { Speech } from './ports.ts';

export type EndReason =
  | 'callerHungUp'
  | 'operatorHungUp'
  | 'transportFailed'
  | 'neverStarted'
  | 'silence'
  | 'timeUp'
  | 'outOfOrder';

/** Ends that the agent decides on, each with a goodbye of its own. */
export type Farewell = 'silence' | 'timeUp' | 'outOfOrder';

/** The call in figures, as the machine's output. */
export interface CallSummary {
  readonly reason: EndReason;
  readonly turns: number;
  readonly generations: number;
  readonly bargeIns: number;
  /** Holds of the agent's speech that timed out without a word of the caller's. */
  readonly falseInterruptions: number;
  /** Speculations withdrawn because the caller went on. */
  readonly wastedSpeculations: number;
  readonly failures: number;
  readonly epochs: number;
}

export interface CallContext extends CallInput {
  /** The number of the STT connection in use. */
  readonly epoch: number;
  /** STT connections lost in a row. */
  readonly losses: number;
  /** Index of the turn that is open, or was last open, in this epoch. */
  readonly openTurn: number;
  /** Index of the last finished turn of this epoch; events about it or an earlier one are stale. */
  readonly endedTurn: number;
  /** The whole text of the last finished turn. */
  readonly callerText: string;
  /** Text that a lost STT connection had transcribed of the open turn. */
  readonly keptText: string;
  /** The caller's words over a speech that went on; the agent answers them after that speech. */
  readonly postponedText: string;
  readonly speech: Speech;
  /** The number of times that caller speech without words has held this speech. */
  readonly doubts: number;
  /** Length of the caller's audio at the first frame of this speech, in ms: the echo of that frame comes later. */
  readonly firstSoundMs: number;
  /** False interruptions in a row: caller speech that held the agent and brought no words. */
  readonly falseInRow: number;
  /** Start of the caller speech that the VAD now detects, in ms of the caller's audio; -1 without such speech. */
  readonly callerSpeechBeganMs: number;
  /** End of the last word of the last finished turn, in ms of the caller's audio. */
  readonly lastWordMs: number;
  /** The generation in which a filler was last said. */
  readonly filledGeneration: number;
  /** Length of the open turn when the caller last went on after a pause, in ms. */
  readonly turnMs: number;
  /** The caller interrupted and has not said a word since. */
  readonly interrupted: boolean;
  /** Speculations begun in the open turn. */
  readonly speculations: number;
  readonly nudges: number;
  readonly failuresInRow: number;
  /** The last generation that failed. */
  readonly failedGeneration: number;
  readonly farewell: Farewell;
  readonly summary: CallSummary;
}

export const initialContext = ({ script, limits, uninterruptible, hasVad }: CallInput): CallContext => ({
  script,
  limits,
  uninterruptible,
  hasVad,
  epoch: 1,
  losses: 0,
  openTurn: -1,
  endedTurn: -1,
  callerText: '',
  keptText: '',
  postponedText: '',
  speech: { generation: 0, kind: 'greeting', text: '' },
  doubts: 0,
  firstSoundMs: 0,
  falseInRow: 0,
  callerSpeechBeganMs: -1,
  lastWordMs: -1,
  filledGeneration: 0,
  turnMs: 0,
  interrupted: false,
  speculations: 0,
  nudges: 0,
  failuresInRow: 0,
  failedGeneration: 0,
  farewell: 'silence',
  summary: {
    reason: 'neverStarted',
    turns: 0,
    generations: 0,
    bargeIns: 0,
    falseInterruptions: 0,
    wastedSpeculations: 0,
    failures: 0,
    epochs: 1,
  },
});
