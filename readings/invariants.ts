/**
 * Rules that hold for every call, as a fold over its journal.
 *
 *   JournalEntry ──> twelve rules, each with the facts before the entry ──> Violation
 *
 * Used on every generated path, every simulated call, every replay and, as counters, on every live call.
 */
import type { CallInput, Limits } from '../machines/call.input.ts';
import { type Mark, readMark } from '../machines/mark.ts';
import type { SpeechKind } from '../machines/ports.ts';
import type { StatePath } from '../machines/state-paths.ts';
import { CallFacts, isBefore, type Place, wordsIn } from './call-facts.ts';
import { type AnyEntry, asRecorded, type EntryOf } from './journal-entry.ts';
import type { EntryName } from './record/entry-facts.ts';

export const INVARIANTS = {
  I1: 'No media of a generation leaves after its clear.',
  I2: 'At most one generation is audible.',
  I3: 'Nothing is sent of a reply whose turn is not known to be over.',
  I4: 'The history holds no words that the caller’s ear has not received.',
  I5: 'Every word of the caller is answered, merged, or ignored with a recorded reason.',
  I6: 'No state lasts longer than its limit.',
  I7: 'A tool acts only once its turn is confirmed, and at most once per call id.',
  I8: 'After hang-up nothing is sent; after the end no stream or vendor exchange of the call is left.',
  I9: 'Every utterance is closed, with its stream, and at most four are open.',
  I10: 'Every span that opens closes, no duration is negative, and time does not go back.',
  I11: 'An interruption of an audible agent sends `clear` in the same step.',
  I12: 'The silence timer does not run while anyone speaks.',
} as const;

export type InvariantId = keyof typeof INVARIANTS;

export interface Violation {
  readonly id: InvariantId;
  /** The entry at which the rule was broken. */
  readonly seq: number;
  readonly atMs: number;
  readonly what: string;
}

export interface Invariants {
  /** The next entry of the journal, in order. */
  take(entry: AnyEntry): readonly Violation[];
  /** Checks a call that is over and whose streams had time to end. */
  end(): readonly Violation[];
}

interface Rule {
  /** Checks an entry against the facts before it; a string says what is wrong. */
  take(entry: AnyEntry, facts: CallFacts): string | undefined;
  /** Checks a call that is over; a string says what is wrong. */
  end?(facts: CallFacts): string | undefined;
}

export function createInvariants({ limits, uninterruptible }: CallInput): Invariants {
  const facts = new CallFacts();
  const rules = Object.entries(rulesFor(limits, uninterruptible)) as [InvariantId, Rule][];
  let last: Pick<AnyEntry, 'seq' | 'atMs'> = { seq: -1, atMs: 0 };
  return {
    take(entry) {
      const violations: Violation[] = [];
      for (const [id, rule] of rules) {
        const what = rule.take(entry, facts);
        if (what !== undefined) violations.push({ id, seq: entry.seq, atMs: entry.atMs, what });
      }
      facts.take(entry);
      last = entry;
      return violations;
    },
    end: () =>
      rules.flatMap(([id, rule]) => {
        const what = rule.end?.(facts);
        return what === undefined ? [] : [{ id, seq: last.seq, atMs: last.atMs, what }];
      }),
  };
}

/** Every violation in the whole journal of a call. `isUnfinished`: the call is not over, or the rest of it is lost. */
export function violationsOf(
  entries: readonly AnyEntry[],
  input: CallInput,
  isUnfinished = false,
): Violation[] {
  const invariants = createInvariants(input);
  const taken = entries.flatMap((entry) => invariants.take(entry));
  return isUnfinished ? taken : [...taken, ...invariants.end()];
}

const rulesFor = (limits: Limits, uninterruptible: readonly SpeechKind[]): Record<InvariantId, Rule> => ({
  I1: { take: mediaAfterClear },
  I2: { take: secondAudible },
  I3: { take: unconfirmedSound },
  I4: unheardHistory(),
  I5: unansweredTurn(),
  I6: endlessWait(limits),
  I7: toolTooEarly(),
  I8: { take: soundAfterHangUp, end: leftovers },
  I9: { take: utterances },
  I10: spans(),
  I11: lateSilence(uninterruptible),
  I12: { take: (entry, facts) => silenceTimer(entry, facts, limits) },
});

/** Whether an entry is a message to the carrier: frames, a mark or `clear`. */
const isOutbound = (entry: AnyEntry): entry is EntryOf<'wire', 'media' | 'mark' | 'clear'> =>
  entry.kind === 'wire' && entry.name !== 'echo';
/** The mark that an entry sends; undefined for other entries, and for marks that are not ours. */
const markSentBy = (entry: AnyEntry): Mark | undefined =>
  entry.kind === 'wire' && entry.name === 'mark' ? readMark(entry.data.mark) : undefined;
/** Whether an entry is the next input of the chart: the effects of the last input are then complete. */
function isNextStep(entry: AnyEntry): boolean {
  const { kind } = asRecorded(entry);
  return kind === 'event' || kind === 'timer';
}

function mediaAfterClear(entry: AnyEntry, { track, clearedUpTo }: CallFacts): string | undefined {
  const mark = markSentBy(entry);
  if (mark && isBefore(mark, clearedUpTo))
    return `mark of generation ${mark.generation}, take ${mark.take}, after its clear`;
  if (entry.kind === 'wire' && entry.name === 'media' && (!track || track.over))
    return 'media of no generation';
  return undefined;
}

function secondAudible(entry: AnyEntry, { track }: CallFacts): string | undefined {
  const mark = markSentBy(entry);
  if (!mark || !track || track.over) return undefined;
  if (mark.generation === track.generation && mark.take === track.take) return undefined;
  return `generation ${mark.generation} while ${track.generation} is audible`;
}

function unconfirmedSound(entry: AnyEntry, { gated }: CallFacts): string | undefined {
  const mark = markSentBy(entry);
  return mark && gated.has(mark.generation) ? `generation ${mark.generation} is still tentative` : undefined;
}

function unheardHistory(): Rule {
  const kept = new Set<number>();
  return {
    take(entry, facts) {
      if (entry.kind === 'wire') return leftOut(entry, facts);
      if (entry.kind !== 'note' || entry.name !== 'history.agent') return undefined;
      const { generation, keptMs } = entry.data;
      if (kept.has(generation)) return `generation ${generation} a second time`;
      kept.add(generation);
      const track = facts.track?.generation === generation ? facts.track : undefined;
      if (wordsIn(entry.data) === 0) return undefined;
      if (!track) return `words of generation ${generation}, of which nothing was sent`;
      const heardMs = facts.heardMs(track, entry.atMs);
      return keptMs > heardMs + 1 ? `${keptMs} ms of words, ${Math.round(heardMs)} ms heard` : undefined;
    },
  };
}

/** A resumed speech leaves no audio out: its next take begins by the end of what was heard, or with the reply itself. */
function leftOut(entry: EntryOf<'wire'>, facts: CallFacts): string | undefined {
  const mark = markSentBy(entry);
  const { track } = facts;
  if (!mark || mark.position === 'end' || !track || mark.generation !== track.generation) return undefined;
  if (mark.take === track.take) return undefined;
  const heardMs = facts.heardMs(track, entry.atMs);
  return mark.position > Math.max(heardMs, facts.replyStartMs) + 1
    ? `goes on at ${mark.position} ms, ${Math.round(heardMs)} ms heard`
    : undefined;
}

function unansweredTurn(): Rule {
  let owed: number | undefined;
  /** The words are to be answered after the speech that goes on. */
  let isPostponed = false;
  return {
    take(entry, facts) {
      const unanswered = owed !== undefined && isNextStep(entry) ? `${owed} words are lost` : undefined;
      if (isNextStep(entry)) owed = undefined;
      if (entry.kind === 'foreign') return unanswered;
      if (SETTLES.has(entry.name)) owed = undefined;
      if (entry.name === 'history.caller') isPostponed = false;
      if (entry.name === 'postponeCaller') isPostponed = true;
      const words = entry.name === 'caller.endOfTurn' ? wordsIn(entry.data) : 0;
      if (words > 0 && !facts.isIn('ended')) owed = words;
      return unanswered;
    },
    end: () => {
      if (isPostponed) return 'words that were postponed are lost';
      return owed === undefined ? undefined : `${owed} words are lost`;
    },
  };
}

/** Entries that settle what becomes of the caller's words. */
const SETTLES: ReadonlySet<string> = new Set<EntryName>(['history.caller', 'ignoreCaller', 'postponeCaller']);

/** The limit of each waiting state, in ms; the limit of an outer state covers its inner states. */
const limitsOf = (limits: Limits): Readonly<Partial<Record<StatePath<'turn'>, number>>> => ({
  connecting: limits.connectMs,
  'listening.quiet': limits.silenceMs,
  'listening.hearing.following': limits.turnMs,
  'listening.hearing.overdue': limits.overdueMs,
  'listening.hearing.stranded': limits.strandedMs,
  'responding.speculating.thinking': limits.speculationMs,
  'responding.speculating.voicing': limits.speculationMs,
  'responding.processing': limits.replyMs,
  'responding.speaking': limits.speechMs,
  'responding.speaking.echoing': limits.echoMs,
  'responding.speaking.doubted': limits.falseInterruptionMs,
  closing: limits.goodbyeMs,
  'lingering.awaiting': limits.finalTextMs,
  'lingering.insisting': limits.lastTextMs,
});

/** A process that was suspended fires its timers late; one that has run this long past a limit has missed the timer. */
const AWAKE_MS = 1_000;

function endlessWait(limits: Limits): Rule {
  const limitOf = limitsOf(limits);
  let overdue: Place | undefined;
  /** Time of the first entry past the limit. */
  let seenAt = 0;
  const overdueIn = ({ places }: CallFacts, atMs: number): Place | undefined =>
    places.find(({ path, since }) => atMs > since + (limitOf[path] ?? Number.POSITIVE_INFINITY));
  return {
    take({ atMs }, facts) {
      const place = overdueIn(facts, atMs);
      if (place === undefined) return undefined;
      if (place !== overdue) {
        overdue = place;
        seenAt = atMs;
      }
      if (atMs <= seenAt + AWAKE_MS) return undefined;
      seenAt = Number.POSITIVE_INFINITY;
      return `${Math.round(atMs - place.since)} ms in ${place.path}, limit ${limitOf[place.path]} ms`;
    },
  };
}

function toolTooEarly(): Rule {
  const used = new Set<string>();
  return {
    take(entry, facts) {
      if (entry.kind !== 'child' || entry.name !== 'tool' || entry.data.is !== 'started') return undefined;
      const { callId } = entry.data;
      if (facts.isIn('responding.speculating')) return 'a tool runs for a turn that may go on';
      if (used.has(callId)) return `tool call ${callId} a second time`;
      used.add(callId);
      return undefined;
    },
  };
}

function soundAfterHangUp(entry: AnyEntry, facts: CallFacts): string | undefined {
  if (isOutbound(entry) && (facts.hungUp || facts.isIn('ended'))) return `${entry.name} after the end`;
  if (entry.kind === 'child' && entry.data.is === 'started' && facts.isIn('ended'))
    return `${entry.name} starts after the end`;
  return undefined;
}

function leftovers({ children, exchanges }: CallFacts): string | undefined {
  const open = Object.entries(exchanges).flatMap(([vendor, ids]) => [...ids].map((id) => `${vendor} ${id}`));
  const left = [...children, ...open];
  return left.length > 0 ? `left: ${left.join(', ')}` : undefined;
}

/** A TTS vendor may serve no more than five utterances on a socket; the fifth is for the one that is being closed. */
const MOST_UTTERANCES = 4;

function utterances(entry: AnyEntry, { exchanges, children }: CallFacts): string | undefined {
  const opens = entry.kind === 'vendor' && entry.name === 'tts' && entry.data.is === 'opened';
  const open = exchanges.tts;
  const isAlone = isNextStep(entry) && open.size > 0 && !children.has('tts');
  if (isAlone) return `tts ${[...open].join(', ')} without its stream`;
  return opens && open.size >= MOST_UTTERANCES ? `${open.size + 1} utterances are open` : undefined;
}

function spans(): Rule {
  let last: AnyEntry | undefined;
  return {
    take(entry, { children, exchanges }) {
      const before = last;
      last = entry;
      if (before && entry.atMs < before.atMs) return `time goes back ${before.atMs - entry.atMs} ms`;
      if (before && entry.seq !== before.seq + 1) return `entry ${before.seq + 1} is missing`;
      if (speechEndIn(entry) > entry.atMs + 1) return 'speech ends in the future';
      if (isNextStep(entry) && !children.has('llm') && exchanges.llm.size > 0)
        return 'a request without its stream';
      if (entry.kind === 'child') {
        const isStart = entry.data.is === 'started';
        if (isStart === children.has(entry.name)) return `${entry.name} ${entry.data.is} twice`;
      }
      if (entry.kind === 'vendor') {
        const isOpening = entry.data.is === 'opened';
        if (isOpening === exchanges[entry.name].has(entry.data.id))
          return `${entry.name} ${entry.data.id} ${entry.data.is} twice`;
      }
      return undefined;
    },
  };
}

/** Moment at which the caller's last word had arrived; 0 where the entry has none. */
const speechEndIn = (entry: AnyEntry): number =>
  entry.kind !== 'foreign' && 'speechEndedAtMs' in entry.data ? (entry.data.speechEndedAtMs ?? 0) : 0;

function lateSilence(uninterruptible: readonly SpeechKind[]): Rule {
  let owed: number | undefined;
  return {
    take(entry, facts) {
      if (entry.kind === 'wire' && entry.name === 'clear') owed = undefined;
      const isComplete = isNextStep(entry) || entry.kind === 'transition';
      const late = owed !== undefined && isComplete ? `generation ${owed} goes on` : undefined;
      if (isComplete) owed = undefined;
      if (entry.kind !== 'event' || entry.name !== 'caller.interruption') return late;
      const stops = !uninterruptible.includes(facts.speechKind);
      if (stops && facts.isAudible && mayInterrupt(entry, facts)) owed = facts.track?.generation;
      return late;
    },
  };
}

/** Whether the turn is new, of the STT connection in use, and not over speech that cannot be interrupted. */
const mayInterrupt = ({ data }: EntryOf<'event', 'caller.interruption'>, facts: CallFacts): boolean =>
  data.epoch === facts.epoch &&
  data.turnIndex > facts.endedTurn &&
  !facts.isIn('responding.processing.cuttingIn') &&
  !facts.isIn('closing') &&
  !facts.isIn('ended');

function silenceTimer(entry: AnyEntry, { turn, isAudible }: CallFacts, limits: Limits): string | undefined {
  const isQuiet = turn?.path === 'listening.quiet';
  if (entry.kind === 'timer' && entry.name === 'SILENCE_TIMEOUT') {
    if (!isQuiet) return `it fires in ${turn?.path ?? 'no state'}`;
    if (isAudible) return 'it fires while the agent is audible';
    if (entry.atMs - turn.since < limits.silenceMs - 1) return 'it fires too early';
  }
  if (isQuiet && entry.kind === 'wire' && entry.name === 'media') return 'the agent speaks in a silence';
  return undefined;
}
