/**
 * The reply to a turn that is probably over. It is made in full, and the caller hears none of it before the turn is over.
 *
 *   eager end of turn ──> thinking ──first token──> voicing
 *                            │ end of turn, same words │         confirmed: the gate opens, the streams go on
 *                            ▼                         ▼
 *                  processing.thinking          processing.voicing
 *   the caller goes on, or a stream fails: the reply is withdrawn, and hearing goes on
 */
import { and } from 'xstate';
import { callSetup } from '../call.setup.ts';
import { PROCESSING, TURN } from './moves.ts';

const HEARING = `${TURN}.listening.hearing` as const;

/** The speculation was right: its reply becomes the reply, and the caller may hear it. */
const takeUp = ['closeTurnAsSpeculated', 'rememberCaller', 'leaveAPause', 'confirm', 'openGate'] as const;
const confirmed = { guard: and(['isOpenTurn', 'isAsSpeculated']), actions: takeUp } as const;
/** STT neither confirmed nor withdrew the end of the turn in time: the turn counts as over. */
const unopposed = { actions: [...takeUp, 'askSttToEndTurn'] } as const;
/** The caller never learns of a speculation that failed: the agent answers the turn when it ends. */
export const dropSpeculation = ['silence', 'countWasted', 'giveUpSpeculating'] as const;
const speculationFails = { guard: 'isCurrent', target: HEARING, actions: dropSpeculation } as const;

export const speculating = callSetup.createStateConfig({
  description: 'The turn is probably over. The reply is made, and held behind a closed gate.',
  initial: 'thinking',
  on: {
    'transport.closed': { target: `${TURN}.lingering`, actions: ['silence', 'keepSpeculated'] },
    'stt.lost': {
      guard: 'isCurrentEpoch',
      target: `${HEARING}.stranded`,
      actions: ['silence', 'countWasted', 'keepPartial'],
    },
    'caller.turnResumed': {
      guard: 'isOpenTurn',
      target: HEARING,
      actions: ['silence', 'countWasted', 'goOn'],
    },
    'caller.interruption': { guard: 'isOpenTurn', target: HEARING, actions: ['silence', 'countWasted'] },
    'llm.failed': speculationFails,
    'tts.failed': speculationFails,
  },
  states: {
    thinking: {
      description: 'The model has not sent a token.',
      on: {
        'llm.firstToken': { guard: 'isCurrent', target: 'voicing' },
        'caller.endOfTurn': { ...confirmed, target: `${PROCESSING}.thinking` },
      },
      after: { SPECULATION_LIMIT: { ...unopposed, target: `${PROCESSING}.thinking` } },
    },
    voicing: {
      description: 'Text goes to TTS; its audio waits behind the gate.',
      on: { 'caller.endOfTurn': { ...confirmed, target: `${PROCESSING}.voicing` } },
      after: { SPECULATION_LIMIT: { ...unopposed, target: `${PROCESSING}.voicing` } },
    },
  },
});
