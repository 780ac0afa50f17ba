/** Fills a tape from the server: all entries of a call so far, and new ones while it lasts. */

import type { AnyEntry } from '../../readings/journal-entry.ts';
import { readCallHeader, readEnded } from '../../readings/record/console-events.ts';
import { readEntry } from '../../readings/record/read-entry.ts';
import { openStream } from '../event-source.ts';
import type { Tape } from './tape.ts';

/** Returns a function that stops the stream. */
export function watchCall(id: string, tape: Tape): () => void {
  const stop = openStream(`api/calls/${encodeURIComponent(id)}/stream`, ['call', 'entries', 'ended'], {
    on(event, data) {
      if (event === 'call') tape.begin(readCallHeader(data));
      else if (event === 'entries') tape.add(entriesIn(data));
      else {
        stop();
        tape.state.value = 'whole';
        tape.outcome.value = readEnded(data).outcome;
      }
    },
    onState(state) {
      if (tape.state.value !== 'whole') tape.state.value = state === 'open' ? 'live' : state;
    },
    onMissing() {
      // Entries of a call that the server has forgotten stay on the page.
      tape.state.value = tape.length.value > 0 ? 'forgotten' : 'missing';
    },
  });
  return stop;
}

function entriesIn(data: unknown): AnyEntry[] {
  if (!Array.isArray(data)) throw unreadable('they are not a list');
  return data.map((entry) => readEntry(entry, unreadable));
}

const unreadable = (why: string): Error => new Error(`The server sent unreadable entries: ${why}`);
