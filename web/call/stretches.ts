/**
 * A call as stretches of time, each in one state: what the player's bar shows behind its scrubber.
 */

import { wordMovedTo } from '../../readings/chart/state-words.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';
import { isBargeIn } from '../../readings/turns/barge-ins.ts';

interface Stretch {
  readonly word: string;
  readonly fromMs: number;
}

export class Stretches {
  #list: Stretch[] = [];
  /** When the caller cut in, in ms. */
  #cuts: number[] = [];

  get list(): readonly Stretch[] {
    return this.#list;
  }

  get cuts(): readonly number[] {
    return this.#cuts;
  }

  take(entry: JournalEntry): void {
    const { kind, name, atMs } = entry;
    if (kind === 'transition' && isBargeIn(name)) this.#cuts.push(atMs);
    const word = wordMovedTo(entry);
    if (word !== undefined && word !== this.#list.at(-1)?.word) this.#list.push({ word, fromMs: atMs });
  }

  clear(): void {
    this.#list = [];
    this.#cuts = [];
  }
}
