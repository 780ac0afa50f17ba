/** Searches calls by number, state, outcome, health or id. */
import type { CallRow } from '../../readings/console.ts';
import { OUTCOMES } from './outcomes.ts';

export type Kind = 'all' | 'live' | 'ended';

/** Calls whose row contains every word of `text`. A word is also tried without phone-number punctuation. */
export function findCalls(rows: readonly CallRow[], text: string, kind: Kind): readonly CallRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (kind !== 'all' && row.isLive !== (kind === 'live')) return false;
    const haystack = [row.id, row.from, row.to, row.state, outcomeWords(row), row.health]
      .join(' ')
      .toLowerCase();
    return words.every((word) => haystack.includes(word) || haystack.includes(word.replace(/[\s()-]/g, '')));
  });
}

export const outcomeWords = ({ outcome }: CallRow): string =>
  outcome === undefined ? '' : OUTCOMES[outcome];
