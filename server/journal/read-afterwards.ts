/**
 * A journal read when the tick that made an entry is over: no answer waits for whoever reads.
 */

import type { Journal } from '../../call/journal/journal.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';

/** Answers with what reads the rest at once, when the call is over. */
export function readAfterwards(journal: Journal, read: (entry: JournalEntry) => void): () => void {
  const waiting: JournalEntry[] = [];
  const flush = (): void => {
    for (const entry of waiting.splice(0)) read(entry);
  };
  journal.listen((entry) => {
    if (waiting.push(entry) === 1) setImmediate(flush);
  });
  return flush;
}
