/**
 * Calls as rows of the console's list, each folded from its journal as far as it has grown since the last look.
 */
import type { EndReason } from '../../machines/call.context.ts';
import type { JournalEntry } from '../../machines/journal-entry.ts';
import type { CallRow, Health } from '../../readings/console.ts';
import { stateWord } from '../../readings/state-words.ts';
import { TurnFold } from '../../readings/turns.ts';
import { bandOf, type Wait, waitOf } from '../../readings/waits.ts';
import type { Journal } from '../journal/journal.ts';
import type { CallRegistry, Parties } from '../plugins/calls.ts';

export class CallRows {
  readonly #calls: CallRegistry;
  readonly #showsNumbers: boolean;
  readonly #folds = new WeakMap<Journal, RowFold>();

  constructor(calls: CallRegistry, showsNumbers: boolean) {
    this.#calls = calls;
    this.#showsNumbers = showsNumbers;
  }

  /** Of every call live or remembered, oldest first. */
  all(): CallRow[] {
    const ended = new Map(this.#calls.ended.map(({ journal, outcome }) => [journal, outcome]));
    return this.#calls.journals.map((journal) => this.#row(journal, ended.get(journal)));
  }

  #row(journal: Journal, outcome: EndReason | 'crashed' | undefined): CallRow {
    const fold = this.#folds.get(journal) ?? new RowFold();
    this.#folds.set(journal, fold);
    fold.catchUp(journal);
    const isLive = outcome === undefined;
    return {
      id: journal.id,
      startedAt: journal.startedAt.toISOString(),
      ...this.#shown(this.#calls.partiesOf(journal.callSid)),
      isLive,
      ...fold.facts(),
      health: outcome !== undefined && BROKEN.has(outcome) ? 'broken' : fold.health(),
      ...(outcome !== undefined && { outcome, state: 'ENDED', durationMs: Math.round(fold.atMs) }),
    };
  }

  #shown({ from, to }: Parties): Parties {
    const show = (number: string): string => (this.#showsNumbers ? number : hidden(number));
    return { ...(from !== undefined && { from: show(from) }), ...(to !== undefined && { to: show(to) }) };
  }
}

/** `+15551234567` as `+•••••••••67`. */
const hidden = (number: string): string => number.replace(/\d(?=.*\d\d$)/g, '•');

/** The caller was not served to the end. */
const BROKEN: ReadonlySet<string> = new Set(['crashed', 'outOfOrder', 'transportFailed', 'neverStarted']);
/** Something failed, and the call went on. */
const STRAINS: ReadonlySet<string> = new Set([
  'stt.lost',
  'llm.failed',
  'tts.failed',
  'filler.failed',
  'FILLER_DELAY',
  'REPLY_TIMEOUT',
  'SPEECH_LIMIT',
]);

/** The transitions on which the caller takes the floor from the agent. */
const BARGE_INS: ReadonlySet<string> = new Set([
  'live.turn.responding|caller.startOfTurn|0',
  'live.turn.closing|caller.startOfTurn|0',
]);

class RowFold {
  /** Of the last entry. */
  atMs = 0;
  #seq = -1;
  #state = 'CONNECTING';
  #bargeIns = 0;
  #isStrained = false;
  #isDeaf = false;
  readonly #turns = new TurnFold();

  catchUp(journal: Journal): void {
    for (const entry of journal.entriesAfter(this.#seq)) this.#take(entry);
  }

  facts(): Pick<CallRow, 'state' | 'turns' | 'bargeIns' | 'lastWaitMs'> {
    const wait = this.#waits().at(-1);
    return {
      state: this.#state,
      turns: this.#turns.turns.length,
      bargeIns: this.#bargeIns,
      ...(wait && { lastWaitMs: Math.round(wait.totalMs) }),
    };
  }

  health(): Health {
    if (this.#isDeaf) return 'broken';
    const isStrained = this.#isStrained || this.#waits().some(({ totalMs }) => bandOf(totalMs) === 'lost');
    return isStrained ? 'strained' : 'good';
  }

  #waits(): Wait[] {
    return this.#turns.turns.map(waitOf).filter((wait) => wait !== undefined);
  }

  #take(entry: JournalEntry): void {
    const { kind, name, data } = entry;
    this.#seq = entry.seq;
    this.atMs = entry.atMs;
    this.#turns.take(entry);
    if (kind === 'state' && data.region === 'turn') this.#state = stateWord(name) ?? this.#state;
    else if (kind === 'transition' && BARGE_INS.has(name)) this.#bargeIns++;
    if (STRAINS.has(name) || data.confirmed === false) this.#isStrained = true;
    if (kind === 'state' && name === 'deaf') this.#isDeaf = true;
  }
}
