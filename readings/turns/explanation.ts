/**
 * One sentence for every turn: the steps of the wait for its answer, or the reason why there was none. The journal is
 * the only source.
 *
 *   Answered after 1,240 ms: end of turn held 700, LLM 310, TTS 180, line 50.
 */
import { isWithin } from '../../machines/state-paths.ts';
import { whole } from './figures.ts';
import type { Failure } from './replies.ts';
import type { Turn, UnansweredTurn } from './turns.ts';
import { roundedWait, STEP_WORDS, STEPS, type Wait, waitFromEndOfTurn } from './waits.ts';

/** `nowMs`, in call time, is for a turn that is still being answered. */
export function explain(turn: Turn, nowMs: number): string {
  const wait = waitFromEndOfTurn(turn);
  if (wait) return sentence(answered(turn, wait), ...remarks(turn), ending(turn));
  if (turn.cancelledAt !== undefined)
    return sentence(notHeard(turn), withdrawnOf(turn.withdrawn), fillerOf(turn), insteadOf(turn));
  if (turn.stages.finishedAt !== undefined) return sentence(unconfirmed(turn), ...remarks(turn));
  return sentence(underWay(turn, nowMs), ...remarks(turn));
}

export function explainUnanswered({
  endedBy,
  wentTo,
  failure,
  withdrawn,
  words = 0,
}: UnansweredTurn): string {
  const ended =
    words > 0 ? 'the call ended before an answer was begun' : 'the call ended before the turn did';
  const why = WHY_UNANSWERED[endedBy] ?? (wentTo === 'ended' ? ended : 'the turn held no words');
  const resumed = isWithin(wentTo, 'responding') && 'the agent went on with the speech that was interrupted';
  return sentence(`Not answered: ${why}${codeOf(failure)}`, resumed, withdrawnOf(withdrawn));
}

const WHY_UNANSWERED: Readonly<Partial<Record<UnansweredTurn['endedBy'], string>>> = {
  'after OVERDUE_LIMIT': 'STT was asked to end the turn and did not',
  'after STRANDED_LIMIT': 'the STT connection was lost in mid-turn, and no words of the turn are known',
  'after MAX_DURATION': 'the call’s time was up',
  'stt.unavailable': 'the STT connection was lost for good',
  'operator.hangUp': 'an operator ended the call',
  'ignored turnIsOver': 'the words came after their turn was over',
  'ignored sayingGoodbye': 'the words came during the goodbye',
  'ignored acknowledgement': 'the words were only an acknowledgement',
};

/** The beginning of the sentence for a turn whose answer was heard. */
function answered({ speechEndedAt }: Turn, wait: Wait): string {
  const { total } = roundedWait(wait);
  const since =
    speechEndedAt === undefined ? `${count(total)} ms after the end of turn` : `after ${count(total)} ms`;
  return `Answered ${since}${stepsOf(wait)}`;
}

function stepsOf(wait: Wait): string {
  const ms = roundedWait(wait);
  const steps = STEPS.filter((step) => ms[step] > 0).map((step) => `${STEP_WORDS[step]} ${count(ms[step])}`);
  return steps.length === 0 ? '' : `: ${steps.join(', ')}`;
}

/** Remarks on a reply, whether or not it was heard to its end. */
function remarks(turn: Turn): (string | false)[] {
  const { speculated, endOfTurnAt, stages, withdrawn, voiceConnectMs, failure, cancelledBy } = turn;
  const { requestedAt = endOfTurnAt } = stages;
  const endsWithApology = failure?.stream === 'llm' && cancelledBy !== 'llm.failed';
  return [
    speculated && `the reply was begun ${count(endOfTurnAt - requestedAt)} ms before the turn was over`,
    withdrawnOf(withdrawn),
    fillerOf(turn),
    heldOf(turn),
    voiceConnectMs !== undefined && `TTS had to be connected first (${count(voiceConnectMs)} ms)`,
    endsWithApology && `the model broke off (${failure.code}), and an apology ends the reply`,
  ];
}

/** The reason for which a reply that was heard was cut short. */
function ending(turn: Turn): string | false {
  const { cancelledAt, cancelledBy = '', failure, stages } = turn;
  if (cancelledAt === undefined) return false;
  const into = `${count(cancelledAt - (stages.firstHeardAt ?? cancelledAt))} ms into it`;
  const what = CUT_SHORT[cancelledBy] ?? 'it was cut off';
  const instead = insteadOf(turn);
  return `${what} ${into}${codeOf(BREAKS.has(cancelledBy) ? failure : undefined)}${instead ? `; ${instead}` : ''}`;
}

type CancelledBy = NonNullable<Turn['cancelledBy']>;

const BREAKS: ReadonlySet<CancelledBy> = new Set(['llm.failed', 'tts.failed', 'stt.unavailable']);
const CUT_SHORT: Readonly<Partial<Record<CancelledBy, string>>> = {
  'caller.interruption': 'the caller interrupted',
  'caller.startOfTurn': 'the caller interrupted',
  'caller.endOfTurn': 'the caller interrupted',
  'transport.closed': 'the caller hung up',
  'operator.hangUp': 'an operator ended the call',
  'tts.failed': 'TTS failed',
  'stt.unavailable': 'the STT connection was lost',
  'after SPEECH_LIMIT': 'it was longer than a reply may be and was cut off',
  'after MAX_DURATION': 'the call’s time was up',
};

/** The beginning of the sentence for a turn whose answer was given up before a sound of it was heard. */
function notHeard(turn: Turn): string {
  const { cancelledBy = '', cancelledAt = turn.endOfTurnAt, endOfTurnAt, failure } = turn;
  const after = `${count(cancelledAt - endOfTurnAt)} ms after the end of turn`;
  const waited = `while the reply waited for ${awaited(turn)}`;
  const unstarted = NOT_STARTED[cancelledBy];
  if (unstarted !== undefined) return `Not answered: ${unstarted} could not start${codeOf(failure)}`;
  const broken = BROKEN[cancelledBy];
  if (broken !== undefined) return `Not answered: ${broken} ${broke(failure)} ${after}${codeOf(failure)}`;
  switch (cancelledBy) {
    case 'after REPLY_TIMEOUT':
      return `Not answered: nothing could be heard ${after}, ${waited}`;
    case 'stt.unavailable':
      return `Not answered: the STT connection was lost ${after}${codeOf(failure)}`;
    case 'call.crashed':
      return `Not answered: the call crashed ${after}`;
    default:
      return `Not heard: ${INTERRUPTED[cancelledBy] ?? 'the reply was given up'} ${after}, ${waited}`;
  }
}

/** The stream that could not start, by the cause that cut the reply. */
const NOT_STARTED: Readonly<Partial<Record<CancelledBy, string>>> = {
  'error llm': 'the model',
  'error tts': 'TTS',
  'error playback': 'the playback stream',
  'error stt': 'the stt stream',
  'error vad': 'the vad stream',
} satisfies Record<Extract<CancelledBy, `error ${string}`>, string>;

/** The stream of the reply that failed after its start, by the cause that cut the reply. */
const BROKEN: Readonly<Partial<Record<CancelledBy, string>>> = {
  'llm.failed': 'the model',
  'tts.failed': 'TTS',
} satisfies Record<Extract<CancelledBy, `${'llm' | 'tts'}.failed`>, string>;

const INTERRUPTED: Readonly<Partial<Record<CancelledBy, string>>> = {
  'caller.interruption': 'the caller spoke again',
  'caller.endOfTurn': 'the caller said more',
  'transport.closed': 'the caller hung up',
  'operator.hangUp': 'an operator ended the call',
  'after MAX_DURATION': 'the call’s time was up',
};

/** The beginning of the sentence for a reply that was sent to its end, and whose marks the carrier did not echo. */
function unconfirmed({ speechEndedAt, endOfTurnAt, stages: { firstSentAt } }: Turn): string {
  if (firstSentAt === undefined) return 'Not heard: the reply held no sound';
  const ms = count(firstSentAt - (speechEndedAt ?? endOfTurnAt));
  return `Sent after ${ms} ms, and the carrier never confirmed that it was heard`;
}

/** The beginning of the sentence for a turn that is being answered now. */
function underWay(turn: Turn, nowMs: number): string {
  const { endOfTurnAt, stages } = turn;
  const { firstTokenAt, firstAudioAt } = stages;
  const since = Math.max(endOfTurnAt, firstAudioAt ?? firstTokenAt ?? endOfTurnAt);
  // The known part of the wait: the steps of an answer heard at `since`, when the last step has no length.
  const known = waitFromEndOfTurn({ ...turn, stages: { ...stages, firstHeardAt: since } });
  return `Waiting for ${awaited(turn)} for ${count(nowMs - since)} ms${known ? stepsOf(known) : ''}`;
}

/** The stage that a reply without an audible sound waits for. */
function awaited({ stages: { firstTokenAt, firstAudioAt, firstSentAt } }: Turn): string {
  if (firstSentAt !== undefined) return 'the caller’s ear';
  if (firstAudioAt !== undefined) return 'the line';
  return firstTokenAt === undefined ? 'the model' : 'TTS';
}

function insteadOf({ instead }: Turn): string | false {
  if (!instead) return false;
  const { kind, stages } = instead;
  const what = kind === 'apology' ? 'an apology' : 'a goodbye';
  return stages.firstHeardAt === undefined ? `${what} was begun instead` : `the caller heard ${what} instead`;
}

const fillerOf = ({ fillerAt, endOfTurnAt }: Turn): string | false =>
  fillerAt !== undefined && `a filler was said ${count(fillerAt - endOfTurnAt)} ms after the end of turn`;

const heldOf = ({ heldMs }: Turn): string | false =>
  heldMs !== undefined && `it was held for ${count(heldMs)} ms by caller speech that did not interrupt it`;

function withdrawnOf(withdrawn = 0): string | false {
  if (withdrawn === 0) return false;
  const replies = withdrawn === 1 ? 'an early reply was' : `${withdrawn} early replies were`;
  return `${replies} withdrawn because the caller went on`;
}

const broke = (failure: Failure | undefined): string =>
  failure?.code.endsWith('_STALLED') ? 'stalled' : 'failed';
const codeOf = (failure: Failure | undefined): string => (failure ? ` (${failure.code})` : '');

const count = (ms: number): string => whole(Math.max(0, ms));

const sentence = (...parts: readonly (string | false)[]): string => `${parts.filter(Boolean).join('; ')}.`;
