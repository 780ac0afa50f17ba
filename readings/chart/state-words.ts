/**
 * The essay's words for our states: `LISTENING`, `PROCESSING`, `SPEAKING` and the few it has none for.
 */
import type { JournalEntry } from '../journal-entry.ts';

/** By a state's first two levels, or its first. */
const WORDS: Readonly<Record<string, string>> = {
  connecting: 'CONNECTING',
  listening: 'LISTENING',
  'responding.speculating': 'SPECULATING',
  'responding.processing': 'PROCESSING',
  'responding.speaking': 'SPEAKING',
  closing: 'CLOSING',
  lingering: 'LINGERING',
  ended: 'ENDED',
};

/** Of a state of the turn region, e.g. `responding.processing.thinking`; undefined for those that last no time. */
export const stateWord = (path: string): string | undefined =>
  WORDS[path.split('.').slice(0, 2).join('.')] ?? WORDS[path.split('.')[0] ?? ''];

/** Where an entry says that the call moved to; undefined of other entries, and of states that last no time. */
export const wordMovedTo = ({ kind, name, data }: JournalEntry): string | undefined =>
  kind === 'state' && data.region === 'turn' ? stateWord(name) : undefined;
