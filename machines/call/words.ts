/**
 * The caller's words, gathered from an event and from the text that the call has kept for later.
 *
 *   postponed (said into a speech that went on) + kept (of a lost STT connection) + the event's text ──> wordsOf
 */
import type { CallContext } from '../call.context.ts';
import type { CallEvent, TurnRef } from '../events.ts';
import { joined } from '../text/written.ts';
import { joinTranscripts, restOf } from '../transcript.ts';
import { isTentative } from './speech.ts';

/** The turn that an event is about; undefined for an event about no turn. */
export const turnOf = (event: CallEvent): TurnRef | undefined => ('turnIndex' in event ? event : undefined);

/** The event's own text; empty for an event without one. */
export const textOf = (event: CallEvent): string => ('text' in event ? event.text : '');

/** Whether a turn is neither over nor of an earlier STT connection. */
export const isOpenTurn = (context: CallContext, turn: TurnRef): boolean =>
  turn.epoch === context.epoch && turn.turnIndex > context.endedTurn;

/** The words that the agent has to answer once the turn of this event is over. */
export const wordsOf = (context: CallContext, event: CallEvent): string =>
  joined(context.postponedText, wholeTurn(context, textOf(event)));

/** The caller's whole turn: the text that a lost STT connection had transcribed, and this text. */
export const wholeTurn = ({ keptText }: CallContext, text: string): string =>
  keptText === '' ? text : joinTranscripts(keptText, text);

/** Words that a lost STT connection had transcribed and the next one has still to transcribe again after this text. */
export const stillKept = ({ keptText }: CallContext, text: string): string =>
  keptText === '' ? '' : restOf(keptText, text);

/** The unanswered words known without another event: postponed words, and kept or speculated ones. */
export const knownWords = ({ keptText, postponedText, speculations, speech }: CallContext): string =>
  keptText === '' && speculations > 0 && isTentative(speech) ? speech.text : joined(postponedText, keptText);
