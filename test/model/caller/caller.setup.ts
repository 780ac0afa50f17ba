/**
 * The parts of the caller's model: the agents, the events, the counters, and the guards and actions over the counters.
 *
 * Events are named as seen from outside the call. The states are in caller.model.ts.
 */
import { assign, setup } from 'xstate';

/** Which agent answers; each but the usual one shows something that the usual one cannot. */
export const AGENTS = [
  'usual',
  /** Speaks first. */
  'greeting',
  /** Its calls may last a minute; the silence timer waits an hour. */
  'hurried',
  /** Has no nudge, no filler and no goodbye. */
  'curt',
  /** Has no recordings: every word needs the TTS vendor. */
  'bare',
  /** Is held by speech without words, and stops for three words or for "wait". */
  'attentive',
  /** Speaks first, to the end, whatever the caller says meanwhile. */
  'unstoppable',
] as const;
export type Agent = (typeof AGENTS)[number];

export type CallerEvent = { readonly type: 'caller dials'; readonly agent: Agent } | { readonly type: Plain };

type Plain =
  | 'the call begins'
  | 'the call begins, and the STT refuses'
  | 'ten seconds go by without a beginning'
  | 'the caller hangs up'
  | 'the line drops'
  | 'the carrier closes the socket'
  | 'the operator hangs up'
  | 'the caller speaks'
  | 'the caller pauses'
  | 'the caller pauses once more'
  | 'the caller goes on'
  | 'the caller finishes'
  | 'the caller finishes with other words'
  | 'it was only a cough'
  | 'the caller talks for too long'
  | 'the caller does not stop talking'
  | 'the caller talks into the goodbye'
  | 'the caller asks, and an answer is begun'
  | 'the caller says uh-huh'
  | 'the caller answers uh-huh'
  | 'the caller clears their throat'
  | 'the caller hums'
  | 'the caller says too little'
  | 'the caller talks into it'
  | 'the caller begins to talk into it'
  | 'the caller says wait'
  | 'the caller presses a key'
  | 'speech without words begins'
  | 'speech without words ends'
  | 'two seconds go by without a word'
  | 'the VAD breaks'
  | 'the agent goes on for a moment'
  | 'the last words are on the line'
  | 'ten seconds of silence go by'
  | 'the time is up'
  | 'the last words arrive'
  | 'no more words arrive'
  | 'the STT is lost'
  | 'the STT comes back'
  | 'the STT refuses'
  | 'the STT stays away'
  | 'the STT takes the words back'
  | 'the STT reports the same turn again'
  | 'the model says a sentence'
  | 'the model finishes'
  | 'the model fails'
  | 'the model is slow'
  | 'the model is very slow'
  | 'the model stays silent'
  | 'the reply is ready'
  | 'the reply takes too long'
  | 'the pause lasts five seconds'
  | 'the voice sounds'
  | 'the voice would sound'
  | 'the voice sounds as speech without words begins'
  | 'the voice drags on'
  | 'the voice stays silent'
  | 'the voice falls silent'
  | 'the voice sends no audio'
  | 'the voice loses its socket'
  | 'the voice loses its socket between sentences'
  | 'all was played'
  | 'the last mark is lost'
  | 'the marks come again'
  | 'two minutes go by'
  | 'the goodbye takes too long';

export interface CallerContext {
  readonly agent: Agent;
  /** Turns the caller has begun. */
  readonly turns: number;
  /** Pauses in the turn now open. */
  readonly pauses: number;
  /** The agent has asked whether anyone is there. */
  readonly nudged: boolean;
  /** Replies that failed in a row. */
  readonly failures: number;
  /** The STT was lost once already. */
  readonly lost: boolean;
  /** No STT transcribes the caller any more. */
  readonly unavailable: boolean;
  /** The open turn has words from before the STT was lost. */
  readonly kept: boolean;
  /** The agent's speech that is no reply of the model's. */
  readonly reciting: 'greeting' | 'nudge' | 'apology' | 'rest';
  /** The agent's turn that the caller broke off, until the caller has said something. */
  readonly brokenOff: 'nothing' | 'question' | 'speech';
  readonly farewell: 'none' | 'silence' | 'timeUp' | 'outOfOrder';
  /** The goodbye is the recording for when nothing else can be said. */
  readonly spare: boolean;
  /** The other end of the socket is gone. */
  readonly socketGone: boolean;
  /** The LLM and the TTS have done their work for a speech that may be disturbed. */
  readonly isMade: boolean;
  /** Whether speech without words may still begin over that speech, once. */
  readonly breakableVad: 'ready' | 'done' | 'broken';
  /** The agent is held in mid-word, and the caller has said nothing. */
  readonly heldMidway: boolean;
  /** Turns of the caller that did not stop the speech. */
  readonly asides: number;
  /** Words of those turns are to be answered after the speech. */
  readonly postponed: boolean;
}

const MOST_TURNS = 2;
const MOST_PAUSES = 2;
/** A reply begun in a pause failed: no other is begun in this turn. */
const GIVEN_UP = 3;
const MOST_FAILURES = 3;
const MOST_ASIDES = 2;

export const undisturbed = {
  isMade: false,
  breakableVad: 'ready',
  heldMidway: false,
  asides: 0,
  postponed: false,
} as const;
const forgotten = { pauses: 0, kept: false, brokenOff: 'nothing' } as const;

export const modelSetup = setup({
  types: { context: {} as CallerContext, events: {} as CallerEvent },
  guards: {
    isUsual: ({ context }) => context.agent === 'usual',
    isHurried: ({ context }) => context.agent === 'hurried',
    isCurt: ({ context }) => context.agent === 'curt',
    isBare: ({ context }) => context.agent === 'bare',
    greets: ({ context }) => context.agent === 'greeting',
    waitsForSilence: ({ context: { agent, failures } }) => agent !== 'hurried' && failures === 0,
    isAttentive: ({ context }) => context.agent === 'attentive',
    isUnstoppable: ({ context }) => context.agent === 'unstoppable',
    hasTurnLeft: ({ context: { turns, agent } }) =>
      turns < (agent === 'usual' || agent === 'attentive' ? MOST_TURNS : 1),
    isMade: ({ context }) => context.isMade,
    hasBreakableVad: ({ context }) => context.breakableVad !== 'broken',
    maySpeakUnknown: ({ context }) => context.breakableVad === 'ready',
    hasAsideLeft: ({ context }) => context.asides < MOST_ASIDES,
    hasPostponed: ({ context }) => context.postponed,
    mayPause: ({ context: { agent, pauses, failures, nudged } }) =>
      agent === 'usual' && pauses < MOST_PAUSES && failures === 0 && !nudged,
    pausesInVain: ({ context }) => context.pauses === GIVEN_UP,
    hasPaused: ({ context }) => context.pauses > 0,
    hasKeptWords: ({ context }) => context.kept,
    brokeOffSpeech: ({ context }) => context.brokenOff === 'speech',
    brokeOffQuestion: ({ context }) => context.brokenOff === 'question',
    isNudged: ({ context }) => context.nudged,
    /** The STT has reported the end of a turn, and has not been replaced since. */
    hasSameStt: ({ context: { agent, lost, turns } }) => agent === 'usual' && !lost && turns > 0,
    mayLoseStt: ({ context: { agent, lost, failures, nudged } }) =>
      agent === 'usual' && !lost && failures === 0 && !nudged,
    /** One more failure, and the agent gives up. */
    isLastFailure: ({ context: { failures } }) => failures + 1 >= MOST_FAILURES,
    recitesApology: ({ context }) => context.reciting === 'apology',
    saysGoodbye: ({ context }) => context.farewell !== 'none',
    saysGoodbyeToSilence: ({ context }) => context.farewell === 'silence',
    isSpare: ({ context }) => context.spare,
    isHeard: ({ context }) => !context.unavailable,
    hasSocket: ({ context }) => !context.socketGone,
  },
  actions: {
    beginTurn: assign(({ context }) => ({
      turns: context.turns + 1,
      pauses: 0,
      farewell: 'none' as const,
      spare: false,
    })),
    breakOff: assign((_, { what }: { what: 'question' | 'speech' }) => ({ brokenOff: what })),
    pause: assign(({ context }) => ({ pauses: context.pauses + 1 })),
    giveUpOnPauses: assign({ pauses: GIVEN_UP }),
    answer: assign({ ...forgotten, nudged: false }),
    forgetTurn: assign({ ...forgotten }),
    recite: assign((_, { what }: { what: CallerContext['reciting'] }) => ({ reciting: what })),
    nudge: assign({ nudged: true }),
    fail: assign(({ context }) => ({ failures: context.failures + 1 })),
    succeed: assign({ failures: 0, brokenOff: 'nothing' }),
    /** Only the goodbye to a silent caller can be called off; otherwise nothing counts any more. */
    sayGoodbye: assign((_, { why }: { why: 'silence' | 'timeUp' | 'outOfOrder' }) => ({
      ...forgotten,
      ...(why === 'silence' ? {} : { turns: 0, nudged: false, failures: 0 }),
      farewell: why,
      spare: why === 'outOfOrder',
    })),
    /** Only the last words of the caller matter now. */
    linger: assign({ ...forgotten, turns: 0, nudged: false, failures: 0, farewell: 'none', spare: false }),
    useSpare: assign({ spare: true }),
    loseStt: assign({ lost: true }),
    becomesUnavailable: assign({ unavailable: true }),
    keepWords: assign({ kept: true }),
    loseSocket: assign({ socketGone: true }),
    make: assign({ isMade: true }),
    spendUnknownSpeech: assign({ breakableVad: 'done' }),
    breakVad: assign({ breakableVad: 'broken' }),
    holdMidway: assign(({ context }) => ({ heldMidway: context.asides === 0 })),
    speakAside: assign(({ context }) => ({ asides: context.asides + 1, heldMidway: false })),
    postpone: assign(({ context }) => ({ postponed: true, turns: Math.max(1, context.turns) })),
    /** The agent is like any other from here on. Postponed words are answered with the caller's next ones. */
    endDisturbance: assign(({ context }) => ({
      ...undisturbed,
      agent: 'usual' as const,
      kept: context.postponed,
    })),
    changeNothing: () => {},
  },
});
