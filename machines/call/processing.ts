/**
 * The agent makes its answer; the caller waits.
 *
 *   thinking ──first token──> voicing ──first frame──> speaking
 *      └─slow─> filling ────────^
 *   cuttingIn (a polite word to who would not stop) ──first frame──> speaking
 *   too slow, or the model fails without a word ──> failing
 */
import { and, not } from 'xstate';
import { callSetup } from '../call.setup.ts';
import { breakOff, passOver, postpone, replyEndsEarly, replyFails, TURN, wordless } from './moves.ts';

/**
 * Turns that end while the agent prepares its answer and do not make it start again. An "uh-huh" is an answer in its own
 * right until the caller has heard a filler.
 */
const overheard = [
  wordless,
  { guard: and(['isOpenTurn', 'acknowledges', 'hasFilled']), actions: passOver },
  { guard: and(['isOpenTurn', not('isInterruptible'), not('isReply')]), actions: postpone },
] as const;

const firstToken = { guard: 'isCurrent', target: 'voicing' } as const;

export const processing = callSetup.createStateConfig({
  description: 'The turn is over and the caller hears nothing of the reply yet.',
  initial: 'thinking',
  on: {
    'playback.started': [
      { guard: and(['isCurrent', 'isCallerSpeaking', 'mayDoubt']), target: 'speaking.doubted' },
      { guard: 'isCurrent', target: 'speaking', actions: 'noteFirstSound' },
    ],
    'caller.endOfTurn': overheard,
  },
  after: { REPLY_TIMEOUT: { target: `${TURN}.failing`, actions: breakOff } },
  states: {
    thinking: {
      description: 'No word from the model yet.',
      on: { 'llm.firstToken': firstToken, 'llm.failed': replyFails },
      after: { FILLER_DELAY: { guard: 'hasFiller', target: 'filling' } },
    },
    filling: {
      description: 'The model is slow: a filler keeps the caller company, outside the history.',
      entry: ['sayFiller', 'noteFiller'],
      on: { 'llm.firstToken': firstToken, 'llm.failed': replyFails },
    },
    cuttingIn: {
      description:
        'The caller would not stop: a polite word comes before the answer, and is not interrupted.',
      entry: 'sayCutIn',
      on: { 'caller.interruption': {}, 'llm.failed': replyFails },
    },
    voicing: {
      description: 'Text goes to the voice; no audio has come back.',
      on: { 'llm.failed': replyEndsEarly },
    },
  },
});
