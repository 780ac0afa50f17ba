/**
 * Every answer that every remembered call gave, with what its caller waited for.
 */
import type { AnsweredTurn } from '../../readings/console.ts';
import { turnsOf } from '../../readings/turns.ts';
import { waitOf } from '../../readings/waits.ts';
import type { Journal } from '../journal/journal.ts';

/** Of ended calls, whose turns do not change any more. */
const known = new WeakMap<Journal, AnsweredTurn[]>();

export function answeredTurns(journal: Journal, hasEnded: boolean): AnsweredTurn[] {
  const before = known.get(journal);
  if (before) return before;
  const answered = turnsOf(journal.entries).flatMap((turn): AnsweredTurn[] => {
    const wait = waitOf(turn);
    if (!wait) return [];
    const cachedTokens = turn.usage?.cachedTokens;
    return [
      {
        callId: journal.id,
        turn: turn.turn,
        at: journal.dateOf(turn.endOfTurnAt).toISOString(),
        ...wait,
        ...(cachedTokens !== undefined && { cachedTokens }),
      },
    ];
  });
  if (hasEnded) known.set(journal, answered);
  return answered;
}
