/**
 * The conditions under which the chart takes a transition. Pure: the context and the event in, yes or no out.
 *
 *   event's ids ──> stale?     event's words ──> which kind of overlap?     context ──> what is so, what is allowed?
 */
import { type GuardPredicate, type ParameterizedObject, stateIn } from 'xstate';
import type { CallContext } from '../call.context.ts';
import type { CallEvent } from '../events.ts';
import type { OverlapKind } from '../interruption.ts';
import { sameWords } from '../transcript.ts';
import { isOpenTurn, knownWords, textOf, turnOf, wordsOf } from './words.ts';

type Guard = GuardPredicate<CallContext, CallEvent, undefined, ParameterizedObject>;

/** The shortest round trip from us to the caller's ear and back, on any carrier. */
const LEAST_ROUND_TRIP_MS = 100;

/** The kind of overlap of a finished turn. Any word answers a nudge, so words over a nudge always interrupt. */
const overlapIn = ({ speech }: CallContext, event: CallEvent): OverlapKind =>
  speech.kind !== 'nudge' && 'overlap' in event && event.overlap !== undefined
    ? event.overlap
    : 'interruption';

export const guards = {
  // The event is about what is open and current.
  isOpenTurn: ({ context, event }) => {
    const turn = turnOf(event);
    return turn !== undefined && isOpenTurn(context, turn);
  },
  isCurrent: ({ context, event }) => 'generation' in event && event.generation === context.speech.generation,
  isCurrentEpoch: ({ context, event }) => 'epoch' in event && event.epoch === context.epoch,

  // The caller's words.
  saysWords: ({ context, event }) => wordsOf(context, event) !== '',
  /** The turn has no words of its own; postponed or kept words may still have to be answered. */
  saysNothing: ({ event }) => textOf(event) === '',
  /** The caller's words are nothing but acknowledgements ("uh-huh"). */
  acknowledges: ({ context, event }) => overlapIn(context, event) === 'acknowledgement',
  saysTooLittle: ({ context, event }) => overlapIn(context, event) === 'tooLittle',
  /** The final text is the speculated one. A turn that ends without text counts as unchanged. */
  isAsSpeculated: ({ context, event }) =>
    textOf(event) === '' || sameWords(wordsOf(context, event), context.speech.text),
  maySpeculate: ({ context, event }) =>
    context.speculations < context.limits.maxSpeculations && wordsOf(context, event) !== '',
  hasKept: ({ context }) => context.keptText !== '',
  hasPostponed: ({ context }) => context.postponedText !== '',
  knowsWords: ({ context }) => knownWords(context) !== '',
  /** The caller is in the middle of a turn. */
  hasOpenTurn: ({ context }) => context.openTurn > context.endedTurn,
  wasInterrupted: ({ context }) => context.interrupted,

  // The voice activity detector.
  hasVad: ({ context }) => context.hasVad,
  mayDoubt: ({ context: { uninterruptible, speech, doubts, falseInRow, limits } }) =>
    !uninterruptible.includes(speech.kind) && doubts < limits.maxDoubts && falseInRow < limits.maxFalseInRow,
  /** The detected speech is not our echo: an echo begins at least one round trip after our first sound. */
  beganBeforeUs: ({ context, event }) =>
    event.type === 'vad.speechStarted' && event.positionMs < context.firstSoundMs + LEAST_ROUND_TRIP_MS,
  /** The VAD detects speech that began after the words that are being answered. */
  isCallerSpeaking: ({ context }) => context.callerSpeechBeganMs > context.lastWordMs,

  // The agent's speech.
  isInterruptible: ({ context }) => !context.uninterruptible.includes(context.speech.kind),
  isReply: ({ context }) => context.speech.kind === 'reply',
  isSpeculating: stateIn({ live: { turn: { responding: 'speculating' } } }),
  /** A filler was ordered in this generation, and the caller may acknowledge it. */
  hasFilled: ({ context }) => context.filledGeneration === context.speech.generation,
  hasGreeting: ({ context }) => context.script.greeting !== '',
  hasCutIn: ({ context }) => context.script.cutIn !== '',
  hasFiller: ({ context }) =>
    context.script.filler !== '' && context.limits.fillerMs > 0 && context.speech.kind === 'reply',
  mayNudge: ({ context }) => context.script.nudge !== '' && context.nudges < context.limits.maxNudges,
  failsTooOften: ({ context }) =>
    context.failuresInRow >= context.limits.maxFailures || context.speech.kind === 'apology',

  // The end of the call.
  hasFarewell: ({ context }) => context.speech.text !== '',
  /** The out-of-order message is a recording: the agent can say it when every vendor fails. */
  hasSpareFarewell: ({ context }) => context.speech.text !== context.script.outOfOrder,
  mayChangeTheirMind: ({ context }) => context.farewell === 'silence',
  isLingering: stateIn({ live: { turn: 'lingering' } }),

  // The STT connection.
  mayReopen: ({ context, event }) =>
    context.losses < context.limits.reopenMs.length && event.type === 'stt.lost' && event.error.retryable,
} satisfies Record<string, Guard>;
