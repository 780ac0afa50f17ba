/**
 * The ordered record of one call: everything that came in, every state, every stream's life, every note.
 *
 *   inspection, notes ──> redaction ──> entries ──> console log, trace, latency table, file
 *
 * The log, the trace and the table have no other source.
 */
import type { CallInput } from '../../machines/call.input.ts';
import type { CallClock } from '../../machines/clock.ts';
import { normalized } from '../../machines/transcript.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';
import type { EntryFacts, EntryKind, EntryName, NoFacts } from '../../readings/record/entry-facts.ts';
import { describe, discreetly, withhold } from './discretion.ts';

export type JournalListener = (entry: JournalEntry) => void;

/** Facts about a call that a replay needs before the first entry. */
export interface JournalSubject {
  /** The version of the chart the call ran on: machine-version.ts. */
  readonly machine: string;
  readonly input: CallInput;
  /** The settings of turn-taking that are not the chart's own. */
  readonly settings: Readonly<Record<string, unknown>>;
}

type Facts = Readonly<Record<string, unknown>>;

/** Entries that may be written without facts. */
type NameOfNoFacts<Kind extends EntryKind> = {
  [Name in EntryName<Kind>]: NoFacts extends EntryFacts[Kind][Name] ? Name : never;
}[EntryName<Kind>];

export interface JournalOptions {
  readonly keepsTranscripts: boolean;
  readonly startedAt?: Date;
}

/**
 * An endless call must not fill the memory: once twice as many entries are kept, the oldest half goes. A call of two hours
 * and 300 turns has 50,000; its file (server/journal/journal-writer.ts) has them all.
 */
const LONGEST = 10_000;

export class Journal {
  /** The call's id here, `callId` elsewhere: the carrier's own, and `-2` for a second socket of the same call. */
  id = '';
  /** The carrier's own id of the call. Empty, like `id`, until the carrier has sent it. */
  carrierCallId = '';
  /** Set by `composeCall`, before the chart starts. */
  subject: JournalSubject | undefined;
  readonly startedAt: Date;
  readonly keepsTranscripts: boolean;
  readonly #clock: CallClock;
  readonly #zero: number;
  readonly #listeners = new Set<JournalListener>();
  /** The ids of texts by their words, when no transcript is kept. */
  readonly #texts = new Map<string, number>();
  #entries: JournalEntry[] = [];
  #seq = 0;

  constructor(clock: CallClock, { keepsTranscripts, startedAt = new Date() }: JournalOptions) {
    this.startedAt = startedAt;
    this.keepsTranscripts = keepsTranscripts;
    this.#clock = clock;
    this.#zero = clock.now();
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** How long the call has lasted, if it has not ended. */
  get nowMs(): number {
    return this.#toCallTime(this.#clock.now());
  }

  /** The kept entries after number `seq`; -1 for all. */
  entriesAfter(seq: number, limit = Number.POSITIVE_INFINITY): readonly JournalEntry[] {
    const start = Math.max(0, seq + 1 - (this.#entries[0]?.seq ?? 0));
    return this.#entries.slice(start, start + limit);
  }

  /** Writes one entry: `kind` and `name` determine the facts that it needs (readings/journal-entry.ts). */
  append<Kind extends EntryKind, Name extends NameOfNoFacts<Kind>>(kind: Kind, name: Name): void;
  append<Kind extends EntryKind, Name extends EntryName<Kind>>(
    kind: Kind,
    name: Name,
    facts: EntryFacts[Kind][Name],
  ): void;
  append(kind: EntryKind, name: string, facts: Facts = {}): void {
    const atMs = this.nowMs;
    // The two signatures above make the cast right; no entry is checked at run time.
    const entry = { seq: this.#seq++, atMs, kind, name, data: this.#readable(facts) } as JournalEntry;
    this.#entries.push(entry);
    if (this.#entries.length > 2 * LONGEST) this.#entries = this.#entries.slice(-LONGEST);
    for (const listener of this.#listeners) listener(entry);
  }

  /** The call is over: forgets the words that texts were compared by. */
  seal(): void {
    this.#texts.clear();
  }

  listen(listener: JournalListener): void {
    this.#listeners.add(listener);
  }

  /** A time of the call, in ms, as a time of day. */
  dateOf(atMs: number): Date {
    return new Date(this.startedAt.getTime() + atMs);
  }

  /** A reading of the call's clock as milliseconds since the call began. */
  #toCallTime(clockMs: number): number {
    return Math.round((clockMs - this.#zero) * 1_000) / 1_000;
  }

  /** Errors as plain facts, times as call time, and no word of a transcript unless they are kept. */
  #readable(facts: Facts): Facts {
    const shown: Record<string, unknown> = {};
    for (const key in facts) {
      const value = facts[key];
      if (value instanceof Error) shown[key] = this.keepsTranscripts ? describe(value) : discreetly(value);
      else if (key === 'speechEndedAtMs') shown[key] = this.#toCallTime(value as number);
      else if (this.keepsTranscripts) shown[key] = value;
      else withhold(shown, key, value, (text) => this.#idOf(text));
    }
    return shown;
  }

  /** The same number for the same words, so that a replay recognizes equal texts without knowing them. */
  #idOf(text: string): number {
    const words = normalized(text);
    const known = this.#texts.get(words);
    if (known !== undefined) return known;
    this.#texts.set(words, this.#texts.size);
    return this.#texts.size - 1;
  }
}
