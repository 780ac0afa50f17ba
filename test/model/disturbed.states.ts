/**
 * A speech of the agent that somebody disturbs: with a voice, with an uh-huh, with too few words, or with enough.
 *
 *   awaited ──> preparing ──> begun ──> midway ──> lastWords ──> quiet, or the answer to what was said meanwhile
 *                                 └──held <──┘ somebody is heard: not a sound, until they say something or nothing
 *
 * Part of caller.model.ts. Two agents get here, each for one speech: one that listens, and one whose greeting nobody stops.
 */
import { and, not } from 'xstate';
import { modelSetup } from './caller.setup.ts';

const QUIET = '#caller.talking.quiet';
const ANSWERING = '#caller.talking.waiting.forModel';
const HEARING = '#caller.talking.hearing.words';

const afterwards = [
  { guard: 'hasPostponed', target: ANSWERING, actions: ['endDisturbance', 'answer'] },
  { target: QUIET, actions: 'endDisturbance' },
] as const;
const bargesIn = {
  guard: 'isAttentive',
  target: HEARING,
  actions: ['endDisturbance', 'beginTurn', { type: 'breakOff', params: { what: 'speech' } }],
} as const;
const answersAnew = {
  guard: 'isAttentive',
  target: ANSWERING,
  actions: ['endDisturbance', 'answer'],
} as const;

/** Said while the agent goes on, or goes on again: of no account, or answered afterwards. */
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
    /** Nobody has said anything. */
    awaited: {
      on: {
        'the caller asks, and an answer is begun': { target: 'preparing', actions: 'beginTurn' },
      },
    },
    /** The voice has been asked. */
    preparing: {
      on: {
        'the voice sounds': 'begun',
        'somebody is heard': [
          {
            guard: and(['isAttentive', 'mayBeVoiced']),
            target: 'preparingOver',
            actions: 'voice',
          },
          { guard: 'mayBeVoiced', target: 'preparing', actions: 'voice' },
        ],
        'the second ear breaks': {
          guard: and(['isAttentive', 'mayBeVoiced']),
          target: 'preparing',
          actions: 'voice',
        },
        'the caller says uh-huh': toPreparing.passing,
        'the caller clears their throat': toPreparing.passing,
        'the caller says too little': answersAnew,
        'the caller talks into it': toPreparing.whole,
        'the caller speaks': bargesIn,
      },
    },
    /** Somebody is heard, and goes on. */
    preparingOver: {
      on: {
        'they fall silent again': 'preparing',
        'the voice would sound': 'held',
      },
    },
    /** A voice may be the echo of our own first sound. */
    begun: {
      on: {
        'somebody is heard': { guard: 'mayBeVoiced', target: 'begun', actions: 'voice' },
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
        'somebody is heard': [
          { guard: and(['isAttentive', 'mayBeVoiced']), target: 'held', actions: 'voice' },
          { guard: 'mayBeVoiced', target: 'midway', actions: 'voice' },
        ],
        'the caller says uh-huh': toMidway.passing,
        'the caller clears their throat': toMidway.passing,
        'the caller says too little': toMidway.tooLittle,
        'the caller talks into it': toMidway.whole,
        'the caller says wait': bargesIn,
        'the caller hums': {
          guard: and(['isAttentive', 'isMade', not('hasPostponed')]),
          target: '#caller.talking.speaking.overTalk.playing',
          actions: ['endDisturbance', 'beginTurn'],
        },
        'the model finishes': { guard: not('isMade'), target: 'midway', actions: 'make' },
        'the last words are on the line': { guard: 'isMade', target: 'lastWords' },
      },
    },
    /** Not a sound; the model and the voice go on with their work. */
    held: {
      on: {
        'two seconds go by without a word': 'begun',
        'the caller says uh-huh': toBegun.passing,
        'the caller clears their throat': toBegun.passing,
        'the caller says too little': toBegun.tooLittle,
        'the caller speaks': bargesIn,
        'the second ear breaks': { actions: 'changeNothing' },
        'the model finishes': { guard: not('isMade'), target: 'held', actions: 'make' },
        'the model fails': { guard: not('isMade'), target: 'held', actions: ['make', 'fail'] },
        'the voice loses its socket': {
          guard: and([not('isMade'), not('hasPostponed')]),
          target: '#caller.talking.reciting.playing',
          actions: ['endDisturbance', 'fail', { type: 'recite', params: { what: 'apology' } }],
        },
      },
    },
    /** Whatever the caller says now is an answer. */
    lastWords: {
      on: {
        'all was played': [...afterwards],
        'the caller clears their throat': [...afterwards],
        'the caller answers uh-huh': answersAnew,
        'the caller talks into it': {
          guard: 'isUnstoppable',
          target: ANSWERING,
          actions: ['endDisturbance', 'answer'],
        },
        'the caller speaks': bargesIn,
      },
    },
  },
});
