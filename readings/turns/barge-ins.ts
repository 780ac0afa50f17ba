import type { TransitionId } from '../../machines/transition-id.ts';

/** The transitions on which the caller takes the floor from the agent, by the ids of machines/transition-id.ts. */
const BARGE_INS: ReadonlySet<string> = new Set<TransitionId>([
  'live.turn.responding|caller.interruption|0',
  'live.turn.closing|caller.startOfTurn|0',
]);

export const isBargeIn = (transition: string): boolean => BARGE_INS.has(transition);
