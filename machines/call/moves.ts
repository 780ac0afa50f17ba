/**
 * Moves that several parts of the chart make: lists of actions, and transitions, each written once and under a name.
 *
 *   part of the chart ──{ ...answered, actions: answer }──> callSetup checks every name in it
 */
import { and } from 'xstate';
import type { Farewell } from '../call.context.ts';
import type { Script } from '../call.input.ts';
import type { SpeechKind } from '../ports.ts';

/** Targets in another part. A relative target reaches only siblings of its state and what is inside them. */
export const TURN = '#call.live.turn';
export const PROCESSING = `${TURN}.responding.processing` as const;
export const ENDED = '#call.ended';

/** The agent gives up the floor: it is silent at once, and the history keeps what the caller has received. */
export const breakOff = ['silence', 'keepHeard'] as const;

/**
 * The caller hung up in the middle of a turn, while the agent had the floor. The order is the reverse of `breakOff`, because
 * the line is gone: `keepHeard` first closes the outbox, so that audio in flight counts as unheard and `silence`, which
 * then only revokes the generation, sends no `clear`.
 */
export const hangsUpMidTurn = { target: `${TURN}.lingering`, actions: ['keepHeard', 'silence'] } as const;

/** Begins a speech of this kind with this line of the script. */
export const scriptLine = <TKind extends SpeechKind, TLine extends keyof Script | 'nothing'>(
  kind: TKind,
  line: TLine,
) => ({ type: 'say', params: { kind, line } }) as const;

const GOODBYES = { silence: 'goodbye', timeUp: 'timeUp', outOfOrder: 'outOfOrder' } as const;

/** Begins the goodbye that fits this end of the call. */
export const sayGoodbye = (farewell: Farewell) =>
  [{ type: 'choose', params: { farewell } }, scriptLine('goodbye', GOODBYES[farewell])] as const;

/** The caller's turn is over and holds words: the agent answers it. For states directly inside `turn`. */
export const answered = {
  guard: and(['isOpenTurn', 'saysWords']),
  target: 'responding.processing',
} as const;
export const answer = ['closeTurn', 'rememberCaller', 'leaveAPause', 'reply'] as const;

/** The caller interrupted and the turn held no words: the agent goes on with the speech that was cut. */
export const takeUpAgain = ['forgetInterruption', scriptLine('resume', 'nothing')] as const;

/** The caller's unanswered words go into the history before the call is over. */
export const keepAll = ['keepHeard', 'closeTurnAsKnown', 'rememberCaller'] as const;

/** A turn without words ends while the agent has the floor, and changes nothing. */
export const wordless = {
  guard: and(['isOpenTurn', 'saysNothing']),
  actions: ['closeTurnUnanswered'],
} as const;
/** The agent goes on, and answers the turn afterwards. */
export const postpone = ['postponeCaller', 'closeTurnForLater'] as const;
/** The agent goes on, and the turn needs no answer. */
export const passOver = [
  'closeTurnUnanswered',
  { type: 'ignoreCaller', params: { reason: 'acknowledgement' } },
] as const;

/** The reply is over, because a stream of it failed. What the caller has received of it stays in the history. */
export const replyFails = { guard: 'isCurrent', target: `${TURN}.failing`, actions: breakOff } as const;
/** The model failed after TTS had received text: the reply ends with an apology. */
export const replyEndsEarly = {
  guard: 'isCurrent',
  actions: ['countFailure', 'finishWithApology'],
} as const;
