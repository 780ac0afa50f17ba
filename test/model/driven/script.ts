/**
 * The lines of the model's calls and their lengths; short, because every 20 ms of virtual time is a frame to send.
 */
import { splitTokens } from '../../../sandbox/groq/tokens.ts';
import type { Agent } from '../caller/caller.setup.ts';
import type { Manner } from './voice-on-hold.ts';

/** Three words stop any agent, one or two stop an agent that stops for any word; an acknowledgement stops none. */
export const CALLER = {
  begins: 'Could you please',
  pauses: ['Could you please help me', 'Could you please help me with this'],
  finishes: 'Could you please help me out.',
  talksOn: 'Could you please and one thing more',
  otherwise: 'Never mind, do something else.',
  /** Begun with a word that is no acknowledgement yet. */
  acknowledges: ['Makes', 'Makes sense.'],
  hums: 'Hm',
  clearsThroat: 'Ahem',
  saysTooLittle: 'And Sunday?',
  says: 'I would like a table.',
  stops: 'Wait',
} as const;
/** The line that a phone sends as speech without words; the STT stand-in reports no word of it. */
export const UNKNOWN_SPEECH = 'I was wondering about the other thing you said';

const SENTENCE = 'We open at nine every day.';
export const MODEL = {
  sentence: SENTENCE,
  whole: `${SENTENCE} Then we bake until noon.`,
  /** So many tokens that the first sentence is surely over. */
  tokensOfSentence: splitTokens(`${SENTENCE} Then`).length,
} as const;

/** One clause of six words or more: one piece for the TTS, and cut twice after a word there is still a rest. */
export const AGENT = {
  greeting: 'Hello this is Parley who are you?',
  nudge: 'Are you still there with me?',
  filler: 'One moment please.',
  cutIn: 'Sorry to cut in here.',
  apology: 'Sorry that went wrong once more please.',
  goodbye: 'Goodbye for now and thank you.',
  timeUp: 'Our time is up and thank you.',
  outOfOrder: 'We are out of order please call back.',
} as const;

/** How long the caller listens before anything else happens: a word, and less than half of any text. */
export const A_MOMENT_MS = 500;
export const HURRY_MS = 60_000;
/** A turn of the caller that is as long as a turn may be. */
export const TOO_LONG_MS = 20_000;
/** In ms of silence: a speculation then waits five seconds for the end of its turn, less than a model is waited for. */
const PATIENCE_MS = 500;
/** Longer than a moment, and shorter than two. */
const ECHO_SECONDS = 0.9;

const messages = [{ role: 'system', content: 'You are being tested.' }];

/** The agent files, as changes to the usual one. */
const AGENT_FILES: Readonly<Record<Agent, object>> = {
  usual: {},
  greeting: { firstMessage: AGENT.greeting },
  hurried: { maxDurationSeconds: HURRY_MS / 1_000, silenceTimeoutSeconds: 3_600 },
  curt: { messagePlan: { idleMessage: '', fillerMessage: '', silenceTimeoutMessage: '' } },
  bare: {},
  attentive: { vad: { enabled: true }, stopSpeakingPlan: { numWords: 3, echoSeconds: ECHO_SECONDS } },
  unstoppable: {
    firstMessage: AGENT.greeting,
    firstMessageInterruptionsEnabled: false,
    vad: { enabled: true },
    stopSpeakingPlan: { echoSeconds: ECHO_SECONDS },
  },
};

/** Agents whose speech is disturbed speak slowly. */
export const mannerOf = (agent: Agent): Manner =>
  agent === 'attentive' || agent === 'unstoppable' ? 'drawled' : 'spoken';

export const agentFile = (agent: Agent): object => ({
  model: { messages },
  vad: { enabled: false },
  silenceTimeoutSeconds: 10,
  maxTurnSeconds: TOO_LONG_MS / 1_000,
  transcriber: { eotTimeoutMs: PATIENCE_MS },
  startSpeakingPlan: { customEndpointingRules: [] },
  messagePlan: {
    idleMessage: AGENT.nudge,
    idleMessageMaxSpokenCount: 1,
    fillerMessage: AGENT.filler,
    cutInMessage: AGENT.cutIn,
    apologyMessage: AGENT.apology,
    silenceTimeoutMessage: AGENT.goodbye,
    maxDurationMessage: AGENT.timeUp,
    outOfOrderMessage: AGENT.outOfOrder,
  },
  ...AGENT_FILES[agent],
});
