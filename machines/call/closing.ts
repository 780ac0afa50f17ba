/**
 * The last words of the agent.
 *
 *   a goodbye ──heard to its end, or too long──> ended
 *       │ after a silence only: the caller speaks after all ──> hearing, processing
 *       └ TTS fails: once more with the recorded goodbye, then ended
 */
import { and, not } from 'xstate';
import { callSetup } from '../call.setup.ts';
import { answer, answered, breakOff, ENDED, keepAll, scriptLine } from './moves.ts';
import { speakingStreams } from './streams.ts';

const endAsChosen = { target: ENDED, actions: [...keepAll, 'endAsChosen'] } as const;

export const closing = callSetup.createStateConfig({
  description: 'The agent says a goodbye; when the caller has heard it, Parley hangs up.',
  invoke: speakingStreams(endAsChosen),
  always: { ...endAsChosen, guard: not('hasFarewell') },
  on: {
    'caller.startOfTurn': {
      guard: and(['isOpenTurn', 'mayChangeTheirMind']),
      target: 'listening.hearing',
      actions: [...breakOff, 'countBargeIn', 'openTurn'],
    },
    'caller.endOfTurn': {
      ...answered,
      guard: and(['isOpenTurn', 'mayChangeTheirMind', 'saysWords']),
      actions: [...breakOff, ...answer],
    },
    'playback.finished': { ...endAsChosen, guard: 'isCurrent' },
    'tts.failed': [
      {
        guard: and(['isCurrent', 'hasSpareFarewell']),
        target: 'closing',
        reenter: true,
        actions: [...breakOff, scriptLine('goodbye', 'outOfOrder')],
      },
      { ...endAsChosen, guard: 'isCurrent' },
    ],
    'stt.unavailable': {},
  },
  after: { GOODBYE_CAP: { target: ENDED, actions: ['silence', ...endAsChosen.actions] } },
});
