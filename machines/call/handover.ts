/**
 * Three states in which no time passes: each decides who has the floor next.
 *
 *   pickingUp (the call begins) ──────> greeting, or listening
 *   yielding (a speech is over) ──────> a caller who speaks, else words that wait for an answer, else quiet
 *   failing (a reply broke) ──────────> apology, or goodbye after too many
 */
import { callSetup } from '../call.setup.ts';
import { sayGoodbye, scriptLine } from './moves.ts';

export const pickingUp = callSetup.createStateConfig({
  description: 'The call begins: the agent greets, or the caller speaks first.',
  always: [
    { guard: 'hasGreeting', target: 'responding.processing', actions: scriptLine('greeting', 'greeting') },
    'listening',
  ],
});

export const yielding = callSetup.createStateConfig({
  description: 'The agent has stopped speaking: the caller has the floor, or postponed words are answered.',
  always: [
    { guard: 'hasOpenTurn', target: 'listening.hearing' },
    { guard: 'hasKept', target: 'listening.hearing.stranded' },
    {
      guard: 'hasPostponed',
      target: 'responding.processing',
      actions: ['takeUpPostponed', 'rememberCaller', 'reply'],
    },
    'listening.quiet',
  ],
});

export const failing = callSetup.createStateConfig({
  description: 'A reply failed: the agent apologises or, after too many failures, says goodbye.',
  entry: 'countFailure',
  always: [
    { guard: 'failsTooOften', target: 'closing', actions: sayGoodbye('outOfOrder') },
    { target: 'responding.processing', actions: scriptLine('apology', 'apology') },
  ],
});
