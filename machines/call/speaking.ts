/**
 * The caller hears the agent, and may speak over it.
 *
 *   echoing ──a while──> steady ──all sent──> trailing ──all received──> yielding (call.machine.ts)
 *      ^ │ speech           │ speech
 *      │ ▼                  ▼
 *     doubted: held, until words interrupt (call.machine.ts), or no words follow
 */
import { and, not } from 'xstate';
import { callSetup } from '../call.setup.ts';
import {
  answer,
  breakOff,
  hangsUpMidTurn,
  passOver,
  postpone,
  replyEndsEarly,
  TURN,
  wordless,
} from './moves.ts';

/** Turns that end while the agent speaks and do not interrupt it: passed over, or answered afterwards. */
const acknowledgement = { guard: and(['isOpenTurn', 'acknowledges']), actions: passOver } as const;
const tooLittle = { guard: and(['isOpenTurn', 'saysTooLittle']), actions: postpone } as const;
const doesNotInterrupt = [
  wordless,
  acknowledgement,
  { guard: and(['isOpenTurn', not('isInterruptible')]), actions: postpone },
  tooLittle,
] as const;

/** A held agent goes on speaking when a turn ends in one of these ways. */
const goesOn = <TGuard, const TActions extends readonly unknown[]>(turn: {
  readonly guard: TGuard;
  readonly actions: TActions;
}) => ({ guard: turn.guard, target: 'echoing', actions: [...turn.actions, 'resume'] }) as const;

export const speaking = callSetup.createStateConfig({
  description: 'The caller hears the agent.',
  initial: 'echoing',
  on: {
    'llm.failed': replyEndsEarly,
    'caller.endOfTurn': doesNotInterrupt,
    'playback.sent': { guard: 'isCurrent', target: '.trailing' },
  },
  after: { SPEECH_LIMIT: { target: `${TURN}.yielding`, actions: breakOff } },
  states: {
    echoing: {
      description: 'Detected speech may be the echo of the agent’s first sound: only words stop the agent.',
      on: { 'vad.speechStarted': { guard: and(['mayDoubt', 'beganBeforeUs']), target: 'doubted' } },
      after: { ECHO_WINDOW: 'steady' },
    },
    steady: {
      description: 'The agent speaks and the caller is silent.',
      on: { 'vad.speechStarted': { guard: 'mayDoubt', target: 'doubted' } },
    },
    doubted: {
      description: 'The caller speaks, and no words are transcribed yet: the agent’s speech is held.',
      entry: ['hold', 'countDoubt'],
      on: {
        'transport.closed': hangsUpMidTurn,
        'playback.sent': {},
        'caller.acknowledgement': {
          guard: 'isOpenTurn',
          target: 'echoing',
          actions: ['openTurn', 'resume'],
        },
        'caller.endOfTurn': [goesOn(wordless), goesOn(acknowledgement), goesOn(tooLittle)],
      },
      after: { FALSE_INTERRUPTION: { target: 'echoing', actions: ['countFalseInterruption', 'resume'] } },
    },
    trailing: {
      description: 'The last frame was sent: words of the caller are an answer.',
      on: {
        'caller.endOfTurn': {
          guard: and(['isOpenTurn', 'isInterruptible', not('saysNothing')]),
          target: `${TURN}.responding`,
          reenter: true,
          actions: [...breakOff, ...answer],
        },
      },
    },
  },
});
