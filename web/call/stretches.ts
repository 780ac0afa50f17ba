/**
 * A call as stretches of time, each in one state, for the strip behind the player's scrubber.
 */

import { type StateWord, wordMovedTo } from '../../readings/chart/state-words.ts';
import type { AnyEntry } from '../../readings/journal-entry.ts';
import { isBargeIn } from '../../readings/turns/barge-ins.ts';

interface Stretch {
  readonly word: StateWord;
  readonly fromMs: number;
}

export class Stretches {
  #list: Stretch[] = [];
  /** Times of the barge-ins, in ms of call time. */
  #cuts: number[] = [];

  get list(): readonly Stretch[] {
    return this.#list;
  }

  get cuts(): readonly number[] {
    return this.#cuts;
  }

  take(entry: AnyEntry): void {
    const { atMs } = entry;
    if (entry.kind === 'transition' && isBargeIn(entry.name)) this.#cuts.push(atMs);
    const word = wordMovedTo(entry);
    if (word !== undefined && word !== this.#list.at(-1)?.word) this.#list.push({ word, fromMs: atMs });
  }

  clear(): void {
    this.#list = [];
    this.#cuts = [];
  }
}
