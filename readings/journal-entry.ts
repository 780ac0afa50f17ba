/**
 * One line of a call's journal: the ordered record of everything that can explain the call.
 *
 * What comes in (`event`, `timer`), what the chart made of it (`transition`, `command`, `state`, `child`), what went
 * out and came back (`wire`), who of the vendors was busy (`vendor`), and what a person may want to know (`note`).
 */
export type EntryKind =
  /** The chart received it from outside: a stream, the carrier, an operator. */
  | 'event'
  /** A delay of the chart ran out; the name is the delay's. */
  | 'timer'
  /** An edge of the chart was taken; the name is `source|event|candidate`. */
  | 'transition'
  /** The chart ordered something: an effect, or a message to a stream. */
  | 'command'
  /** A region of the chart moved; the name is where to. */
  | 'state'
  /** A stream of the chart started or stopped. */
  | 'child'
  /** The carrier was sent `media` (in runs), a `mark` or `clear`, or sent back an `echo` of a mark. */
  | 'wire'
  /** An exchange with a vendor opened or closed: an STT socket, a model's request, an utterance. */
  | 'vendor'
  | 'note';

export interface JournalEntry {
  /** Counts from 0. */
  readonly seq: number;
  /** Milliseconds since the call began, on its monotonic clock. */
  readonly atMs: number;
  readonly kind: EntryKind;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}
