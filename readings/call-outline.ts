/**
 * A call in a few words, folded entry by entry as it goes on: what the list of calls says of it.
 */

import { type StateWord, wordMovedTo } from './chart/state-words.ts';
import type { Health } from './console.ts';
import type { AnyEntry, JournalEntry } from './journal-entry.ts';
import type { EntryName } from './record/entry-facts.ts';
import { isBargeIn } from './turns/barge-ins.ts';
import { type Turn, TurnFold } from './turns/turns.ts';
import { bandOf, type Wait, waitOf } from './turns/waits.ts';

/** Something failed, and the call went on. */
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
  /** As in readings/chart/state-words.ts. */
  state: StateWord = 'CONNECTING';
  bargeIns = 0;
  /** Of the last entry. */
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

  /** Of the turns whose answers were heard. */
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

/** The last mark of a speech never came back. */
const isUnconfirmed = (entry: JournalEntry): boolean =>
  entry.kind === 'event' && entry.name === 'playback.finished' && !entry.data.confirmed;
