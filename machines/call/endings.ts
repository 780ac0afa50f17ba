/**
 * The events that end a call from any state of the turn region. A state's own rule for one of them goes first.
 *
 *   socket closed, operator hangs up ────────────> ended
 *   no STT connection, time is up ──goodbye──────> closing
 *   the end of a turn that is over already, or comes during a goodbye: ignored, with the reason
 */
import { and, not } from 'xstate';
import type { Farewell } from '../call.context.ts';
import { callSetup } from '../call.setup.ts';
import { breakOff, ENDED, keepAll, sayGoodbye } from './moves.ts';

/** The agent stops speaking and begins its goodbye. */
const cutOff = (farewell: Farewell) =>
  [...breakOff, 'closeTurnAsKnown', 'rememberCaller', ...sayGoodbye(farewell)] as const;

export const endings = callSetup.createStateConfig({
  on: {
    'transport.closed': { target: ENDED, actions: [...keepAll, 'endByTransport'] },
    'operator.hangUp': {
      target: ENDED,
      actions: [...keepAll, { type: 'end', params: { reason: 'operatorHungUp' } }],
    },
    'caller.endOfTurn': [
      {
        guard: and([not('isOpenTurn'), 'saysWords']),
        actions: { type: 'ignoreCaller', params: { reason: 'turnIsOver' } },
      },
      { guard: 'saysWords', actions: { type: 'ignoreCaller', params: { reason: 'sayingGoodbye' } } },
    ],
    'stt.unavailable': { target: '.closing', actions: cutOff('outOfOrder') },
  },
  after: {
    MAX_DURATION: { guard: not('isLingering'), target: '.closing', actions: cutOff('timeUp') },
  },
});
