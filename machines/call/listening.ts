/**
 * The caller has the floor, speaking or silent.
 *
 *   quiet ──silence──> a nudge, later goodbye
 *     │ ^──a key is pressed: anew
 *     │ start of turn
 *     ▼
 *   hearing: following ──too long──> overdue          any of them ──end of turn──> processing (call.machine.ts)
 *                └──────STT lost───> stranded
 */
import { and } from 'xstate';
import { callSetup } from '../call.setup.ts';
import { answer, PROCESSING, sayGoodbye, scriptLine, TURN, takeUpAgain } from './moves.ts';

const QUIET = `${TURN}.listening.quiet` as const;

export const quiet = callSetup.createStateConfig({
  description: 'Caller and agent are silent. The only state in which the silence timer runs.',
  // Who types a number is not silent (jambonz-feature-server#1306).
  on: { 'caller.pressedKey': { target: QUIET, reenter: true } },
  after: {
    SILENCE_TIMEOUT: [
      { guard: 'mayNudge', target: PROCESSING, actions: ['countNudge', scriptLine('nudge', 'nudge')] },
      { target: `${TURN}.closing`, actions: sayGoodbye('silence') },
    ],
  },
});

export const hearing = callSetup.createStateConfig({
  description: 'The caller is speaking.',
  initial: 'following',
  on: {
    'transport.closed': `${TURN}.lingering`,
    'stt.lost': { guard: 'isCurrentEpoch', target: '.stranded', actions: 'keepPartial' },
  },
  states: {
    following: {
      description: 'STT transcribes the turn.',
      on: { 'caller.startOfTurn': {} },
      after: { TURN_LIMIT: 'overdue' },
    },
    overdue: {
      description: 'The turn is too long; the STT vendor was asked to end it.',
      entry: 'askSttToEndTurn',
      on: {
        'caller.startOfTurn': {},
        'caller.endOfTurn': {
          guard: and(['isOpenTurn', 'saysWords', 'hasCutIn']),
          target: `${PROCESSING}.cuttingIn`,
          actions: answer,
        },
      },
      after: { OVERDUE_LIMIT: QUIET },
    },
    stranded: {
      description: 'The STT connection was lost in mid-turn; the next one may transcribe the rest.',
      on: { 'stt.lost': { guard: 'isCurrentEpoch', actions: 'keepPartial' } },
      after: {
        STRANDED_LIMIT: [
          {
            guard: 'knowsWords',
            target: PROCESSING,
            actions: ['closeTurnAsKnown', 'rememberCaller', 'reply'],
          },
          { guard: 'wasInterrupted', target: PROCESSING, actions: ['closeTurnAsKnown', ...takeUpAgain] },
          { target: QUIET, actions: 'closeTurnAsKnown' },
        ],
      },
    },
  },
});
