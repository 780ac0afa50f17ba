/**
 * The agent makes its answer; the caller waits.
 *
 *   thinking ──first token──> voicing ──first frame──> speaking
 *      └─slow─> filling ────────^
 *   cuttingIn (a polite line to a caller who does not stop) ──first frame──> speaking
 *   too slow, or the model fails without a word ──> failing
 */
import { and, not } from 'xstate';
import { callSetup } from '../call.setup.ts';
import { breakOff, passOver, postpone, replyEndsEarly, replyFails, TURN, wordless } from './moves.ts';

/**
 * Turns that end while the agent prepares its answer and do not make it start again. An "uh-huh" counts as an answer
 * until a filler was said; after a filler, it acknowledges the filler.
 */
const doesNotInterrupt = [
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
    'caller.endOfTurn': doesNotInterrupt,
  },
  after: { REPLY_TIMEOUT: { target: `${TURN}.failing`, actions: breakOff } },
  states: {
    thinking: {
      description: 'The model has not sent a token.',
      on: { 'llm.firstToken': firstToken, 'llm.failed': replyFails },
      after: { FILLER_DELAY: { guard: 'hasFiller', target: 'filling' } },
    },
    filling: {
      description: 'The model is slow: the agent says a filler, which stays out of the history.',
      entry: ['sayFiller', 'noteFiller'],
      on: { 'llm.firstToken': firstToken, 'llm.failed': replyFails },
    },
    cuttingIn: {
      description: 'The caller does not stop: a polite line comes before the answer, and is not interrupted.',
      entry: 'sayCutIn',
      on: { 'caller.interruption': {}, 'llm.failed': replyFails },
    },
    voicing: {
      description: 'Text goes to TTS; no audio has come back.',
      on: { 'llm.failed': replyEndsEarly },
    },
  },
});
