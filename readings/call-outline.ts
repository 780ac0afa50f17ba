/**
 * The summary of a call for the console's list of calls, folded entry by entry while the call goes on.
 */

import { type StateWord, wordMovedTo } from './chart/state-words.ts';
import type { Health } from './console.ts';
import type { AnyEntry, JournalEntry } from './journal-entry.ts';
import type { EntryName } from './record/entry-facts.ts';
import { isBargeIn } from './turns/barge-ins.ts';
import { type Turn, TurnFold } from './turns/turns.ts';
import { bandOf, type Wait, waitOf } from './turns/waits.ts';

/** Entries of failures after which the call went on. */
const STRAINS: ReadonlySet<string> = new Set<EntryName>([
  'stt.lost',
  'llm.failed',
  'tts.failed',
  'filler.failed',
  'FILLER_DELAY',
  'REPLY_TIMEOUT',
  'SPEECH_LIMIT',
]);

export class CallOutline {
  /** The call's state, by readings/chart/state-words.ts. */
  state: StateWord = 'CONNECTING';
  bargeIns = 0;
  /** Time of the last entry. */
  atMs = 0;
  readonly #turns = new TurnFold();
  #isStrained = false;
  #isUnavailable = false;

  take(entry: AnyEntry): void {
    this.atMs = entry.atMs;
    this.#turns.take(entry);
    this.state = wordMovedTo(entry) ?? this.state;
    if (entry.kind === 'foreign') return;
    if (entry.kind === 'transition' && isBargeIn(entry.name)) this.bargeIns++;
    if (STRAINS.has(entry.name) || isUnconfirmed(entry)) this.#isStrained = true;
    if (entry.name === 'unavailable') this.#isUnavailable = true;
  }

  get turns(): readonly Turn[] {
    return this.#turns.turns;
  }

  /** The waits for the answers that were heard. */
  get waits(): readonly Wait[] {
    return this.turns.map(waitOf).filter((wait) => wait !== undefined);
  }

  get health(): Health {
    if (this.#isUnavailable) return 'broken';
    return this.#isStrained || this.waits.some(({ totalMs }) => bandOf(totalMs) === 'lost')
      ? 'strained'
      : 'good';
  }
}

/** Whether a speech ended without the echo of its last mark. */
const isUnconfirmed = (entry: JournalEntry): boolean =>
  entry.kind === 'event' && entry.name === 'playback.finished' && !entry.data.confirmed;
