/**
 * The caller hung up in mid-sentence, and the text of that sentence is still on its way.
 *
 *   awaiting ──too long──> insisting (STT is asked for what it has) ──too long──> ended
 *        └────────────────end of turn: into the history────────────────────────────^
 */
import { callSetup } from '../call.setup.ts';
import { ENDED } from './moves.ts';

const callerHungUp = { type: 'end', params: { reason: 'callerHungUp' } } as const;

export const lingering = callSetup.createStateConfig({
  description: 'The caller hung up in mid-sentence; their last words may still arrive.',
  on: {
    'caller.endOfTurn': {
      guard: 'isOpenTurn',
      target: ENDED,
      actions: ['closeTurn', 'rememberCaller', callerHungUp],
    },
    'transport.closed': {},
    'stt.unavailable': {},
    'stt.lost': { guard: 'isCurrentEpoch', actions: 'keepPartial' },
  },
  initial: 'awaiting',
  states: {
    awaiting: {
      description: 'The STT vendor may end the turn unasked.',
      after: { FINAL_TEXT_LIMIT: 'insisting' },
    },
    insisting: {
      description: 'The STT vendor has not ended the turn: it is asked, once, for the text that it has.',
      entry: 'askSttToEndTurn',
      after: {
        LAST_TEXT_LIMIT: [
          {
            guard: 'knowsWords',
            target: ENDED,
            actions: ['closeTurnAsKnown', 'rememberCaller', callerHungUp],
          },
          { target: ENDED, actions: callerHungUp },
        ],
      },
    },
  },
});
