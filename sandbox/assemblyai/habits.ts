/**
 * Behaviour on which the sources about AssemblyAI differ, or which its SDK has and its pages do not. A test chooses; the defaults
 * follow the vendor's newest pages. docs/vendors/assemblyai.md has the sources.
 */
export interface AssemblyAiHabits {
  /** Whether an error has a type: `Error` by the page; the SDK takes any message with `error` for one (service.ts of 4.41.5). */
  readonly errors: 'typed' | 'untyped' | 'none';
  /** The reason of a close after an error: the error's own text, or one sentence that points to the error. */
  readonly closeReason: 'asError' | 'seeError';
  /** The codes: those of today's pages, or those from 4000 on, which the SDK still lists. */
  readonly codes: 'today' | 'legacy';
  /** Whether messages come that only newer models or opted-in features have: SpeechStarted, Heartbeat, Silence, Warning. */
  readonly novelties: boolean;
  /** Whether an end of turn comes twice, formatted the second time, though nobody asked: the message page has it with `format_turns` only. */
  readonly repeatsEnds: boolean;
  /**
   * How much later than documented ends of turn come, in ms of audio; a ForceEndpoint is answered at once. Infinity: words come, and
   * never an end, forced or not. No report has this of AssemblyAI; other vendors' are in sandbox/deepgram/habits.ts.
   */
  readonly endsLateByMs: number;
}

export const DEFAULT_HABITS: AssemblyAiHabits = {
  errors: 'typed',
  closeReason: 'asError',
  codes: 'today',
  novelties: false,
  repeatsEnds: false,
  endsLateByMs: 0,
};

/** Codes of the last API for the same causes. */
const LEGACY: Readonly<Record<number, number>> = {
  1008: 4001,
  3006: 4101,
  3007: 4033,
  3008: 4008,
  3009: 4102,
};

/** The code of this error in these habits. */
export const codeIn = ({ codes }: AssemblyAiHabits, code: number): number =>
  codes === 'legacy' ? (LEGACY[code] ?? code) : code;
