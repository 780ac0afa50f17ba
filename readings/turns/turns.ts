/**
 * A journal folded into the caller's turns: the outcome of each, and the stages of its answer with their times.
 *
 *   entries ──> Turn[], UnansweredTurn[] ──> trace.ts, latency-table.ts, picture.ts, explanation.ts
 */
import type { Speech } from '../../machines/ports.ts';
import { isWithin, type StatePath } from '../../machines/state-paths.ts';
import { type Cause, causeIn, isOfRegion } from '../../machines/transition-id.ts';
import { wordsIn } from '../call-facts.ts';
import { type AnyEntry, type EntryOf, isTurnMove, type JournalEntry } from '../journal-entry.ts';
import type { IgnoreReason } from '../record/entry-facts.ts';
import type { Spoken } from '../record/recorded.ts';
import { type Failure, type ReplyFacts, ReplyFold } from './replies.ts';
import type { Stages } from './reply-stages.ts';

/** The trigger of the transition that ended something; empty where the journal has none. */
export type EndedBy = Cause | '';

/** The speech that replaced a reply which failed. */
export interface Instead {
  readonly kind: 'apology' | 'goodbye';
  readonly generation: number;
  readonly stages: Stages;
}

interface CallerWords {
  /** The caller's words; empty when there were none, or the journal keeps no transcripts. */
  readonly transcript: string;
  /** The number of words, also when the words are not kept. */
  readonly words?: number;
  /** Number of replies begun early and withdrawn, because the caller went on. */
  readonly withdrawn?: number;
}

/** The caller's words, and the reply that was begun for them. */
export interface Turn extends CallerWords, ReplyFacts {
  /** Counts from 1. */
  readonly turn: number;
  /** The entry with which the caller's words went into the history. */
  readonly seq?: number;
  /** Call time at which the caller's last word had arrived, in ms; absent when STT gave no word times. */
  readonly speechEndedAt?: number;
  readonly endOfTurnAt: number;
  /** The reply was begun before the turn was known to be over. */
  readonly speculated: boolean;
  /** Call time at which the reply was cut short: interrupted, failed, or the call ended. */
  cancelledAt?: number;
  /** The trigger of that transition: `caller.startOfTurn`, `llm.failed`, `after REPLY_TIMEOUT`. */
  cancelledBy?: EndedBy | 'call.crashed';
  instead?: Instead;
  /** Sum of the holds after which the reply went on, in ms. */
  heldMs?: number;
  stages: Stages;
}

/** The caller took the floor, and no reply was ever begun for it. */
export interface UnansweredTurn extends CallerWords {
  /** The entry at which the turn was over. */
  readonly seq: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The trigger of the transition that ended the turn, or the reason for which its words were ignored. */
  readonly endedBy: EndedBy | `ignored ${IgnoreReason}`;
  /** The turn region's next state: `listening.quiet`, `closing`, `ended`; empty when the state did not change. */
  readonly wentTo: StatePath<'turn'> | '';
  readonly failure?: Failure;
}

export function turnsOf(entries: readonly AnyEntry[]): Turn[] {
  const fold = new TurnFold();
  for (const entry of entries) fold.take(entry);
  return fold.turns;
}

export class TurnFold {
  readonly turns: Turn[] = [];
  readonly unanswered: UnansweredTurn[] = [];
  readonly #replies = new ReplyFold((facts) => this.#learn(facts));
  /** The trigger of the last transition outside the STT region. */
  #cause: EndedBy = '';
  /** Call time since which the caller has had the floor. */
  #listeningSince: number | undefined;
  #withdrawn = 0;
  /** The last end of a turn, and the words that then went into the history. */
  #ended: EntryOf<'event', 'caller.endOfTurn'> | undefined;
  #said: EntryOf<'note', 'history.caller'> | undefined;
  /** The turn now being answered. */
  #open: Turn | undefined;
  /** The open turn's streams are still to come. */
  #awaitsReply = false;
  /** Call time since which the reply is held. */
  #heldSince: number | undefined;
  /** The caller's words were said over a speech that went on: the wait for their answer begins at its end. */
  #isPostponed = false;
  /** A reply of this turn has just broken, and something else may be said. */
  #broken: Turn | undefined;

  take(entry: AnyEntry): void {
    this.#replies.take(entry);
    switch (entry.kind) {
      case 'event':
        if (entry.name === 'caller.endOfTurn') this.#ended = entry;
        return;
      case 'transition':
        if (!isOfRegion(entry.name, 'stt')) this.#cause = causeIn(entry.name);
        return;
      case 'state':
        if (isTurnMove(entry)) this.#move(entry);
        return;
      case 'command':
        this.#command(entry);
        return;
      case 'child':
        if (entry.name === 'llm' && entry.data.is === 'started') this.#bind(entry.data);
        return;
      case 'note':
        this.#note(entry);
        return;
      case 'foreign':
        if (entry.recordedAs.kind === 'transition') this.#cause = '';
    }
  }

  #command(entry: EntryOf<'command'>): void {
    if (entry.name === 'postponeCaller') this.#isPostponed = true;
    else if (entry.name === 'resume') this.#release(entry);
    else if (entry.name === 'ignoreCaller') this.#ignore(entry);
  }

  #note(entry: EntryOf<'note'>): void {
    if (entry.name === 'history.caller') this.#said = entry;
    else if (entry.name === 'outbox.held') this.#heldSince = entry.atMs;
    else if (entry.name === 'call.crashed') this.#cancel(entry, entry.name);
  }

  #move(entry: EntryOf<'state', StatePath<'turn'>>): void {
    const to = entry.name;
    const { from, again } = entry.data;
    const wasIn = (state: StatePath<'turn'>): boolean => from !== undefined && isWithin(from, state);
    const isAnswered = this.#said !== undefined && isWithin(to, 'responding.processing');
    if (isAnswered || (wasIn('responding') && !isWithin(to, 'responding'))) {
      if (to === 'failing' || isWithin(to, 'closing')) this.#broken = this.#open;
      this.#cancel(entry, this.#cause);
    }
    const wasSpeculating = wasIn('responding.speculating');
    // A state that was left and entered again has new streams: the reply begun early was for other words.
    const isTakenUp = isAnswered && again === undefined;
    if (wasSpeculating && !isTakenUp && this.#cause.startsWith('caller.')) this.#withdrawn++;
    if (isAnswered) this.#begin(wasSpeculating && isTakenUp);
    else if (MAY_GO_ON.some((state) => isWithin(to, state))) this.#listeningSince ??= entry.atMs;
    else if (this.#listeningSince !== undefined) this.#leave(entry, this.#cause, to);
  }

  /** Ends the open turn's reply, finished or cut short. */
  #cancel({ atMs }: JournalEntry, cause: EndedBy | 'call.crashed'): void {
    if (this.#open && this.#open.stages.finishedAt === undefined) {
      this.#open.cancelledAt = atMs;
      this.#open.cancelledBy = cause;
      if (cause === 'stt.unavailable' && this.#replies.lost) this.#open.failure ??= this.#replies.lost;
    }
    this.#open = undefined;
  }

  #release({ atMs }: JournalEntry): void {
    if (this.#open && this.#heldSince !== undefined)
      this.#open.heldMs = (this.#open.heldMs ?? 0) + atMs - this.#heldSince;
    this.#heldSince = undefined;
  }

  #begin(speculated: boolean): void {
    const said = this.#said;
    if (!said) return;
    const speechEndedAt = this.#isPostponed ? undefined : this.#ended?.data.speechEndedAtMs;
    this.#isPostponed = false;
    this.#awaitsReply = !speculated;
    const reply = speculated ? this.#replies.current : undefined;
    this.#open = {
      turn: this.turns.length + 1,
      seq: said.seq,
      ...this.#wordsOf(said),
      ...(speechEndedAt !== undefined && { speechEndedAt }),
      endOfTurnAt: said.atMs,
      speculated,
      ...reply,
      stages: reply === undefined ? {} : this.#replies.stages.of(reply.generation),
    };
    this.turns.push(this.#open);
    this.#listenAnew();
  }

  /** The caller's turn ended without a reply. */
  #leave({ seq, atMs }: JournalEntry, endedBy: EndedBy, wentTo: StatePath<'turn'>): void {
    const failure = STT_LOSSES.has(endedBy) ? this.#replies.lost : undefined;
    this.unanswered.push({
      seq,
      startedAt: this.#listeningSince ?? atMs,
      endedAt: atMs,
      ...this.#wordsOf(this.#said),
      endedBy,
      wentTo,
      ...(failure && { failure }),
    });
    this.#listenAnew();
  }

  /** Words that the chart ignored, as a turn of their own; an open turn goes on. */
  #ignore({ seq, atMs, data: { reason } }: EntryOf<'command', 'ignoreCaller'>): void {
    const startedAt = this.#ended?.atMs ?? atMs;
    const { transcript, words = 0 } = this.#wordsOf(this.#ended);
    this.unanswered.push({
      seq,
      startedAt,
      endedAt: atMs,
      transcript,
      words,
      endedBy: `ignored ${reason}`,
      wentTo: '',
    });
    this.#ended = undefined;
  }

  #wordsOf(said: { readonly data: Spoken } | undefined): CallerWords {
    return {
      transcript: said?.data.text ?? '',
      words: said ? wordsIn(said.data) : 0,
      ...(this.#withdrawn > 0 && { withdrawn: this.#withdrawn }),
    };
  }

  #listenAnew(): void {
    this.#listeningSince = undefined;
    this.#withdrawn = 0;
    this.#said = undefined;
    this.#ended = undefined;
  }

  /** A generation's streams begin: the open turn's reply, or the speech in its place. */
  #bind({ generation, kind }: Pick<Speech, 'generation' | 'kind'>): void {
    const stages = this.#replies.stages.of(generation);
    if (this.#open && this.#awaitsReply) {
      Object.assign(this.#open, { generation, stages });
      this.#awaitsReply = false;
    }
    if (this.#broken && (kind === 'apology' || kind === 'goodbye'))
      this.#broken.instead = { kind, generation, stages };
    this.#broken = undefined;
  }

  #learn({ generation, ...facts }: ReplyFacts): void {
    if (this.#open && this.#open.generation === generation) Object.assign(this.#open, facts);
  }
}

const STT_LOSSES: ReadonlySet<string> = new Set<Cause>(['stt.unavailable', 'after STRANDED_LIMIT']);
/** The caller has the floor, or may take it again. */
const MAY_GO_ON: readonly StatePath[] = ['listening.hearing', 'responding.speculating', 'lingering'];
