/** An entry that no call wrote, for whoever reads entries: its facts are checked by the compiler, as those of all are. */
import type { JournalEntry, Line } from '../../readings/journal-entry.ts';
import type { EntryFacts, EntryKind, EntryName } from '../../readings/record/entry-facts.ts';
import type { Recorded } from '../../readings/record/recorded.ts';

export const entryOf = <Kind extends EntryKind, Name extends EntryName<Kind>>(
  kind: Kind,
  name: Name,
  data: Recorded<EntryFacts[Kind][Name]>,
  at: Partial<Line> = {},
): JournalEntry => ({ seq: 0, atMs: 0, ...at, kind, name, data }) as JournalEntry;
