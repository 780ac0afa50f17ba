/**
 * The ordered record of one call: everything that came in, every state, every stream's life, every note.
 *
 *   inspection, notes ──> redaction ──> entries ──> console log, trace, latency table, file
 *
 * What the log, the trace and the table show is read from here and nowhere else.
 */
import type { CallClock } from '../../machines/clock.ts';

export interface JournalEntry {
  /** Counts from 0. */
  readonly seq: number;
  /** Milliseconds since the call began, on its monotonic clock. */
  readonly atMs: number;
  /** `event`: the chart received it. `state`: a region of the chart moved. `child`: a stream started or stopped. */
  readonly kind: 'event' | 'timer' | 'state' | 'child' | 'note';
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type JournalListener = (entry: JournalEntry) => void;

/** Fields that hold what somebody said. */
const SPOKEN = new Set(['text', 'partial']);
/** An endless call must not fill the memory: the oldest entries go first. */
const LONGEST = 20_000;

export class Journal {
  /** The carrier's id of the call; empty until the carrier has said it. */
  callSid = '';
  readonly startedAt: Date;
  readonly #clock: CallClock;
  readonly #zero: number;
  readonly #keepsTranscripts: boolean;
  readonly #listeners = new Set<JournalListener>();
  #entries: JournalEntry[] = [];
  #seq = 0;

  constructor(clock: CallClock, keepsTranscripts: boolean) {
    this.startedAt = new Date();
    this.#clock = clock;
    this.#zero = clock.now();
    this.#keepsTranscripts = keepsTranscripts;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  append(kind: JournalEntry['kind'], name: string, data: Readonly<Record<string, unknown>> = {}): void {
    const atMs = this.toCallTime(this.#clock.now());
    const entry = { seq: this.#seq++, atMs, kind, name, data: this.#redact(data) };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * LONGEST) this.#entries = this.#entries.slice(-LONGEST);
    for (const listener of this.#listeners) listener(entry);
  }

  listen(listener: JournalListener): void {
    this.#listeners.add(listener);
  }

  /** A reading of the call's clock as milliseconds since the call began. */
  toCallTime(clockMs: number): number {
    return Math.round((clockMs - this.#zero) * 1_000) / 1_000;
  }

  #redact(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const shown: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(data)) {
      if (value instanceof Error) shown[key] = describe(value);
      else if (!SPOKEN.has(key) || this.#keepsTranscripts) shown[key] = value;
      else shown[`${key}Words`] = String(value).split(/\s+/).filter(Boolean).length;
    }
    return shown;
  }
}

function describe(error: Error): Record<string, unknown> {
  const { code, details } = error as { code?: unknown; details?: unknown };
  return { ...(code !== undefined && { code, details }), message: error.message };
}
