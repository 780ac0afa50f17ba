/**
 * What everyone says in the model's calls, and how long it takes; short, because virtual time is paid for in frames.
 */
import { splitTokens } from '../../sandbox/groq/tokens.ts';
import type { Agent } from './caller.setup.ts';

export const CALLER = {
  begins: 'Please',
  pauses: ['Please help me', 'Please help me with this'],
  finishes: 'Please help me out.',
  talksOn: 'Please and one thing more',
  otherwise: 'Never mind, do something else.',
} as const;

const SENTENCE = 'We open at nine every day.';
export const MODEL = {
  sentence: SENTENCE,
  whole: `${SENTENCE} Then we bake until noon.`,
  /** So many tokens, and nobody doubts that the first sentence is over. */
  tokensOfSentence: splitTokens(`${SENTENCE} Then`).length,
} as const;

/** One clause of six words or more: one piece for the voice, and cut twice after a word it is still something to say. */
export const AGENT = {
  greeting: 'Hello this is Parley who are you?',
  nudge: 'Are you still there with me?',
  filler: 'One moment please.',
  apology: 'Sorry that went wrong once more please.',
  goodbye: 'Goodbye for now and thank you.',
  timeUp: 'Our time is up and thank you.',
  outOfOrder: 'We are out of order please call back.',
} as const;

/** How long an ear listens before anything else happens: a word, and less than half of any text. */
export const A_MOMENT_MS = 500;
export const HURRY_MS = 60_000;

const messages = [{ role: 'system', content: 'You are being tested.' }];

/** The agent files, as changes to the usual one. */
export const AGENT_FILES: Readonly<Record<Agent, object>> = {
  usual: {},
  greeting: { firstMessage: AGENT.greeting },
  hurried: { maxDurationSeconds: HURRY_MS / 1_000, silenceTimeoutSeconds: 3_600 },
  curt: { messagePlan: { idleMessage: '', fillerMessage: '', silenceTimeoutMessage: '' } },
  bare: {},
};

export const agentFile = (agent: Agent): object => ({
  model: { messages },
  silenceTimeoutSeconds: 10,
  messagePlan: {
    idleMessage: AGENT.nudge,
    idleMessageMaxSpokenCount: 1,
    fillerMessage: AGENT.filler,
    apologyMessage: AGENT.apology,
    silenceTimeoutMessage: AGENT.goodbye,
    maxDurationMessage: AGENT.timeUp,
    outOfOrderMessage: AGENT.outOfOrder,
  },
  ...AGENT_FILES[agent],
});
