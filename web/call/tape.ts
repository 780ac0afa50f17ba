/**
 * A call's data in this page: its header, its entries so far, and the picture after any of them.
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
  /** The call is live, and entries arrive. */
  | 'live'
  /** The call was live at the last contact, but the server cannot be reached. */
  | 'lost'
  /** Nothing of the call arrives: something on the way holds the stream back. */
  | 'held'
  /** The call is over, and all its entries are here. */
  | 'whole'
  /** The server has forgotten the call; the entries received before stay. */
  | 'forgotten'
  /** The server does not know the call. */
  | 'missing';

export class Tape {
  readonly state = signal<TapeState>('loading');
  readonly header = signal<CallHeader | undefined>(undefined);
  /** How the call ended; undefined while it is live, and for a call from a file. */
  readonly outcome = signal<EndedEvent['outcome']>(undefined);
  /** Number of entries; changes after `entries` has. */
  readonly length = signal(0);
  readonly stretches = new Stretches();
  /** Beginning of the call on the page's clock, in ms. */
  #zero = 0;
  #entries: AnyEntry[] = [];
  #picture: CallPicture | undefined;
  #taken = 0;

  /** Whether no more entries will arrive. */
  get isOver(): boolean {
    return this.state.value === 'whole' || this.state.value === 'forgotten';
  }

  get entries(): readonly AnyEntry[] {
    return this.#entries;
  }

  /** Call time of a live call, in ms. */
  get liveMs(): number {
    return Math.max(this.endMs, performance.now() - this.#zero);
  }

  /** Call time of the last entry, in ms. */
  get endMs(): number {
    return this.#entries.at(-1)?.atMs ?? 0;
  }

  /** Sets the call's header. The header of another call empties the tape. */
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

  /** Adds entries. Known ones are skipped, since a resumed stream may send them again. */
  add(entries: readonly AnyEntry[]): void {
    const last = this.#entries.at(-1)?.seq ?? -1;
    for (const entry of entries) {
      if (entry.seq <= last) continue;
      this.#entries.push(entry);
      this.stretches.take(entry);
    }
    this.length.value = this.#entries.length;
  }

  /** The picture after the first `count` entries. */
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

  /** Number of entries up to a time of the call, in ms. */
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

/** A new object for every picture, so that components notice the change. Its lists are shared. */
function snapshotOf(picture: CallPicture): Picture {
  const { seq, atMs, active, fired, timers, children, outbox } = picture;
  const { transcript, messages, droppedMessages, turns, unanswered, ended } = picture;
  return {
    ...{ seq, atMs, active, fired, timers, children, outbox },
    ...{ transcript, messages, droppedMessages, turns, unanswered, ended },
  };
}
