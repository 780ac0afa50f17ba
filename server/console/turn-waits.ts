/** The caller's wait for each answer of a call. */
import type { TurnWait } from '../../readings/console.ts';
import { waitOf } from '../../readings/turns/waits.ts';
import type { KnownCall } from '../plugins/calls.ts';

export function turnWaitsOf({ journal, outline }: KnownCall): TurnWait[] {
  return outline.turns.flatMap((turn): TurnWait[] => {
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
}
