/**
 * Reads a journal's entries after the tick that made them, so that no answer waits for a reader.
 */

import type { Journal } from '../../call/journal/journal.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';

/** Returns a function that reads the rest at once, for the end of the call. */
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
