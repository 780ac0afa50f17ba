/** How calls end, in plain words. */
import type { CallRow } from '../../readings/console.ts';

export const OUTCOMES: Readonly<Record<NonNullable<CallRow['outcome']>, string>> = {
  callerHungUp: 'caller hung up',
  operatorHungUp: 'hung up by an operator',
  transportFailed: 'connection lost',
  neverStarted: 'never started',
  silence: 'ended after silence',
  timeUp: 'ended: time was up',
  outOfOrder: 'ended: out of order',
  crashed: 'crashed',
};
