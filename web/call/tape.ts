/**
 * A call as far as it is known here: its header, its entries, and the picture after any of them.
 *
 *   server's stream, or a file ──> Tape ──> picture at the player's position
 */
import { signal } from '@preact/signals';
import { CallPicture, type Picture } from '../../readings/chart/picture.ts';
import type { CallHeader, EndedEvent } from '../../readings/console.ts';
import type { AnyEntry } from '../../readings/journal-entry.ts';
import { drawing } from '../chart/drawing.ts';
import { Stretches } from './stretches.ts';

export type TapeState =
  | 'loading'
  /** The call is going on, and entries come. */
  | 'live'
  /** It is going on as far as we know, but the server cannot be reached. */
  | 'lost'
  /** Everything is here. */
  | 'whole'
  /** The server has forgotten the call: this is what was seen of it. */
  | 'forgotten'
  /** The server does not know the call. */
  | 'missing';

export class Tape {
  readonly state = signal<TapeState>('loading');
  readonly header = signal<CallHeader | undefined>(undefined);
  /** How the call ended; undefined while it is live, and of a call from a file. */
  readonly outcome = signal<EndedEvent['outcome']>(undefined);
  /** How many entries there are; changes after they have. */
  readonly length = signal(0);
  readonly stretches = new Stretches();
  /** What the page's own clock (ms) showed when the call began. */
  #zero = 0;
  #entries: AnyEntry[] = [];
  #picture: CallPicture | undefined;
  #taken = 0;

  /** Nothing more will come. */
  get isOver(): boolean {
    return this.state.value === 'whole' || this.state.value === 'forgotten';
  }

  get entries(): readonly AnyEntry[] {
    return this.#entries;
  }

  /** Call time now, of a call that is going on. */
  get liveMs(): number {
    return Math.max(this.endMs, performance.now() - this.#zero);
  }

  /** Of the last entry. */
  get endMs(): number {
    return this.#entries.at(-1)?.atMs ?? 0;
  }

  /** What call it is. Another than before starts the tape anew. */
  begin(header: CallHeader): void {
    if (this.header.value?.startedAt !== header.startedAt) {
      this.#entries = [];
      this.#forget();
      this.stretches.clear();
      this.length.value = 0;
    }
    this.#zero = performance.now() - header.nowMs;
    this.header.value = header;
  }

  /** Those already here are skipped: a stream that resumed may say them again. */
  add(entries: readonly AnyEntry[]): void {
    const last = this.#entries.at(-1)?.seq ?? -1;
    for (const entry of entries) {
      if (entry.seq <= last) continue;
      this.#entries.push(entry);
      this.stretches.take(entry);
    }
    this.length.value = this.#entries.length;
  }

  /** After the first `count` entries. */
  pictureAfter(count: number): Picture | undefined {
    const limits = this.header.value?.input.limits;
    if (!limits) return undefined;
    if (count < this.#taken) this.#forget();
    this.#picture ??= new CallPicture(limits, drawing);
    for (const entry of this.#entries.slice(this.#taken, count)) {
      this.#picture.take(entry);
      this.#taken++;
    }
    return snapshotOf(this.#picture);
  }

  /** How many entries there are up to a time of the call. */
  countUntil(atMs: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(): void {
    this.#picture = undefined;
    this.#taken = 0;
  }
}

/** An object of its own, so that what is drawn from it knows that it is another. Its lists are shared. */
function snapshotOf(picture: CallPicture): Picture {
  const { seq, atMs, active, fired, timers, children, outbox } = picture;
  const { transcript, messages, droppedMessages, turns, unanswered, ended } = picture;
  return {
    ...{ seq, atMs, active, fired, timers, children, outbox },
    ...{ transcript, messages, droppedMessages, turns, unanswered, ended },
  };
}
