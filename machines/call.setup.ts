/**
 * The words the call chart is written in: its actions, guards and delays, by name. The chart itself, which says when
 * they happen, is call.machine.ts.
 */
import { assign, raise, sendTo, setup, stateIn } from 'xstate';
import {
  type CallContext,
  type CallInput,
  type CallSummary,
  type EndReason,
  type Farewell,
  isOpenTurn,
  knownWords,
  nextSpeech,
  owedWords,
  stillKept,
  wholeTurn,
} from './call.context.ts';
import { delays } from './delays.ts';
import { VoiceError } from './errors.ts';
import type { CallEvent, TurnRef } from './events.ts';
import type { Bid } from './interruption.ts';
import { ports, type SpeechKind } from './ports.ts';
import { sameWords } from './transcript.ts';

function missing(name: string): void {
  throw new VoiceError('ACTOR_NOT_PROVIDED', `No "${name}" effect: add it in call/compose-call.ts`);
}
/** An effect on the world outside the chart: a name here, a function in call/compose-call.ts. */
const effect =
  (name: string) =>
  (_args: unknown): void =>
    missing(name);

const turnOf = (event: CallEvent): TurnRef | undefined => ('turnIndex' in event ? event : undefined);
/** No carrier's way to the ear and back is shorter. */
const LEAST_ROUND_TRIP_MS = 100;

/** Unknown, it is later than any voice: none counts as a new one. */
const endedAt = (event: CallEvent): number =>
  ('positionMs' in event ? event.positionMs : undefined) ?? Number.POSITIVE_INFINITY;
const textOf = (event: CallEvent): string => ('text' in event ? event.text : '');
const wordsOf = (context: CallContext, event: CallEvent): string => owedWords(context, textOf(event));
/** What a turn that is over amounts to. Whoever was asked whether they are there says so with any word. */
const bidIn = ({ speech }: CallContext, event: CallEvent): Bid =>
  speech.kind !== 'nudge' && 'bid' in event && event.bid !== undefined ? event.bid : 'interruption';

export const callSetup = setup({
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
    /** Records why the words of a turn are neither answered nor kept. */
    ignoreCaller: (_args, _params: { reason: 'turnIsOver' | 'sayingGoodbye' | 'acknowledgement' }) =>
      missing('ignoreCaller'),
    /** Records that the words of a turn are answered after the speech that goes on. */
    postponeCaller: effect('postponeCaller'),
    /** Empties the line, and keeps what the ear has not received for `resume`. */
    hold: effect('hold'),
    /** Goes on where the ear was, at the beginning of the word that was cut. */
    resume: effect('resume'),
    /** The agent is not heard for `backoffMs`. */
    backOff: effect('backOff'),
    /** The agent is not heard before `waitMs` after the caller's last word. */
    leaveAPause: effect('leaveAPause'),

    openGate: sendTo('playback', { type: 'playback.open' }),
    askEarsToEndTurn: raise({ type: 'ears.endTurn' }),
    tellDeaf: raise({ type: 'ears.deaf' }),
    endTurnOfEars: sendTo('stt', { type: 'stt.endTurn' }),
    /** The model broke after it had begun: what it said is finished with an apology. */
    finishWithApology: sendTo('llm', ({ context }: { context: CallContext }) => ({
      type: 'llm.say',
      role: 'apology',
      text: context.script.apology,
    })),
    sayCutIn: sendTo('llm', ({ context }: { context: CallContext }) => ({
      type: 'llm.say',
      role: 'filler',
      text: context.script.cutIn,
    })),
    sayFiller: sendTo('llm', ({ context }: { context: CallContext }) => ({
      type: 'llm.say',
      role: 'filler',
      text: context.script.filler,
    })),

    openTurn: assign(({ context, event }) => ({
      openTurn: turnOf(event)?.turnIndex ?? context.openTurn,
      turnMs: 0,
    })),
    /** It was not over: how long it has lasted already counts. */
    goOn: assign(({ context, event }) => ({
      turnMs: event.type === 'caller.turnResumed' ? (event.turnMs ?? 0) : context.turnMs,
    })),
    /** The turn is over, with these words. */
    closeTurn: assign(({ context, event }) => ({
      endedTurn: turnOf(event)?.turnIndex ?? context.openTurn,
      callerText: wordsOf(context, event),
      keptText: stillKept(context, textOf(event)),
      postponedText: '',
      lastWordMs: endedAt(event),
      speculations: 0,
    })),
    /** The turn is over, and its words are answered later. */
    closeTurnForLater: assign(({ context, event }) => ({
      endedTurn: turnOf(event)?.turnIndex ?? context.openTurn,
      keptText: stillKept(context, textOf(event)),
      postponedText: wordsOf(context, event),
    })),
    /** The turn is over, and its words are nobody's business. */
    closeTurnUnanswered: assign(({ context, event }) => ({
      endedTurn: turnOf(event)?.turnIndex ?? context.openTurn,
    })),
    /** What was postponed is what the caller said. */
    takeUpPostponed: assign(({ context }) => ({ callerText: context.postponedText, postponedText: '' })),
    /** The speculated turn is over, with its last words or, when none came, those it was speculated on. */
    closeTurnAsSpeculated: assign(({ context, event }) => ({
      endedTurn: context.openTurn,
      callerText: textOf(event) !== '' ? wordsOf(context, event) : context.speech.text,
      keptText: stillKept(context, textOf(event)),
      postponedText: '',
      lastWordMs: endedAt(event),
      speculations: 0,
    })),
    /** Nothing more will be heard of the open turn: it is over with the words known so far. */
    closeTurnAsKnown: assign(({ context }) => ({
      callerText: knownWords(context),
      keptText: '',
      postponedText: '',
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
      falseInRow: 0,
      summary: { ...context.summary, bargeIns: context.summary.bargeIns + 1 },
    })),
    countDoubt: assign(({ context }) => ({ doubts: context.doubts + 1 })),
    countFalseInterruption: assign(({ context: { summary, falseInRow } }) => ({
      falseInRow: falseInRow + 1,
      summary: { ...summary, falseInterruptions: summary.falseInterruptions + 1 },
    })),
    noteVoice: assign(({ context, event }) => ({
      voiceBeganMs: event.type === 'vad.speechStarted' ? event.positionMs : context.voiceBeganMs,
    })),
    forgetVoice: assign({ voiceBeganMs: -1 }),
    noteFiller: assign(({ context }) => ({ filledGeneration: context.speech.generation })),
    noteFirstSound: assign(({ context, event }) => ({
      firstSoundMs: event.type === 'playback.started' ? event.positionMs : context.firstSoundMs,
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

    keepSpeculated: assign(({ context }) => ({ keptText: context.speech.text, postponedText: '' })),
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
    isAsSpeculated: ({ context, event }) =>
      textOf(event) === '' || sameWords(wordsOf(context, event), context.speech.text),
    maySpeculate: ({ context, event }) =>
      context.speculations < context.limits.maxSpeculations && wordsOf(context, event) !== '',
    saysWords: ({ context, event }) => wordsOf(context, event) !== '',
    /** Words of its own, whatever else is to be answered. */
    saysNothing: ({ event }) => textOf(event) === '',
    /** They say that they listen, and no more. */
    acknowledges: ({ context, event }) => bidIn(context, event) === 'acknowledgement',
    saysTooLittle: ({ context, event }) => bidIn(context, event) === 'tooLittle',
    isInterruptible: ({ context }) => !context.uninterruptible.includes(context.speech.kind),
    hasKept: ({ context }) => context.keptText !== '',
    hasPostponed: ({ context }) => context.postponedText !== '',
    /** The caller is in the middle of a turn. */
    hasOpenTurn: ({ context }) => context.openTurn > context.endedTurn,
    hasCutIn: ({ context }) => context.script.cutIn !== '',
    hasVad: ({ context }) => context.hasVad,
    mayDoubt: ({ context: { uninterruptible, speech, doubts, falseInRow, limits } }) =>
      !uninterruptible.includes(speech.kind) &&
      doubts < limits.maxDoubts &&
      falseInRow < limits.maxFalseInRow,
    /** An echo comes after the sound it is of: not before that has been to the ear and back. */
    beganBeforeUs: ({ context, event }) =>
      event.type === 'vad.speechStarted' && event.positionMs < context.firstSoundMs + LEAST_ROUND_TRIP_MS,
    /** A voice is heard that began after the words which are answered. */
    isVoiced: ({ context }) => context.voiceBeganMs > context.lastWordMs,
    /** A filler was heard: it may have been acknowledged. */
    hasFilled: ({ context }) => context.filledGeneration === context.speech.generation,
    isReply: ({ context }) => context.speech.kind === 'reply',
    knowsWords: ({ context }) => knownWords(context) !== '',
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
  delays,
});
