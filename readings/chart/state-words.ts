/**
 * The words that the console shows for the chart's states: `LISTENING`, `PROCESSING`, `SPEAKING` and a few more.
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

/** The word for a state and every state inside it. */
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

/** The word for a state of the turn region, e.g. `responding.processing`; undefined for states that last no time. */
export function stateWord(path: string): StateWord | undefined {
  const outer = turnStatesTo(path).findLast((state) => WORDS[state] !== undefined);
  return outer && WORDS[outer];
}

/** The word for the state that an entry moves to; undefined for other entries, and for states that last no time. */
export const wordMovedTo = (entry: AnyEntry): StateWord | undefined =>
  isTurnMove(entry) ? stateWord(entry.name) : undefined;
