/**
 * The essay's words for our states: `LISTENING`, `PROCESSING`, `SPEAKING` and the few it has none for.
 */
import { type StatePath, turnStatesTo } from '../../machines/state-paths.ts';
import { type AnyEntry, isTurnMove } from '../journal-entry.ts';

export type StateWord =
  | 'CONNECTING'
  | 'LISTENING'
  | 'SPECULATING'
  | 'PROCESSING'
  | 'SPEAKING'
  | 'CLOSING'
  | 'LINGERING'
  | 'ENDED';

/** A word stands for a state and all that is in it. */
const WORDS: Readonly<Partial<Record<StatePath<'turn'>, StateWord>>> = {
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
export function stateWord(path: string): StateWord | undefined {
  const outer = turnStatesTo(path).findLast((state) => WORDS[state] !== undefined);
  return outer && WORDS[outer];
}

/** Where an entry says that the call moved to; undefined of other entries, and of states that last no time. */
export const wordMovedTo = (entry: AnyEntry): StateWord | undefined =>
  isTurnMove(entry) ? stateWord(entry.name) : undefined;
