/**
 * Both talk at once: the agent cuts in on a caller who does not stop, or the caller's words do not stop the agent.
 *
 *   cuttingIn (a polite word, then the answer) ──the voice sounds──> overTalk ──all was played──> callerSpeaking
 *
 * Part of caller.model.ts. `over`: the caller's turn is open all the while, and the agent speaks on.
 */
import { modelSetup } from './caller.setup.ts';

const SPEAKING = '#caller.talking.speaking';
const CUTTING_IN = '#caller.talking.waiting.cuttingIn';
const LINGERING = '#caller.lingering.listening';

const speaks = { guard: 'hasTurnLeft', target: 'over', actions: 'beginTurn' } as const;
const over = {
  'the caller speaks': {},
  'the model fails': {},
  'the STT is lost': {},
  'the caller hangs up': LINGERING,
  'the line drops': { target: LINGERING, actions: 'loseSocket' },
  'the caller finishes': { target: '#caller.talking.waiting.forModel', actions: 'answer' },
} as const;
const wasOnlyACough = (target: string) =>
  ({ 'it was only a cough': { target, actions: 'forgetTurn' } }) as const;

export const cuttingIn = modelSetup.createStateConfig({
  initial: 'asking',
  states: {
    asking: {
      initial: 'alone',
      states: {
        alone: {
          on: {
            'the caller speaks': speaks,
            'the model says a sentence': `${CUTTING_IN}.asked.alone`,
          },
        },
        over: {
          on: {
            ...over,
            ...wasOnlyACough('alone'),
            'the model says a sentence': `${CUTTING_IN}.asked.over`,
          },
        },
      },
    },
    asked: {
      initial: 'alone',
      states: {
        alone: { on: { 'the caller speaks': speaks, 'the voice sounds': `${SPEAKING}.writing` } },
        over: {
          on: { ...over, ...wasOnlyACough('alone'), 'the voice sounds': `${SPEAKING}.overTalk.writing` },
        },
      },
    },
  },
});

const heardOut = {
  ...wasOnlyACough(`${SPEAKING}.playing`),
  'all was played': { target: '#caller.talking.callerSpeaking.words', actions: 'succeed' },
  'the STT is lost': {
    guard: 'mayLoseStt',
    target: '#caller.sttLost.spokenOver',
    actions: ['loseStt', 'keepWords'],
  },
} as const;

export const overTalk = modelSetup.createStateConfig({
  initial: 'writing',
  on: over,
  states: {
    writing: { on: { ...wasOnlyACough(`${SPEAKING}.writing`), 'the model finishes': 'playing' } },
    playing: { on: heardOut },
    /** The turn is no more than an acknowledgement so far. */
    humming: {
      on: {
        ...heardOut,
        'the caller goes on': {
          target: '#caller.talking.callerSpeaking.words',
          actions: { type: 'breakOff', params: { what: 'speech' } },
        },
      },
    },
  },
});
