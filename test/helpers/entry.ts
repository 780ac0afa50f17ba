/** An entry that no call wrote, for tests of readers; the compiler checks its facts, as it does for every entry. */
import type { JournalEntry, Position } from '../../readings/journal-entry.ts';
import type { EntryFacts, EntryKind, EntryName } from '../../readings/record/entry-facts.ts';
import type { Recorded } from '../../readings/record/recorded.ts';

export const entryOf = <Kind extends EntryKind, Name extends EntryName<Kind>>(
  kind: Kind,
  name: Name,
  data: Recorded<EntryFacts[Kind][Name]>,
  at: Partial<Position> = {},
): JournalEntry => ({ seq: 0, atMs: 0, ...at, kind, name, data }) as JournalEntry;
