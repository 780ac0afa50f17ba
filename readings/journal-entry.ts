/**
 * One line of a call's journal: the ordered record of everything that can explain the call.
 *
 *   kind and name ──EntryFacts──> the facts that a writer must give ──Recorded──> the facts that a reader finds
 *
 * Inputs of the chart (`event`, `timer`), its answers (`transition`, `command`, `state`, `child`), messages to and from
 * the carrier (`wire`), exchanges with vendors (`vendor`), and facts for a person who reads (`note`).
 */
import type { StatePath } from '../machines/state-paths.ts';
import type { EntryFacts, EntryKind, EntryName } from './record/entry-facts.ts';
import type { Recorded, RecordedError } from './record/recorded.ts';

export interface Position {
  /** Counts from 0. */
  readonly seq: number;
  /** Milliseconds since the call began, on its monotonic clock. */
  readonly atMs: number;
}

type OfKind<Kind extends EntryKind> = {
  readonly [Name in EntryName<Kind>]: Position & {
    readonly kind: Kind;
    readonly name: Name;
    readonly data: Recorded<EntryFacts[Kind][Name]>;
  };
}[EntryName<Kind>];

/** An entry of this version of Parley: `kind` and `name` say what is in `data`. */
export type JournalEntry = { [Kind in EntryKind]: OfKind<Kind> }[EntryKind];

/** The entries of one kind or, with names, some of them. */
export type EntryOf<Kind extends EntryKind, Name extends EntryName<Kind> = EntryName<Kind>> = Extract<
  JournalEntry,
  { readonly kind: Kind; readonly name: Name }
>;

/** Kind and name as they stand in the journal. */
interface Recording {
  readonly kind: EntryKind;
  readonly name: string;
}

/** An entry that another version of Parley wrote and this one does not know. Its name cannot be taken for one of ours. */
export interface ForeignEntry extends Position {
  readonly kind: 'foreign';
  readonly recordedAs: Recording;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An entry as a reader gets it, from a live call or from a file. */
export type AnyEntry = JournalEntry | ForeignEntry;

/** The kind and the name that stand in the journal, whether they are known here or not. */
export const asRecorded = (entry: AnyEntry): Recording =>
  entry.kind === 'foreign' ? entry.recordedAs : entry;

/** An entry with which the turn region moved. */
export const isTurnMove = (entry: AnyEntry): entry is EntryOf<'state', StatePath<'turn'>> =>
  entry.kind === 'state' && entry.data.region === 'turn';

/** The error in a known entry; undefined for entries without one. */
export const errorIn = (entry: AnyEntry): RecordedError | undefined =>
  entry.kind !== 'foreign' && 'error' in entry.data ? entry.data.error : undefined;

/** The generation of a known entry; undefined for entries without one. */
export const generationIn = (entry: AnyEntry): number | undefined =>
  entry.kind !== 'foreign' && 'generation' in entry.data ? entry.data.generation : undefined;
