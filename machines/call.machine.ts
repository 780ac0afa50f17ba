/**
 * One phone call, from pick-up to hang-up: who has the floor and what happens next.
 *
 *   LISTENING ──end of turn──> PROCESSING ──first frame──> SPEAKING ──all heard──> LISTENING
 *       ^                          │ start of turn             │ start of turn
 *       └───────── barge-in: one transition, silence first, then llm, tts and playback stop
 *
 * Its actions, guards and delays are call.setup.ts. Pure: no sockets, no clock of its own, no history. call/compose-call.ts plugs in the actors and the effects.
 */
import { and, not } from 'xstate';
import { isTentative } from './call/speech.ts';
import { initialContext } from './call.context.ts';
import { callSetup } from './call.setup.ts';

/** The agent gives up the floor: silent at once, and the history keeps what was heard. */
const breakOff = ['silence', 'keepHeard'] as const;
/** The caller said something, and their turn is over: it is answered. */
const answered = {
  guard: and(['isOpenTurn', 'saysWords']),
  target: '#call.live.turn.responding.processing',
} as const;
const answer = ['closeTurn', 'rememberCaller', 'leaveAPause', 'reply'] as const;
/** Said while the agent has the floor and goes on: answered afterwards, or known to need no answer. */
const postpone = ['postponeCaller', 'closeTurnForLater'] as const;
const passOver = [
  'closeTurnUnanswered',
  { type: 'ignoreCaller', params: { reason: 'acknowledgement' } },
] as const;
/** The end of a turn that does not keep the agent from answering. Nobody hears it yet: an acknowledgement is an answer. */
const overheard = [
  { guard: and(['isOpenTurn', 'saysNothing']), actions: 'closeTurnUnanswered' },
  { guard: and(['isOpenTurn', 'acknowledges', 'hasFilled']), actions: [...passOver] },
  { guard: and(['isOpenTurn', not('isInterruptible'), not('isReply')]), actions: [...postpone] },
] as const;
/** The same while the agent is heard. */
const spokenOver = [
  { guard: and(['isOpenTurn', 'saysNothing']), actions: 'closeTurnUnanswered' },
  { guard: and(['isOpenTurn', 'acknowledges']), actions: [...passOver] },
  { guard: and(['isOpenTurn', not('isInterruptible')]), actions: [...postpone] },
  { guard: and(['isOpenTurn', 'saysTooLittle']), actions: [...postpone] },
] as const;
/** Whatever the caller has said and was not answered goes into the history before the call is over. */
const keepAll = ['keepHeard', 'closeTurnAsKnown', 'rememberCaller'] as const;
/** The caller broke in and said nothing: what they interrupted is taken up again. */
const takeUpAgain = [
  'forgetInterruption',
  { type: 'say', params: { kind: 'resume', line: 'nothing' } },
] as const;
/** The speculation was right: its reply is the reply, and may be heard. */
const takeUp = ['closeTurnAsSpeculated', 'rememberCaller', 'leaveAPause', 'confirm', 'openGate'] as const;
/** Nobody needs to hear of a speculation that broke: the turn is answered when it ends. */
const dropSpeculation = ['silence', 'countWasted', 'giveUpSpeculating'] as const;
/** A stream of a generation could not start. */
const streamBroke = [
  { guard: 'isSpeculating', target: 'listening.hearing', actions: [...dropSpeculation] },
  { target: 'failing', actions: [...breakOff] },
] as const;

export const callMachine = callSetup.createMachine({
  id: 'call',
  context: ({ input }) => initialContext(input),
  initial: 'connecting',
  output: ({ context }) => context.summary,
  states: {
    connecting: {
      description: 'The socket is open; the carrier has not said which call this is.',
      on: {
        'transport.started': 'live',
        'transport.closed': 'ended',
        'operator.hangUp': 'ended',
      },
      after: { CONNECT_TIMEOUT: 'ended' },
    },

    live: {
      type: 'parallel',
      states: {
        turn: {
          initial: 'pickingUp',
          on: {
            'transport.closed': {
              target: '#call.ended',
              actions: [...keepAll, 'endByTransport'],
            },
            'operator.hangUp': {
              target: '#call.ended',
              actions: [...keepAll, { type: 'end', params: { reason: 'operatorHungUp' } }],
            },
            'caller.endOfTurn': [
              {
                guard: and([not('isOpenTurn'), 'saysWords']),
                actions: { type: 'ignoreCaller', params: { reason: 'turnIsOver' } },
              },
              { guard: 'saysWords', actions: { type: 'ignoreCaller', params: { reason: 'sayingGoodbye' } } },
            ],
            'ears.deaf': {
              target: '.closing',
              actions: [
                ...breakOff,
                'closeTurnAsKnown',
                'rememberCaller',
                { type: 'choose', params: { farewell: 'outOfOrder' } },
                { type: 'say', params: { kind: 'goodbye', line: 'outOfOrder' } },
              ],
            },
          },
          after: {
            MAX_DURATION: {
              guard: not('isLingering'),
              target: '.closing',
              actions: [
                ...breakOff,
                'closeTurnAsKnown',
                'rememberCaller',
                { type: 'choose', params: { farewell: 'timeUp' } },
                { type: 'say', params: { kind: 'goodbye', line: 'timeUp' } },
              ],
            },
          },
          states: {
            pickingUp: {
              description: 'The first thing that happens: we greet, or the caller begins.',
              always: [
                {
                  guard: 'hasGreeting',
                  target: 'responding.processing',
                  actions: { type: 'say', params: { kind: 'greeting', line: 'greeting' } },
                },
                'listening',
              ],
            },

            listening: {
              description: 'The caller has the floor.',
              initial: 'quiet',
              on: {
                'caller.startOfTurn': { guard: 'isOpenTurn', target: '.hearing', actions: 'openTurn' },
                'caller.endOfTurn': [
                  { ...answered, actions: [...answer] },
                  {
                    guard: and(['isOpenTurn', 'wasInterrupted']),
                    target: 'responding.processing',
                    actions: ['closeTurn', ...takeUpAgain],
                  },
                  { guard: 'isOpenTurn', target: 'listening.quiet', actions: 'closeTurn' },
                ],
                'caller.eagerEndOfTurn': {
                  guard: and(['isOpenTurn', 'maySpeculate']),
                  target: 'responding.speculating',
                  actions: ['openTurn', 'speculate'],
                },
              },
              states: {
                quiet: {
                  description: 'Nobody speaks. The only state in which the silence timer runs.',
                  after: {
                    SILENCE_TIMEOUT: [
                      {
                        guard: 'mayNudge',
                        target: '#call.live.turn.responding.processing',
                        actions: ['countNudge', { type: 'say', params: { kind: 'nudge', line: 'nudge' } }],
                      },
                      {
                        target: '#call.live.turn.closing',
                        actions: [
                          { type: 'choose', params: { farewell: 'silence' } },
                          { type: 'say', params: { kind: 'goodbye', line: 'goodbye' } },
                        ],
                      },
                    ],
                  },
                },
                hearing: {
                  description: 'The caller is speaking.',
                  initial: 'following',
                  on: {
                    'transport.closed': '#call.live.turn.lingering',
                    'stt.lost': { guard: 'isCurrentEpoch', target: '.stranded', actions: 'keepPartial' },
                  },
                  states: {
                    following: {
                      description: 'Words arrive.',
                      on: { 'caller.startOfTurn': {} },
                      after: { TURN_LIMIT: 'overdue' },
                    },
                    overdue: {
                      description: 'The turn is longer than any turn; the ears were asked to end it.',
                      entry: 'askEarsToEndTurn',
                      on: {
                        'caller.startOfTurn': {},
                        'caller.endOfTurn': {
                          guard: and(['isOpenTurn', 'saysWords', 'hasCutIn']),
                          target: '#call.live.turn.responding.processing.cuttingIn',
                          actions: [...answer],
                        },
                      },
                      after: { OVERDUE_LIMIT: '#call.live.turn.listening.quiet' },
                    },
                    stranded: {
                      description: 'The ears were lost in mid-turn; their successor may hear the rest.',
                      on: { 'stt.lost': { guard: 'isCurrentEpoch', actions: 'keepPartial' } },
                      after: {
                        STRANDED_LIMIT: [
                          {
                            guard: 'knowsWords',
                            target: '#call.live.turn.responding.processing',
                            actions: ['closeTurnAsKnown', 'rememberCaller', 'reply'],
                          },
                          {
                            guard: 'wasInterrupted',
                            target: '#call.live.turn.responding.processing',
                            actions: ['closeTurnAsKnown', ...takeUpAgain],
                          },
                          { target: '#call.live.turn.listening.quiet', actions: 'closeTurnAsKnown' },
                        ],
                      },
                    },
                  },
                },
              },
            },

            responding: {
              description: 'The agent has the floor. Leaving this state stops all three streams.',
              initial: 'processing',
              invoke: [
                {
                  id: 'llm',
                  src: 'llm',
                  input: ({ context }) => context.speech,
                  onError: [...streamBroke],
                },
                {
                  id: 'tts',
                  src: 'tts',
                  input: ({ context }) => context.speech,
                  onError: [...streamBroke],
                },
                {
                  id: 'playback',
                  src: 'playback',
                  input: ({ context: { speech } }) => ({
                    generation: speech.generation,
                    gate: isTentative(speech) ? ('closed' as const) : ('open' as const),
                  }),
                  onError: [...streamBroke],
                },
              ],
              on: {
                'transport.closed': {
                  guard: 'hasOpenTurn',
                  target: 'lingering',
                  actions: ['keepHeard', 'silence'],
                },
                'stt.lost': { guard: and(['isCurrentEpoch', 'hasOpenTurn']), actions: 'keepPartial' },
                'caller.startOfTurn': { guard: 'isOpenTurn', actions: 'openTurn' },
                'caller.interruption': {
                  guard: and(['isOpenTurn', 'isInterruptible']),
                  target: 'listening.hearing',
                  actions: [...breakOff, 'backOff', 'countBargeIn', 'openTurn'],
                },
                'caller.endOfTurn': { ...answered, reenter: true, actions: [...breakOff, ...answer] },
                'caller.eagerEndOfTurn': {
                  guard: and(['isSpeculating', 'isOpenTurn', 'maySpeculate', not('isAsSpeculated')]),
                  target: '.speculating',
                  reenter: true,
                  actions: ['silence', 'countWasted', 'speculate'],
                },
                'tts.failed': {
                  guard: 'isCurrent',
                  target: 'failing',
                  actions: [...breakOff],
                },
                'playback.finished': {
                  guard: 'isCurrent',
                  target: 'yielding',
                  actions: ['keepHeard', 'countSuccess'],
                },
              },
              states: {
                speculating: {
                  description: 'The turn is probably over. The reply is made, and held behind a closed gate.',
                  initial: 'thinking',
                  on: {
                    'transport.closed': {
                      target: '#call.live.turn.lingering',
                      actions: ['silence', 'keepSpeculated'],
                    },
                    'stt.lost': {
                      guard: 'isCurrentEpoch',
                      target: '#call.live.turn.listening.hearing.stranded',
                      actions: ['silence', 'countWasted', 'keepPartial'],
                    },
                    'caller.turnResumed': {
                      guard: 'isOpenTurn',
                      target: '#call.live.turn.listening.hearing',
                      actions: ['silence', 'countWasted', 'goOn'],
                    },
                    'caller.interruption': {
                      guard: 'isOpenTurn',
                      target: '#call.live.turn.listening.hearing',
                      actions: ['silence', 'countWasted'],
                    },
                    'llm.failed': {
                      guard: 'isCurrent',
                      target: '#call.live.turn.listening.hearing',
                      actions: [...dropSpeculation],
                    },
                    'tts.failed': {
                      guard: 'isCurrent',
                      target: '#call.live.turn.listening.hearing',
                      actions: [...dropSpeculation],
                    },
                  },
                  states: {
                    thinking: {
                      description: 'No word from the model yet.',
                      on: {
                        'llm.firstToken': { guard: 'isCurrent', target: 'voicing' },
                        'caller.endOfTurn': {
                          guard: and(['isOpenTurn', 'isAsSpeculated']),
                          target: '#call.live.turn.responding.processing.thinking',
                          actions: [...takeUp],
                        },
                      },
                      after: {
                        SPECULATION_LIMIT: {
                          target: '#call.live.turn.responding.processing.thinking',
                          actions: [...takeUp, 'askEarsToEndTurn'],
                        },
                      },
                    },
                    voicing: {
                      description: 'Text goes to the voice; its audio waits behind the gate.',
                      on: {
                        'caller.endOfTurn': {
                          guard: and(['isOpenTurn', 'isAsSpeculated']),
                          target: '#call.live.turn.responding.processing.voicing',
                          actions: [...takeUp],
                        },
                      },
                      after: {
                        SPECULATION_LIMIT: {
                          target: '#call.live.turn.responding.processing.voicing',
                          actions: [...takeUp, 'askEarsToEndTurn'],
                        },
                      },
                    },
                  },
                },

                processing: {
                  description: 'The turn is over and the caller hears nothing of the reply yet.',
                  initial: 'thinking',
                  on: {
                    'playback.started': [
                      { guard: and(['isCurrent', 'isVoiced', 'mayDoubt']), target: 'speaking.doubted' },
                      { guard: 'isCurrent', target: 'speaking', actions: 'noteFirstSound' },
                    ],
                    'caller.endOfTurn': [...overheard],
                  },
                  after: {
                    REPLY_TIMEOUT: {
                      target: '#call.live.turn.failing',
                      actions: [...breakOff],
                    },
                  },
                  states: {
                    thinking: {
                      description: 'No word from the model yet.',
                      on: {
                        'llm.firstToken': { guard: 'isCurrent', target: 'voicing' },
                        'llm.failed': {
                          guard: 'isCurrent',
                          target: '#call.live.turn.failing',
                          actions: [...breakOff],
                        },
                      },
                      after: { FILLER_DELAY: { guard: 'hasFiller', target: 'filling' } },
                    },
                    filling: {
                      description:
                        'The model is slow: a filler keeps the caller company, outside the history.',
                      entry: ['sayFiller', 'noteFiller'],
                      on: {
                        'llm.firstToken': { guard: 'isCurrent', target: 'voicing' },
                        'llm.failed': {
                          guard: 'isCurrent',
                          target: '#call.live.turn.failing',
                          actions: [...breakOff],
                        },
                      },
                    },
                    cuttingIn: {
                      description:
                        'The caller would not stop: a polite word comes before the answer, and is not interrupted.',
                      entry: 'sayCutIn',
                      on: {
                        'caller.interruption': {},
                        'llm.failed': {
                          guard: 'isCurrent',
                          target: '#call.live.turn.failing',
                          actions: [...breakOff],
                        },
                      },
                    },
                    voicing: {
                      description: 'Text goes to the voice; no audio has come back.',
                      on: {
                        'llm.failed': {
                          guard: 'isCurrent',
                          actions: ['countFailure', 'finishWithApology'],
                        },
                      },
                    },
                  },
                },

                speaking: {
                  description: 'The caller hears the agent.',
                  initial: 'echoing',
                  on: {
                    'llm.failed': {
                      guard: 'isCurrent',
                      actions: ['countFailure', 'finishWithApology'],
                    },
                    'caller.endOfTurn': [...spokenOver],
                    'playback.sent': { guard: 'isCurrent', target: '.trailing' },
                  },
                  after: {
                    SPEECH_LIMIT: { target: '#call.live.turn.yielding', actions: [...breakOff] },
                  },
                  states: {
                    echoing: {
                      description: 'A voice may be the echo of our own first sound: only words stop us.',
                      on: {
                        'vad.speechStarted': { guard: and(['mayDoubt', 'beganBeforeUs']), target: 'doubted' },
                      },
                      after: { ECHO_WINDOW: 'steady' },
                    },
                    steady: {
                      description: 'Nobody disputes the floor.',
                      on: { 'vad.speechStarted': { guard: 'mayDoubt', target: 'doubted' } },
                    },
                    doubted: {
                      description: 'A voice, and no words yet: the agent holds its breath.',
                      entry: ['hold', 'countDoubt'],
                      on: {
                        'transport.closed': {
                          target: '#call.live.turn.lingering',
                          actions: ['keepHeard', 'silence'],
                        },
                        'playback.sent': {},
                        'caller.acknowledgement': {
                          guard: 'isOpenTurn',
                          target: 'echoing',
                          actions: ['openTurn', 'resume'],
                        },
                        'caller.endOfTurn': [
                          {
                            guard: and(['isOpenTurn', 'saysNothing']),
                            target: 'echoing',
                            actions: ['closeTurnUnanswered', 'resume'],
                          },
                          {
                            guard: and(['isOpenTurn', 'acknowledges']),
                            target: 'echoing',
                            actions: [...passOver, 'resume'],
                          },
                          {
                            guard: and(['isOpenTurn', 'saysTooLittle']),
                            target: 'echoing',
                            actions: [...postpone, 'resume'],
                          },
                        ],
                      },
                      after: {
                        FALSE_INTERRUPTION: {
                          target: 'echoing',
                          actions: ['countFalseInterruption', 'resume'],
                        },
                      },
                    },
                    trailing: {
                      description: 'The last words are on the line: what the caller says now is an answer.',
                      on: {
                        'caller.endOfTurn': {
                          guard: and(['isOpenTurn', 'isInterruptible', not('saysNothing')]),
                          target: '#call.live.turn.responding',
                          reenter: true,
                          actions: [...breakOff, ...answer],
                        },
                      },
                    },
                  },
                },
              },
            },

            yielding: {
              description: 'The agent has stopped speaking: the floor is whose it is.',
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
            },

            failing: {
              description: 'A reply broke. The caller hears so from us.',
              entry: 'countFailure',
              always: [
                {
                  guard: 'failsTooOften',
                  target: 'closing',
                  actions: [
                    { type: 'choose', params: { farewell: 'outOfOrder' } },
                    { type: 'say', params: { kind: 'goodbye', line: 'outOfOrder' } },
                  ],
                },
                {
                  target: 'responding.processing',
                  actions: { type: 'say', params: { kind: 'apology', line: 'apology' } },
                },
              ],
            },

            closing: {
              description: 'A goodbye, heard to its end, and then we hang up.',
              invoke: [
                {
                  id: 'llm',
                  src: 'llm',
                  input: ({ context }) => context.speech,
                  onError: { target: '#call.ended', actions: [...keepAll, 'endAsChosen'] },
                },
                {
                  id: 'tts',
                  src: 'tts',
                  input: ({ context }) => context.speech,
                  onError: { target: '#call.ended', actions: [...keepAll, 'endAsChosen'] },
                },
                {
                  id: 'playback',
                  src: 'playback',
                  input: ({ context: { speech } }) => ({
                    generation: speech.generation,
                    gate: 'open' as const,
                  }),
                  onError: { target: '#call.ended', actions: [...keepAll, 'endAsChosen'] },
                },
              ],
              always: {
                guard: not('hasFarewell'),
                target: '#call.ended',
                actions: [...keepAll, 'endAsChosen'],
              },
              on: {
                'caller.startOfTurn': {
                  guard: and(['isOpenTurn', 'mayChangeTheirMind']),
                  target: 'listening.hearing',
                  actions: [...breakOff, 'countBargeIn', 'openTurn'],
                },
                'caller.endOfTurn': {
                  ...answered,
                  guard: and(['isOpenTurn', 'mayChangeTheirMind', 'saysWords']),
                  actions: [...breakOff, ...answer],
                },
                'playback.finished': {
                  guard: 'isCurrent',
                  target: '#call.ended',
                  actions: [...keepAll, 'endAsChosen'],
                },
                'tts.failed': [
                  {
                    guard: and(['isCurrent', 'hasSpareFarewell']),
                    target: 'closing',
                    reenter: true,
                    actions: [...breakOff, { type: 'say', params: { kind: 'goodbye', line: 'outOfOrder' } }],
                  },
                  { guard: 'isCurrent', target: '#call.ended', actions: [...keepAll, 'endAsChosen'] },
                ],
                'ears.deaf': {},
              },
              after: {
                GOODBYE_CAP: { target: '#call.ended', actions: ['silence', ...keepAll, 'endAsChosen'] },
              },
            },

            lingering: {
              description: 'The caller hung up in mid-sentence; their last words may still arrive.',
              on: {
                'caller.endOfTurn': {
                  guard: 'isOpenTurn',
                  target: '#call.ended',
                  actions: [
                    'closeTurn',
                    'rememberCaller',
                    { type: 'end', params: { reason: 'callerHungUp' } },
                  ],
                },
                'transport.closed': {},
                'ears.deaf': {},
                'stt.lost': { guard: 'isCurrentEpoch', actions: 'keepPartial' },
              },
              initial: 'awaiting',
              states: {
                awaiting: {
                  description: 'The ears may end the turn by themselves.',
                  after: { FINAL_TEXT_LIMIT: 'insisting' },
                },
                insisting: {
                  description: 'They did not: they are asked for what they have, and then for nothing more.',
                  entry: 'askEarsToEndTurn',
                  after: {
                    LAST_TEXT_LIMIT: [
                      {
                        guard: 'knowsWords',
                        target: '#call.ended',
                        actions: [
                          'closeTurnAsKnown',
                          'rememberCaller',
                          { type: 'end', params: { reason: 'callerHungUp' } },
                        ],
                      },
                      {
                        target: '#call.ended',
                        actions: { type: 'end', params: { reason: 'callerHungUp' } },
                      },
                    ],
                  },
                },
              },
            },
          },
        },

        vad: {
          initial: 'starting',
          states: {
            starting: {
              description: 'Whether there is a voice activity detector at all.',
              always: [{ guard: 'hasVad', target: 'on' }, 'off'],
            },
            on: {
              description: 'Every frame of the caller is judged by its sound alone.',
              invoke: { id: 'vad', src: 'vad', onError: 'off' },
              exit: 'forgetVoice',
              initial: 'silent',
              on: { 'vad.failed': 'off' },
              states: {
                silent: {
                  description: 'Nobody speaks, or only noise.',
                  on: { 'vad.speechStarted': { target: 'sounding', actions: 'noteVoice' } },
                },
                sounding: {
                  description: 'A voice is heard.',
                  on: { 'vad.speechEnded': { target: 'silent', actions: 'forgetVoice' } },
                },
              },
            },
            off: { description: 'Only words tell that the caller speaks.' },
          },
        },

        ears: {
          initial: 'connected',
          states: {
            connected: {
              description: 'One STT connection, made or being made.',
              invoke: {
                id: 'stt',
                src: 'stt',
                input: ({ context }) => ({ epoch: context.epoch }),
                onError: 'deaf',
              },
              initial: 'opening',
              on: {
                'stt.lost': [
                  { guard: and(['isCurrentEpoch', 'mayReopen']), target: 'reopening', actions: 'countLoss' },
                  { guard: 'isCurrentEpoch', target: 'deaf' },
                ],
                'ears.endTurn': { actions: 'endTurnOfEars' },
              },
              states: {
                opening: {
                  description: 'One STT connection is being made; the ring keeps the last seconds of audio.',
                  on: { 'stt.opened': { guard: 'isCurrentEpoch', target: 'open' } },
                },
                open: {
                  description: 'Every frame of the caller is heard.',
                  after: { STEADY: { actions: 'forgetLosses' } },
                },
              },
            },
            reopening: {
              description:
                'The connection was lost; another follows, with a new epoch and the ring replayed.',
              after: { REOPEN_DELAY: { target: 'connected', actions: 'nextEpoch' } },
            },
            deaf: {
              description: 'Nobody can hear the caller any more.',
              entry: 'tellDeaf',
            },
          },
        },
      },
    },

    ended: {
      type: 'final',
      description: 'Every stream, socket and timer of the call is gone.',
    },
  },
});
