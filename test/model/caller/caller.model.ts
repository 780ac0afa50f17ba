/**
 * A phone call as it is seen from outside: by the caller, the carrier, the vendors and an operator.
 *
 *   ringing ──> quiet ──speaks──> callerSpeaking ──finishes──> waiting ──> speaking ──played──> quiet … over
 *
 * Written from what a good telephone agent owes its caller, not from the chart that runs it, and bounded: two turns
 * of the caller, one nudge, one loss of the STT. The model knows nothing of the implementation. Where both talk at once is
 * over-talk.states.ts, a speech that is disturbed is disturbed.states.ts.
 */
import { and, assign, not, or } from 'xstate';
import { type CallerContext, modelSetup, undisturbed } from './caller.setup.ts';
import { disturbed } from './disturbed.states.ts';
import { cuttingIn, overTalk } from './over-talk.states.ts';

const goodbye = (why: 'silence' | 'timeUp' | 'outOfOrder') =>
  ({ type: 'sayGoodbye', params: { why } }) as const;
const recite = (what: CallerContext['reciting']) => ({ type: 'recite', params: { what } }) as const;
const breakOff = (what: 'question' | 'speech') => ({ type: 'breakOff', params: { what } }) as const;

/** Ends the call with the out-of-order message, from a recording where the agent has recordings. */
const giveUp = (...before: readonly 'becomesUnavailable'[]) =>
  [
    {
      guard: 'isBare',
      target: '#caller.talking.farewell.asked',
      actions: [...before, goodbye('outOfOrder')],
    },
    { target: '#caller.talking.farewell.playing', actions: [...before, goodbye('outOfOrder')] },
  ] as const;
/** A reply failed: an apology, or after three failures in a row the out-of-order message. */
const fails = [
  {
    guard: and(['isLastFailure', 'isBare']),
    target: '#caller.talking.farewell.asked',
    actions: goodbye('outOfOrder'),
  },
  { guard: 'isLastFailure', target: '#caller.talking.farewell.playing', actions: goodbye('outOfOrder') },
  { guard: 'isBare', target: '#caller.talking.reciting.asked', actions: ['fail', recite('apology')] },
  { target: '#caller.talking.reciting.playing', actions: ['fail', recite('apology')] },
] as const;
/** The caller speaks over the agent, which had this ready. */
const bargesIn = (what: 'question' | 'speech') =>
  ({
    guard: 'hasTurnLeft',
    target: '#caller.talking.callerSpeaking.words',
    actions: ['beginTurn', breakOff(what)],
  }) as const;
/** Words from before the STT was lost may yet be followed by others. */
const heardOut = [
  { guard: 'hasKeptWords', target: '#caller.stranded.open', actions: 'succeed' },
  { target: '#caller.talking.quiet', actions: 'succeed' },
] as const;
const answered = { target: '#caller.talking.waiting.forModel', actions: 'answer' } as const;

export const callerModel = modelSetup.createMachine({
  id: 'caller',
  context: {
    agent: 'usual',
    turns: 0,
    pauses: 0,
    nudged: false,
    failures: 0,
    lost: false,
    unavailable: false,
    kept: false,
    reciting: 'greeting',
    brokenOff: 'nothing',
    farewell: 'none',
    spare: false,
    socketGone: false,
    ...undisturbed,
  },
  initial: 'idle',
  states: {
    idle: {
      on: {
        'caller dials': { target: 'ringing', actions: assign({ agent: ({ event }) => event.agent }) },
      },
    },

    ringing: {
      on: {
        'the call begins': [
          {
            guard: 'greets',
            target: 'talking.reciting.asked',
            actions: [recite('greeting'), assign({ agent: 'usual' })],
          },
          { guard: 'isUnstoppable', target: 'talking.disturbed.preparing', actions: 'make' },
          { guard: 'isAttentive', target: 'talking.disturbed' },
          'talking.quiet',
        ],
        'the call begins, and the STT refuses': [
          {
            guard: 'isUsual',
            target: 'talking.farewell.playing',
            actions: ['becomesUnavailable', goodbye('outOfOrder')],
          },
        ],
        'ten seconds go by without a beginning': { guard: 'isUsual', target: 'over.refused' },
        'the operator hangs up': { guard: 'isUsual', target: 'over.refused' },
        'the line drops': { guard: 'isUsual', target: 'over.gone' },
      },
    },

    talking: {
      initial: 'quiet',
      on: {
        'the caller hangs up': { guard: 'isUsual', target: 'over.hungUp' },
        'the line drops': { guard: 'isUsual', target: 'over.gone' },
        'the operator hangs up': { guard: 'isUsual', target: 'over.ended' },
        'the STT is lost': {
          guard: and(['mayLoseStt', 'isHeard']),
          target: 'sttLost.busy',
          actions: 'loseStt',
        },
      },
      states: {
        quiet: {
          on: {
            'the caller speaks': {
              guard: 'hasTurnLeft',
              target: 'callerSpeaking.words',
              actions: 'beginTurn',
            },
            'ten seconds of silence go by': [
              { guard: 'isCurt', target: '#caller.over.saidGoodbye', actions: goodbye('silence') },
              {
                guard: and(['waitsForSilence', 'isNudged']),
                target: 'farewell.asked',
                actions: goodbye('silence'),
              },
              { guard: 'waitsForSilence', target: 'reciting.asked', actions: ['nudge', recite('nudge')] },
            ],
            'the time is up': { guard: 'isHurried', target: 'farewell.asked', actions: goodbye('timeUp') },
            'the caller presses a key': { guard: 'isUsual', actions: 'changeNothing' },
            'the marks come again': { guard: 'isUsual', actions: 'changeNothing' },
            'the STT is lost': {
              guard: 'mayLoseStt',
              target: '#caller.sttLost.idle',
              actions: 'loseStt',
            },
          },
        },

        callerSpeaking: {
          initial: 'words',
          on: {
            'the caller finishes': answered,
            'it was only a cough': [
              { guard: 'hasKeptWords', ...answered },
              { guard: 'brokeOffSpeech', target: 'reciting.asked', actions: ['forgetTurn', recite('rest')] },
              { guard: 'brokeOffQuestion', target: 'waiting.forModelAgain', actions: 'forgetTurn' },
              { target: 'quiet', actions: 'forgetTurn' },
            ],
            'the caller hangs up': { guard: 'isUsual', target: '#caller.lingering.listening' },
            'the line drops': {
              guard: 'isUsual',
              target: '#caller.lingering.listening',
              actions: 'loseSocket',
            },
          },
          states: {
            words: {
              on: {
                'the caller pauses': [
                  { guard: 'mayPause', target: '#caller.talking.pausing.asking', actions: 'pause' },
                  { guard: 'pausesInVain', actions: 'changeNothing' },
                ],
                'the caller does not stop talking': {
                  guard: and(['isUsual', 'hasTurnLeft', not('hasPaused'), not('hasKeptWords')]),
                  target: '#caller.talking.waiting.cuttingIn.asking.over',
                  actions: ['answer', 'beginTurn'],
                },
                'the caller talks for too long': {
                  guard: and(['isUsual', not('hasPaused')]),
                  target: '#caller.talking.waiting.cuttingIn.asking.alone',
                  actions: 'answer',
                },
                'the STT takes the words back': {
                  guard: and(['isUsual', not('hasPaused'), not('hasKeptWords')]),
                  target: 'nothing',
                },
                'the time is up': {
                  guard: 'isHurried',
                  target: '#caller.talking.farewell.asked',
                  actions: goodbye('timeUp'),
                },
                'the STT is lost': {
                  guard: 'mayLoseStt',
                  target: '#caller.stranded.sttLost',
                  actions: ['loseStt', 'keepWords'],
                },
              },
            },
            nothing: {
              on: {
                'the STT is lost': {
                  guard: 'mayLoseStt',
                  target: '#caller.stranded.sttLost',
                  actions: 'loseStt',
                },
              },
            },
          },
        },

        pausing: {
          initial: 'asking',
          on: {
            'the caller goes on': 'callerSpeaking.words',
            'the caller finishes with other words': answered,
            'the caller pauses once more': { guard: 'mayPause', target: '.asking', actions: 'pause' },
            'the caller hangs up': '#caller.lingering.listening',
            'the line drops': { target: '#caller.lingering.listening', actions: 'loseSocket' },
            'the STT is lost': {
              guard: 'mayLoseStt',
              target: '#caller.stranded.sttLost',
              actions: ['loseStt', 'keepWords'],
            },
          },
          states: {
            asking: {
              on: {
                'the caller finishes': answered,
                'the model says a sentence': 'asked',
                'the model fails': {
                  target: '#caller.talking.callerSpeaking.words',
                  actions: 'giveUpOnPauses',
                },
                'the pause lasts five seconds': {
                  target: '#caller.talking.waiting.forTardyModel',
                  actions: 'answer',
                },
              },
            },
            asked: {
              on: {
                'the caller finishes': { target: '#caller.talking.waiting.forVoice', actions: 'answer' },
                'the model fails': {
                  target: '#caller.talking.callerSpeaking.words',
                  actions: 'giveUpOnPauses',
                },
                'the voice stays silent': {
                  target: '#caller.talking.callerSpeaking.words',
                  actions: 'giveUpOnPauses',
                },
                'the reply is ready': 'ready',
              },
            },
            ready: {
              on: {
                'the caller finishes': { target: '#caller.talking.speaking.playing', actions: 'answer' },
                'the pause lasts five seconds': {
                  target: '#caller.talking.speaking.playing',
                  actions: 'answer',
                },
              },
            },
          },
        },

        waiting: {
          initial: 'forModel',
          on: { 'the model fails': [...fails] },
          states: {
            forModel: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forVoice',
                'the model is slow': [{ guard: 'isCurt', target: 'unfilled' }, 'withFiller'],
                'the STT reports the same turn again': { guard: 'hasSameStt', actions: 'changeNothing' },
              },
            },
            cuttingIn,
            /** The model is asked again after a cough: no filler a second time. */
            forModelAgain: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forVoice',
                'the model is slow': 'unfilled',
                'the model stays silent': [...fails],
              },
            },
            /** The model was asked earlier, in a pause that turned out to be the end of the turn. */
            forTardyModel: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forVoice',
                'the model stays silent': [...fails],
              },
            },
            unfilled: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forVoice',
                'the model stays silent': [...fails],
              },
            },
            withFiller: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forVoice',
                'the model stays silent': [...fails],
                'the model is very slow': { guard: 'isUsual', target: 'long' },
                'the caller says uh-huh': { guard: 'isUsual', target: 'acknowledged' },
              },
            },
            /** The filler has sounded. */
            acknowledged: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forVoice',
                'the model stays silent': [...fails],
              },
            },
            long: {
              on: {
                'the caller speaks': bargesIn('question'),
                'the model says a sentence': 'forLateVoice',
                'the model stays silent': [...fails],
              },
            },
            forLateVoice: {
              on: {
                'the caller speaks': bargesIn('speech'),
                'the voice sounds': '#caller.talking.speaking.writing',
                'the reply takes too long': [...fails],
                'the model fails': {},
              },
            },
            forVoice: {
              on: {
                'the caller speaks': bargesIn('speech'),
                'the voice sounds': '#caller.talking.speaking.writing',
                'the voice drags on': {
                  guard: or(['isUsual', 'isHurried']),
                  target: '#caller.talking.speaking.dragging',
                },
                'the voice stays silent': [...fails],
                'the voice sends no audio': [...fails],
                'the voice loses its socket': [...fails],
                'the model fails': { target: 'forApology', actions: 'fail' },
              },
            },
            /** The model broke off; its text and an apology wait for the TTS. */
            forApology: {
              on: {
                'the caller speaks': bargesIn('speech'),
                'the voice sounds': '#caller.talking.speaking.apologising',
                'the voice stays silent': [...fails],
                'the model fails': {},
              },
            },
          },
        },

        speaking: {
          initial: 'writing',
          on: { 'the caller speaks': bargesIn('speech') },
          states: {
            writing: {
              on: {
                'the model finishes': 'playing',
                'the STT reports the same turn again': { guard: 'hasSameStt', actions: 'changeNothing' },
                'the model fails': { target: 'apologising', actions: 'fail' },
                'the voice falls silent': [...fails],
                'the voice loses its socket': [...fails],
                'the voice loses its socket between sentences': {
                  guard: 'isUsual',
                  target: 'betweenSockets',
                },
              },
            },
            /** All that the voice was given has sounded, and its socket is gone: the next sentence goes over another one. */
            betweenSockets: {
              on: {
                'the model finishes': 'playing',
                'the model fails': { target: 'apologising', actions: 'fail' },
                'the voice falls silent': [...fails],
              },
            },
            playing: {
              on: {
                'all was played': [...heardOut],
                'the last mark is lost': [...heardOut],
                'the marks come again': { guard: 'isUsual', actions: 'changeNothing' },
              },
            },
            overTalk,
            /** The model's text is followed by an apology: the caller hears it, and it counts as a failure. */
            apologising: {
              on: { 'all was played': '#caller.talking.quiet' },
            },
            dragging: {
              on: {
                'two minutes go by': { guard: 'isUsual', target: '#caller.talking.quiet' },
                'the time is up': {
                  guard: 'isHurried',
                  target: '#caller.talking.farewell.asked',
                  actions: goodbye('timeUp'),
                },
              },
            },
          },
        },

        reciting: {
          initial: 'asked',
          on: { 'the caller speaks': bargesIn('speech') },
          states: {
            asked: {
              on: {
                'the voice sounds': 'playing',
                'the voice stays silent': [
                  {
                    guard: 'recitesApology',
                    target: '#caller.talking.farewell.asked',
                    actions: goodbye('outOfOrder'),
                  },
                  ...fails,
                ],
                'the voice sends no audio': [
                  {
                    guard: 'recitesApology',
                    target: '#caller.talking.farewell.asked',
                    actions: goodbye('outOfOrder'),
                  },
                  ...fails,
                ],
                'the voice loses its socket': [
                  {
                    guard: 'recitesApology',
                    target: '#caller.talking.farewell.asked',
                    actions: goodbye('outOfOrder'),
                  },
                  ...fails,
                ],
              },
            },
            playing: {
              on: {
                'all was played': [
                  { guard: 'recitesApology', target: '#caller.talking.quiet' },
                  { target: '#caller.talking.quiet', actions: 'succeed' },
                ],
                'the last mark is lost': [
                  { guard: 'recitesApology', target: '#caller.talking.quiet' },
                  { target: '#caller.talking.quiet', actions: 'succeed' },
                ],
              },
            },
          },
        },

        disturbed,

        farewell: {
          initial: 'asked',
          on: {
            'the caller speaks': {
              guard: and(['saysGoodbyeToSilence', 'hasTurnLeft', 'isHeard']),
              target: 'callerSpeaking.words',
              actions: ['beginTurn', breakOff('speech')],
            },
            'the caller talks into the goodbye': {
              guard: and([not('saysGoodbyeToSilence'), 'isHeard', not('isBare')]),
              actions: 'changeNothing',
            },
          },
          states: {
            asked: {
              on: {
                'the voice sounds': 'playing',
                'the voice drags on': { guard: 'isUsual', target: 'dragging' },
                'the voice stays silent': [
                  { guard: 'isSpare', target: '#caller.over.saidGoodbye' },
                  { guard: 'isBare', target: 'asked', actions: 'useSpare' },
                  { target: 'playing', actions: 'useSpare' },
                ],
                'the voice loses its socket': [
                  { guard: 'isSpare', target: '#caller.over.saidGoodbye' },
                  { guard: 'isBare', target: 'asked', actions: 'useSpare' },
                  { target: 'playing', actions: 'useSpare' },
                ],
              },
            },
            playing: {
              on: {
                'all was played': '#caller.over.saidGoodbye',
                'the last mark is lost': '#caller.over.saidGoodbye',
              },
            },
            dragging: { on: { 'the goodbye takes too long': '#caller.over.saidGoodbye' } },
          },
        },

        before: { type: 'history', history: 'deep' },
      },
    },

    sttLost: {
      initial: 'idle',
      on: {
        'the STT comes back': 'talking.before',
        'the caller hangs up': 'over.hungUp',
        'the operator hangs up': 'over.ended',
      },
      states: {
        idle: {
          on: {
            'the STT refuses': [...giveUp('becomesUnavailable')],
            'the STT stays away': [...giveUp('becomesUnavailable')],
          },
        },
        busy: {
          on: {
            'the STT refuses': [
              { guard: 'saysGoodbye', target: '#caller.talking.before', actions: 'becomesUnavailable' },
              ...giveUp('becomesUnavailable'),
            ],
          },
        },
        /** The caller was speaking, too, and must be transcribed again. */
        spokenOver: {
          on: {
            'the STT comes back': '#caller.talking.speaking.playing',
            'the caller hangs up': '#caller.lingering.sttLost',
            'the STT refuses': [...giveUp('becomesUnavailable')],
          },
        },
      },
    },

    stranded: {
      initial: 'sttLost',
      states: {
        sttLost: {
          on: {
            'the STT comes back': 'open',
            'the STT refuses': [...giveUp('becomesUnavailable')],
            'the STT stays away': [...giveUp('becomesUnavailable')],
            'the caller hangs up': '#caller.lingering.sttLost',
          },
        },
        open: {
          on: {
            'the caller speaks': '#caller.talking.callerSpeaking.words',
            'no more words arrive': [
              { guard: 'hasKeptWords', ...answered },
              {
                guard: 'brokeOffSpeech',
                target: '#caller.talking.reciting.asked',
                actions: ['forgetTurn', recite('rest')],
              },
              {
                guard: 'brokeOffQuestion',
                target: '#caller.talking.waiting.forModelAgain',
                actions: 'forgetTurn',
              },
              { target: '#caller.talking.quiet', actions: 'forgetTurn' },
            ],
            'the caller hangs up': '#caller.lingering.listening',
            'the operator hangs up': '#caller.over.ended',
          },
        },
      },
    },

    lingering: {
      entry: 'linger',
      initial: 'listening',
      on: {
        'no more words arrive': [{ guard: 'hasSocket', target: 'over.hungUp' }, 'over.gone'],
        'the operator hangs up': [{ guard: 'hasSocket', target: 'over.ended' }, 'over.gone'],
        'the carrier closes the socket': { guard: 'hasSocket', actions: 'loseSocket' },
      },
      states: {
        listening: {
          on: {
            'the last words arrive': [
              { guard: 'hasSocket', target: '#caller.over.hungUp' },
              '#caller.over.gone',
            ],
            'the STT is lost': { guard: 'mayLoseStt', target: 'sttLost', actions: 'loseStt' },
          },
        },
        sttLost: {
          on: {
            'the STT comes back': 'listening',
            'the STT refuses': { target: 'unavailable', actions: 'becomesUnavailable' },
          },
        },
        unavailable: {},
      },
    },

    over: {
      initial: 'hungUp',
      states: {
        /** The caller hung up, and the server closed the socket. */
        hungUp: { type: 'final' },
        /** An operator hung up. */
        ended: { type: 'final' },
        saidGoodbye: { type: 'final' },
        /** The call never began. */
        refused: { type: 'final' },
        /** The socket was gone before the server could close it. */
        gone: { type: 'final' },
      },
    },
  },
});
