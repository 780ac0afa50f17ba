/**
 * The call's memory of the caller's turn.
 *
 *   openTurn ──> goOn (after a pause) ──> one of closeTurn, ForLater, Unanswered, AsSpeculated, AsKnown
 *                └─ keepPartial, keepSpeculated: words of a turn that is cut off
 */
import { assign } from 'xstate';
import type { CallContext } from '../../call.context.ts';
import type { CallEvent } from '../../events.ts';
import { knownWords, stillKept, textOf, turnOf, wholeTurn, wordsOf } from '../words.ts';
import { defineActions } from './define-actions.ts';

const turnIndexOf = (event: CallEvent, context: CallContext): number =>
  turnOf(event)?.turnIndex ?? context.openTurn;

/** End of the last word. An unknown end counts as infinitely late, so that no detected speech counts as new. */
const lastWordMsOf = (event: CallEvent): number =>
  ('positionMs' in event ? event.positionMs : undefined) ?? Number.POSITIVE_INFINITY;

/** The context after a turn that ends with these words. */
const closedWith = (context: CallContext, event: CallEvent, callerText: string) => ({
  callerText,
  keptText: stillKept(context, textOf(event)),
  postponedText: '',
  lastWordMs: lastWordMsOf(event),
  speculations: 0,
});

export const turnActions = defineActions({
  openTurn: assign(({ context, event }) => ({ openTurn: turnIndexOf(event, context), turnMs: 0 })),
  /** The turn was not over: the time that it has lasted already counts. */
  goOn: assign(({ context, event }) => ({
    turnMs: event.type === 'caller.turnResumed' ? (event.turnMs ?? 0) : context.turnMs,
  })),

  /** The turn is over, with the words of the event. */
  closeTurn: assign(({ context, event }) => ({
    endedTurn: turnIndexOf(event, context),
    ...closedWith(context, event, wordsOf(context, event)),
  })),
  /** The turn is over, and the agent answers its words later. */
  closeTurnForLater: assign(({ context, event }) => ({
    endedTurn: turnIndexOf(event, context),
    keptText: stillKept(context, textOf(event)),
    postponedText: wordsOf(context, event),
  })),
  /** The turn is over, and its words need no answer. */
  closeTurnUnanswered: assign(({ context, event }) => ({ endedTurn: turnIndexOf(event, context) })),
  /** The speculated turn is over, with its final words or, without any, the words that were speculated on. */
  closeTurnAsSpeculated: assign(({ context, event }) => ({
    endedTurn: context.openTurn,
    ...closedWith(context, event, textOf(event) === '' ? context.speech.text : wordsOf(context, event)),
  })),
  /** No more words of the open turn will come: the turn is over with the words known so far. */
  closeTurnAsKnown: assign(({ context }) => ({
    callerText: knownWords(context),
    keptText: '',
    postponedText: '',
    speculations: 0,
  })),

  /** The postponed words become the caller's text to answer. */
  takeUpPostponed: assign(({ context }) => ({ callerText: context.postponedText, postponedText: '' })),
  keepSpeculated: assign(({ context }) => ({ keptText: context.speech.text, postponedText: '' })),
  keepPartial: assign(({ context, event }) => ({
    keptText: event.type === 'stt.lost' ? wholeTurn(context, event.partial) : context.keptText,
  })),
});
