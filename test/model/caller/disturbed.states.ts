/**
 * A speech of the agent that is disturbed: by speech without words, an uh-huh, too few words, or enough words.
 *
 *   awaited ──> preparing ──> begun ──> midway ──> lastWords ──> quiet, or the answer to what was said meanwhile
 *                                 └──held <──┘ speech without words: the agent is silent until words follow, or none
 *
 * Part of caller.model.ts. Two agents get here, each for one speech: `attentive`, and `unstoppable` with its greeting.
 */
import { and, not } from 'xstate';
import { modelSetup } from './caller.setup.ts';

const QUIET = '#caller.talking.quiet';
const ANSWERING = '#caller.talking.waiting.forModel';
const CALLER_SPEAKING = '#caller.talking.callerSpeaking.words';

const afterwards = [
  { guard: 'hasPostponed', target: ANSWERING, actions: ['endDisturbance', 'answer'] },
  { target: QUIET, actions: 'endDisturbance' },
] as const;
const bargesIn = {
  guard: 'isAttentive',
  target: CALLER_SPEAKING,
  actions: ['endDisturbance', 'beginTurn', { type: 'breakOff', params: { what: 'speech' } }],
} as const;
const answersAnew = {
  guard: 'isAttentive',
  target: ANSWERING,
  actions: ['endDisturbance', 'answer'],
} as const;

/** The caller goes on, and may yet say more. */
const hums = {
  guard: and(['isAttentive', 'isMade', not('hasPostponed')]),
  target: '#caller.talking.speaking.overTalk.humming',
  actions: ['endDisturbance', 'beginTurn'],
} as const;

/** Words said while the agent goes on: ignored, or answered afterwards. */
const aside = (target: string) => {
  const passing = { guard: and(['isAttentive', 'hasAsideLeft']), target, actions: 'speakAside' } as const;
  const kept = (agent: 'isAttentive' | 'isUnstoppable') =>
    ({
      guard: and([agent, 'hasAsideLeft', not('hasPostponed')]),
      target,
      actions: ['speakAside', 'postpone'],
    }) as const;
  return { passing, tooLittle: kept('isAttentive'), whole: kept('isUnstoppable') };
};
const toMidway = aside('midway');
const toBegun = aside('begun');
const toPreparing = aside('preparing');

export const disturbed = modelSetup.createStateConfig({
  initial: 'awaited',
  on: { 'the caller hangs up': '#caller.over.hungUp' },
  states: {
    /** The caller has said nothing. */
    awaited: {
      on: {
        'the caller asks, and an answer is begun': { target: 'preparing', actions: 'beginTurn' },
      },
    },
    /** The TTS has been asked. */
    preparing: {
      on: {
        'the voice sounds': 'begun',
        'speech without words begins': [
          {
            guard: and(['isAttentive', 'maySpeakUnknown']),
            target: 'preparingOver',
            actions: 'spendUnknownSpeech',
          },
          { guard: 'maySpeakUnknown', target: 'preparing', actions: 'spendUnknownSpeech' },
        ],
        'the voice sounds as speech without words begins': {
          guard: and(['isAttentive', 'maySpeakUnknown']),
          target: 'held',
          actions: 'spendUnknownSpeech',
        },
        'the caller answers uh-huh': answersAnew,
        'the caller clears their throat': toPreparing.passing,
        'the caller says too little': answersAnew,
        'the caller talks into it': toPreparing.whole,
        'the caller speaks': bargesIn,
      },
    },
    /** Speech without words goes on. */
    preparingOver: {
      on: {
        'speech without words ends': 'preparing',
        'the voice would sound': 'held',
      },
    },
    /** Speech may be the echo of the agent's own first sound. */
    begun: {
      on: {
        'speech without words begins': {
          guard: 'maySpeakUnknown',
          target: 'begun',
          actions: 'spendUnknownSpeech',
        },
        'the agent goes on for a moment': 'midway',
        'the caller says uh-huh': toMidway.passing,
        'the caller clears their throat': toMidway.passing,
        'the caller says too little': toMidway.tooLittle,
        'the caller talks into it': toMidway.whole,
        'the caller speaks': bargesIn,
      },
    },
    midway: {
      on: {
        'speech without words begins': [
          {
            guard: and(['isAttentive', 'maySpeakUnknown']),
            target: 'held',
            actions: ['spendUnknownSpeech', 'holdMidway'],
          },
          { guard: 'maySpeakUnknown', target: 'midway', actions: 'spendUnknownSpeech' },
        ],
        'the caller says uh-huh': toMidway.passing,
        'the caller clears their throat': toMidway.passing,
        'the caller says too little': toMidway.tooLittle,
        'the caller talks into it': toMidway.whole,
        'the caller says wait': bargesIn,
        'the caller hums': hums,
        'the caller begins to talk into it': {
          guard: and(['isUnstoppable', 'hasTurnLeft']),
          target: 'talkedInto',
          actions: 'beginTurn',
        },
        'the model finishes': { guard: not('isMade'), target: 'midway', actions: 'make' },
        'the last words are on the line': { guard: 'isMade', target: 'lastWords' },
      },
    },
    /** A turn of the caller is open, and does not stop the agent. */
    talkedInto: {
      on: {
        'the caller finishes': { target: 'midway', actions: ['speakAside', 'postpone'] },
        'all was played': { target: CALLER_SPEAKING, actions: 'endDisturbance' },
        'the caller hangs up': '#caller.lingering.listening',
        'the line drops': { target: '#caller.lingering.listening', actions: 'loseSocket' },
      },
    },
    /** The agent is silent; the LLM and the TTS go on with their work. */
    held: {
      exit: 'spendUnknownSpeech',
      on: {
        // a model that is silent for longer would have failed
        'two seconds go by without a word': { guard: 'isMade', target: 'begun' },
        'the caller says uh-huh': toBegun.passing,
        'the caller clears their throat': toBegun.passing,
        'the caller says too little': toBegun.tooLittle,
        'the caller speaks': bargesIn,
        'the caller hums': hums,
        'the caller hangs up': '#caller.lingering.listening',
        'the line drops': { target: '#caller.lingering.listening', actions: 'loseSocket' },
        'the operator hangs up': '#caller.over.ended',
        'the VAD breaks': { guard: 'hasBreakableVad', actions: 'breakVad' },
        'the model finishes': { guard: not('isMade'), actions: 'make' },
        'the model fails': { guard: not('isMade'), actions: ['make', 'fail'] },
        'the voice loses its socket': {
          guard: and([not('isMade'), not('hasPostponed')]),
          target: '#caller.talking.reciting.playing',
          actions: ['endDisturbance', 'fail', { type: 'recite', params: { what: 'apology' } }],
        },
      },
    },
    /** Any words of the caller are an answer now. */
    lastWords: {
      on: {
        'all was played': [...afterwards],
        'the caller clears their throat': [...afterwards],
        'the caller answers uh-huh': answersAnew,
        'the caller talks into it': {
          guard: 'isUnstoppable',
          target: ANSWERING,
          actions: ['postpone', 'endDisturbance', 'answer'],
        },
        'the caller speaks': bargesIn,
      },
    },
  },
});
