/**
 * One phone call, from pick-up to hang-up: who has the floor and what happens next.
 *
 *   LISTENING ──end of turn──> PROCESSING ──first frame──> SPEAKING ──all heard──> LISTENING
 *       ^                          │ start of turn             │ start of turn
 *       └───────── barge-in: one transition, silence first, then llm, tts and playback stop
 *
 * Pure: no sockets, no clock of its own, no history. server/compose-call.ts plugs in the actors and the effects.
 */
import { and, assign, not, raise, sendTo, setup, stateIn } from 'xstate';
import {
  type CallContext,
  type CallInput,
  type CallSummary,
  type EndReason,
  type Farewell,
  initialContext,
  isOpenTurn,
  isTentative,
  nextSpeech,
  wholeTurn,
} from './call.context.ts';
import { VoiceError } from './errors.ts';
import type { CallEvent, TurnRef } from './events.ts';
import { ports, type SpeechKind } from './ports.ts';
import { sameWords } from './transcript.ts';

/** An effect on the world outside the chart: a name here, a function in server/compose-call.ts. */
const effect =
  (name: string) =>
  (_args: unknown): void => {
    throw new VoiceError('ACTOR_NOT_PROVIDED', `No "${name}" effect: add it in server/compose-call.ts`);
  };

const turnOf = (event: CallEvent): TurnRef | undefined => ('turnIndex' in event ? event : undefined);
const wordsOf = (context: CallContext, event: CallEvent): string =>
  wholeTurn(context, 'text' in event ? event.text : '');

export const callMachine = setup({
  types: {
    input: {} as CallInput,
    context: {} as CallContext,
    events: {} as CallEvent,
    output: {} as CallSummary,
  },
  actors: ports,
  actions: {
    /** Empties the outbox, sends `clear`, and revokes the generation. Runs before anything is stopped. */
    silence: effect('silence'),
    /** Writes into the history what the caller's ear has received of this generation. */
    keepHeard: effect('keepHeard'),
    /** Writes into the history what the caller said in the turn that is over. */
    rememberCaller: effect('rememberCaller'),

    openGate: sendTo('playback', { type: 'playback.open' }),
    askEarsToEndTurn: raise({ type: 'ears.endTurn' }),
    /** The model broke after it had begun: what it said is finished with an apology. */
    finishWithApology: sendTo('llm', ({ context }: { context: CallContext }) => ({
      type: 'llm.say',
      role: 'apology',
      text: context.script.apology,
    })),
    sayFiller: sendTo('llm', ({ context }: { context: CallContext }) => ({
      type: 'llm.say',
      role: 'filler',
      text: context.script.filler,
    })),

    openTurn: assign(({ context, event }) => ({ openTurn: turnOf(event)?.turnIndex ?? context.openTurn })),
    /** The turn is over, with these words. */
    closeTurn: assign(({ context, event }) => ({
      endedTurn: turnOf(event)?.turnIndex ?? context.openTurn,
      callerText: wordsOf(context, event),
      keptText: '',
      speculations: 0,
    })),
    /** The speculated turn is over, with its last words or, when none came, those it was speculated on. */
    closeTurnAsSpeculated: assign(({ context, event }) => ({
      endedTurn: context.openTurn,
      callerText: 'text' in event && event.text !== '' ? wordsOf(context, event) : context.speech.text,
      keptText: '',
      speculations: 0,
    })),
    /** Nothing more will be heard of the open turn: it is over with the words known so far. */
    closeTurnAsKnown: assign(({ context: { keptText, speech } }) => ({
      callerText: keptText === '' && isTentative(speech) ? speech.text : keptText,
      keptText: '',
      speculations: 0,
    })),

    reply: assign(({ context }) => {
      const next = nextSpeech(context, 'reply', '');
      return {
        ...next,
        interrupted: false,
        nudges: 0,
        summary: { ...next.summary, turns: next.summary.turns + 1 },
      };
    }),
    speculate: assign(({ context, event }) => ({
      ...nextSpeech(context, 'reply', wordsOf(context, event)),
      speculations: context.speculations + 1,
    })),
    /** The speculation was right: the reply is no longer tentative. */
    confirm: assign(({ context }) => ({
      speech: { ...context.speech, text: '' },
      interrupted: false,
      nudges: 0,
      summary: { ...context.summary, turns: context.summary.turns + 1 },
    })),
    countWasted: assign(({ context }) => ({
      summary: { ...context.summary, wastedSpeculations: context.summary.wastedSpeculations + 1 },
    })),
    giveUpSpeculating: assign(({ context }) => ({ speculations: context.limits.maxSpeculations })),
    say: assign(({ context }, params: { kind: SpeechKind; line: keyof CallInput['script'] | 'nothing' }) =>
      nextSpeech(context, params.kind, params.line === 'nothing' ? '' : context.script[params.line]),
    ),
    forgetInterruption: assign({ interrupted: false }),
    countNudge: assign(({ context }) => ({ nudges: context.nudges + 1 })),
    countBargeIn: assign(({ context }) => ({
      interrupted: true,
      summary: { ...context.summary, bargeIns: context.summary.bargeIns + 1 },
    })),
    countFailure: assign(({ context }) => ({
      failuresInRow: context.failuresInRow + 1,
      failedGeneration: context.speech.generation,
      summary: { ...context.summary, failures: context.summary.failures + 1 },
    })),
    countSuccess: assign(({ context: { speech, failedGeneration } }) =>
      speech.kind === 'apology' || speech.generation === failedGeneration
        ? {}
        : { failuresInRow: 0, interrupted: false },
    ),
    choose: assign((_, params: { farewell: Farewell }) => ({ farewell: params.farewell })),
    end: assign(({ context }, params: { reason: EndReason }) => ({
      summary: { ...context.summary, reason: params.reason },
    })),
    endByTransport: assign(({ context, event }) => {
      const failed = event.type === 'transport.closed' && event.error !== undefined;
      return { summary: { ...context.summary, reason: failed ? 'transportFailed' : 'callerHungUp' } };
    }),
    endAsChosen: assign(({ context }) => ({ summary: { ...context.summary, reason: context.farewell } })),

    keepSpeculated: assign(({ context }) => ({ keptText: context.speech.text })),
    keepPartial: assign(({ context, event }) => ({
      keptText: event.type === 'stt.lost' ? wholeTurn(context, event.partial) : context.keptText,
    })),
    countLoss: assign(({ context }) => ({ losses: context.losses + 1 })),
    forgetLosses: assign({ losses: 0 }),
    nextEpoch: assign(({ context }) => ({
      epoch: context.epoch + 1,
      openTurn: -1,
      endedTurn: -1,
      summary: { ...context.summary, epochs: context.epoch + 1 },
    })),
  },
  guards: {
    isOpenTurn: ({ context, event }) => {
      const turn = turnOf(event);
      return turn !== undefined && isOpenTurn(context, turn);
    },
    isCurrent: ({ context, event }) =>
      'generation' in event && event.generation === context.speech.generation,
    isCurrentEpoch: ({ context, event }) => 'epoch' in event && event.epoch === context.epoch,
    /** Or without any words: then nobody took back those it was begun with. */
    isAsSpeculated: ({ context, event }) => {
      const words = wordsOf(context, event);
      return words === '' || sameWords(words, context.speech.text);
    },
    maySpeculate: ({ context, event }) =>
      context.speculations < context.limits.maxSpeculations && wordsOf(context, event) !== '',
    hasWords: ({ context }) => context.callerText !== '',
    saysWords: ({ context, event }) => wordsOf(context, event) !== '',
    hasKeptWords: ({ context }) => context.keptText !== '',
    isLingering: stateIn({ live: { turn: 'lingering' } }),
    isSpeculating: stateIn({ live: { turn: { responding: 'speculating' } } }),
    wasInterrupted: ({ context }) => context.interrupted,
    hasGreeting: ({ context }) => context.script.greeting !== '',
    hasFiller: ({ context }) =>
      context.script.filler !== '' && context.limits.fillerMs > 0 && context.speech.kind === 'reply',
    hasFarewell: ({ context }) => context.speech.text !== '',
    /** The out-of-order message is a recording: it can be said when nothing else can. */
    hasSpareFarewell: ({ context }) => context.speech.text !== context.script.outOfOrder,
    mayNudge: ({ context }) => context.script.nudge !== '' && context.nudges < context.limits.maxNudges,
    mayChangeTheirMind: ({ context }) => context.farewell === 'silence',
    failsTooOften: ({ context }) =>
      context.failuresInRow >= context.limits.maxFailures || context.speech.kind === 'apology',
    mayReopen: ({ context, event }) =>
      context.losses < context.limits.reopenMs.length && event.type === 'stt.lost' && event.error.retryable,
  },
  delays: {
    CONNECT_TIMEOUT: ({ context }) => context.limits.connectMs,
    MAX_DURATION: ({ context }) => context.limits.maxDurationMs,
    SILENCE_TIMEOUT: ({ context }) => context.limits.silenceMs,
    TURN_LIMIT: ({ context }) => context.limits.turnMs,
    OVERDUE_LIMIT: ({ context }) => context.limits.overdueMs,
    STRANDED_LIMIT: ({ context }) => context.limits.strandedMs,
    SPECULATION_LIMIT: ({ context }) => context.limits.speculationMs,
    FILLER_DELAY: ({ context }) => context.limits.fillerMs,
    REPLY_TIMEOUT: ({ context }) => context.limits.replyMs,
    SPEECH_LIMIT: ({ context }) => context.limits.speechMs,
    GOODBYE_CAP: ({ context }) => context.limits.goodbyeMs,
    FINAL_TEXT_LIMIT: ({ context }) => context.limits.finalTextMs,
    REOPEN_DELAY: ({ context }) => context.limits.reopenMs[context.losses - 1] ?? 0,
    STEADY: ({ context }) => context.limits.steadyMs,
  },
}).createMachine({
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
              actions: ['keepHeard', 'endByTransport'],
            },
            'operator.hangUp': {
              target: '#call.ended',
              actions: ['keepHeard', { type: 'end', params: { reason: 'operatorHungUp' } }],
            },
            'ears.deaf': {
              target: '.closing',
              actions: [
                'silence',
                'keepHeard',
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
                'silence',
                'keepHeard',
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
                'caller.endOfTurn': { guard: 'isOpenTurn', target: 'settling', actions: 'closeTurn' },
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
                      on: { 'caller.startOfTurn': {} },
                      after: { OVERDUE_LIMIT: '#call.live.turn.listening.quiet' },
                    },
                    stranded: {
                      description: 'The ears were lost in mid-turn; their successor may hear the rest.',
                      after: {
                        STRANDED_LIMIT: { target: '#call.live.turn.settling', actions: 'closeTurnAsKnown' },
                      },
                    },
                  },
                },
              },
            },

            settling: {
              description: 'The turn is over: answer it, take up what it interrupted, or wait.',
              always: [
                {
                  guard: 'hasWords',
                  target: 'responding.processing',
                  actions: ['rememberCaller', 'reply'],
                },
                {
                  guard: 'wasInterrupted',
                  target: 'responding.processing',
                  actions: [
                    'forgetInterruption',
                    { type: 'say', params: { kind: 'resume', line: 'nothing' } },
                  ],
                },
                'listening.quiet',
              ],
            },

            responding: {
              description: 'The agent has the floor. Leaving this state stops all three streams.',
              initial: 'processing',
              invoke: [
                {
                  id: 'llm',
                  src: 'llm',
                  input: ({ context }) => context.speech,
                  onError: [
                    {
                      guard: 'isSpeculating',
                      target: 'listening.hearing',
                      actions: ['silence', 'countWasted', 'giveUpSpeculating'],
                    },
                    { target: 'failing', actions: ['silence', 'keepHeard'] },
                  ],
                },
                {
                  id: 'tts',
                  src: 'tts',
                  input: ({ context }) => context.speech,
                  onError: [
                    {
                      guard: 'isSpeculating',
                      target: 'listening.hearing',
                      actions: ['silence', 'countWasted', 'giveUpSpeculating'],
                    },
                    { target: 'failing', actions: ['silence', 'keepHeard'] },
                  ],
                },
                {
                  id: 'playback',
                  src: 'playback',
                  input: ({ context: { speech } }) => ({
                    generation: speech.generation,
                    gate: isTentative(speech) ? ('closed' as const) : ('open' as const),
                  }),
                  onError: [
                    {
                      guard: 'isSpeculating',
                      target: 'listening.hearing',
                      actions: ['silence', 'countWasted', 'giveUpSpeculating'],
                    },
                    { target: 'failing', actions: ['silence', 'keepHeard'] },
                  ],
                },
              ],
              on: {
                'caller.startOfTurn': {
                  guard: 'isOpenTurn',
                  target: 'listening.hearing',
                  actions: ['silence', 'keepHeard', 'countBargeIn', 'openTurn'],
                },
                'caller.endOfTurn': {
                  guard: and(['isOpenTurn', 'saysWords']),
                  target: 'settling',
                  actions: ['silence', 'keepHeard', 'closeTurn'],
                },
                'caller.eagerEndOfTurn': {
                  guard: and(['isSpeculating', 'isOpenTurn', 'maySpeculate', not('isAsSpeculated')]),
                  target: '.speculating',
                  reenter: true,
                  actions: ['silence', 'countWasted', 'speculate'],
                },
                'tts.failed': {
                  guard: 'isCurrent',
                  target: 'failing',
                  actions: ['silence', 'keepHeard'],
                },
                'playback.finished': {
                  guard: 'isCurrent',
                  target: 'listening.quiet',
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
                      actions: ['silence', 'countWasted'],
                    },
                    'llm.failed': {
                      guard: 'isCurrent',
                      target: '#call.live.turn.listening.hearing',
                      actions: ['silence', 'countWasted', 'giveUpSpeculating'],
                    },
                    'tts.failed': {
                      guard: 'isCurrent',
                      target: '#call.live.turn.listening.hearing',
                      actions: ['silence', 'countWasted', 'giveUpSpeculating'],
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
                          actions: ['closeTurnAsSpeculated', 'rememberCaller', 'confirm', 'openGate'],
                        },
                      },
                      after: {
                        SPECULATION_LIMIT: {
                          target: '#call.live.turn.responding.processing.thinking',
                          actions: [
                            'closeTurnAsSpeculated',
                            'askEarsToEndTurn',
                            'rememberCaller',
                            'confirm',
                            'openGate',
                          ],
                        },
                      },
                    },
                    voicing: {
                      description: 'Text goes to the voice; its audio waits behind the gate.',
                      on: {
                        'caller.endOfTurn': {
                          guard: and(['isOpenTurn', 'isAsSpeculated']),
                          target: '#call.live.turn.responding.processing.voicing',
                          actions: ['closeTurnAsSpeculated', 'rememberCaller', 'confirm', 'openGate'],
                        },
                      },
                      after: {
                        SPECULATION_LIMIT: {
                          target: '#call.live.turn.responding.processing.voicing',
                          actions: [
                            'closeTurnAsSpeculated',
                            'askEarsToEndTurn',
                            'rememberCaller',
                            'confirm',
                            'openGate',
                          ],
                        },
                      },
                    },
                  },
                },

                processing: {
                  description: 'The turn is over and the caller hears nothing of the reply yet.',
                  initial: 'thinking',
                  on: { 'playback.started': { guard: 'isCurrent', target: 'speaking' } },
                  after: {
                    REPLY_TIMEOUT: {
                      target: '#call.live.turn.failing',
                      actions: ['silence', 'keepHeard'],
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
                          actions: ['silence', 'keepHeard'],
                        },
                      },
                      after: { FILLER_DELAY: { guard: 'hasFiller', target: 'filling' } },
                    },
                    filling: {
                      description:
                        'The model is slow: a filler keeps the caller company, outside the history.',
                      entry: 'sayFiller',
                      on: {
                        'llm.firstToken': { guard: 'isCurrent', target: 'voicing' },
                        'llm.failed': {
                          guard: 'isCurrent',
                          target: '#call.live.turn.failing',
                          actions: ['silence', 'keepHeard'],
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
                  initial: 'steady',
                  on: {
                    'llm.failed': {
                      guard: 'isCurrent',
                      actions: ['countFailure', 'finishWithApology'],
                    },
                  },
                  after: {
                    SPEECH_LIMIT: {
                      target: '#call.live.turn.listening.quiet',
                      actions: ['silence', 'keepHeard'],
                    },
                  },
                  states: { steady: { description: 'Nobody disputes the floor.' } },
                },
              },
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
                  onError: { target: '#call.ended', actions: ['keepHeard', 'endAsChosen'] },
                },
                {
                  id: 'tts',
                  src: 'tts',
                  input: ({ context }) => context.speech,
                  onError: { target: '#call.ended', actions: ['keepHeard', 'endAsChosen'] },
                },
                {
                  id: 'playback',
                  src: 'playback',
                  input: ({ context: { speech } }) => ({
                    generation: speech.generation,
                    gate: 'open' as const,
                  }),
                  onError: { target: '#call.ended', actions: ['keepHeard', 'endAsChosen'] },
                },
              ],
              always: { guard: not('hasFarewell'), target: '#call.ended', actions: 'endAsChosen' },
              on: {
                'caller.startOfTurn': {
                  guard: and(['isOpenTurn', 'mayChangeTheirMind']),
                  target: 'listening.hearing',
                  actions: ['silence', 'keepHeard', 'countBargeIn', 'openTurn'],
                },
                'caller.endOfTurn': {
                  guard: and(['isOpenTurn', 'mayChangeTheirMind', 'saysWords']),
                  target: 'settling',
                  actions: ['silence', 'keepHeard', 'closeTurn'],
                },
                'playback.finished': {
                  guard: 'isCurrent',
                  target: '#call.ended',
                  actions: ['keepHeard', 'endAsChosen'],
                },
                'tts.failed': [
                  {
                    guard: and(['isCurrent', 'hasSpareFarewell']),
                    target: 'closing',
                    reenter: true,
                    actions: [
                      'silence',
                      'keepHeard',
                      { type: 'say', params: { kind: 'goodbye', line: 'outOfOrder' } },
                    ],
                  },
                  { guard: 'isCurrent', target: '#call.ended', actions: ['keepHeard', 'endAsChosen'] },
                ],
                'ears.deaf': {},
              },
              after: {
                GOODBYE_CAP: { target: '#call.ended', actions: ['silence', 'keepHeard', 'endAsChosen'] },
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
              },
              after: {
                FINAL_TEXT_LIMIT: [
                  {
                    guard: 'hasKeptWords',
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
                'ears.endTurn': { actions: sendTo('stt', { type: 'stt.endTurn' }) },
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
              entry: raise({ type: 'ears.deaf' }),
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

export type CallMachine = typeof callMachine;
