/**
 * A call in a few words, folded entry by entry as it goes on: what the list of calls says of it.
 */

import { wordMovedTo } from './chart/state-words.ts';
import type { Health } from './console.ts';
import type { JournalEntry } from './journal-entry.ts';
import { isBargeIn } from './turns/barge-ins.ts';
import { type Turn, TurnFold } from './turns/turns.ts';
import { bandOf, type Wait, waitOf } from './turns/waits.ts';

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

export class CallOutline {
  /** As in readings/chart/state-words.ts. */
  state = 'CONNECTING';
  bargeIns = 0;
  /** Of the last entry. */
  atMs = 0;
  readonly #turns = new TurnFold();
  #isStrained = false;
  #isDeaf = false;

  take(entry: JournalEntry): void {
    const { kind, name, data } = entry;
    this.atMs = entry.atMs;
    this.#turns.take(entry);
    this.state = wordMovedTo(entry) ?? this.state;
    if (kind === 'transition' && isBargeIn(name)) this.bargeIns++;
    if (STRAINS.has(name) || data.confirmed === false) this.#isStrained = true;
    if (kind === 'state' && name === 'deaf') this.#isDeaf = true;
  }

  get turns(): readonly Turn[] {
    return this.#turns.turns;
  }

  /** Of the turns whose answers were heard. */
  get waits(): readonly Wait[] {
    return this.turns.map(waitOf).filter((wait) => wait !== undefined);
  }

  get health(): Health {
    if (this.#isDeaf) return 'broken';
    return this.#isStrained || this.waits.some(({ totalMs }) => bandOf(totalMs) === 'lost')
      ? 'strained'
      : 'good';
  }
}
