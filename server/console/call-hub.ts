/**
 * One watched call: its viewers get the whole journal first, and then new entries every 40 ms.
 *
 *   journal ──read every 40 ms while there are viewers──> one JSON for all ──> viewers
 *
 * The call never waits for its viewers and does not know of them: the hub only reads the journal.
 */
import { setImmediate as nextTick } from 'node:timers/promises';
import { discreetEntry } from '../../call/journal/discretion.ts';
import type { EndedEvent } from '../../readings/console.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';
import type { KnownCall } from '../plugins/calls.ts';
import type { EventStream } from './event-stream.ts';

const LOOK_MS = 40;
/** Entries serialized in one go: less than a millisecond. */
const SLICE = 200;

interface CallHubOptions {
  readonly call: Pick<KnownCall, 'journal' | 'outcome'>;
  readonly showsTranscripts: boolean;
  /** Called when the last viewer has left. */
  readonly onUnwatched: () => void;
}

export class CallHub {
  readonly #options: CallHubOptions;
  readonly #viewers = new Set<EventStream>();
  #timer: NodeJS.Timeout | undefined;
  /** Number of viewers, including those that are still catching up. */
  #count = 0;
  /** Sequence number of the last entry that every viewer has. */
  #seq = -1;

  constructor(options: CallHubOptions) {
    this.#options = options;
  }

  /** Sends every entry after the last one that the viewer has, and then new entries. */
  async add(viewer: EventStream, lastEventId: string | undefined): Promise<void> {
    this.#count++;
    let seq = this.#seqOf(lastEventId);
    while (viewer.isOpen) {
      const entries = this.#options.call.journal.entriesAfter(seq, SLICE);
      seq = entries.at(-1)?.seq ?? seq;
      if (entries.length === 0) {
        if (this.#viewers.size > 0) this.#look();
        this.#seq = seq;
        this.#viewers.add(viewer);
        this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
        this.#finishIfOver();
        return;
      }
      viewer.send('entries', this.#json(entries), this.#idOf(seq));
      await viewer.drained();
      await nextTick();
    }
  }

  remove(viewer: EventStream): void {
    this.#viewers.delete(viewer);
    this.#count--;
    if (this.#viewers.size === 0) this.#stopLooking();
    if (this.#count === 0) this.#options.onUnwatched();
  }

  #look(): void {
    const entries = this.#options.call.journal.entriesAfter(this.#seq);
    const last = entries.at(-1);
    if (last) {
      this.#seq = last.seq;
      const json = this.#json(entries);
      for (const viewer of [...this.#viewers]) viewer.send('entries', json, this.#idOf(last.seq));
    }
    this.#finishIfOver();
  }

  /** Ends the streams when the call is over; every viewer has all entries by then. */
  #finishIfOver(): void {
    const { outcome } = this.#options.call;
    if (outcome === undefined) return;
    for (const viewer of [...this.#viewers]) {
      viewer.send('ended', JSON.stringify({ outcome } satisfies EndedEvent));
      viewer.end();
    }
  }

  #stopLooking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #json(entries: readonly JournalEntry[]): string {
    const { call, showsTranscripts } = this.#options;
    const hides = call.journal.keepsTranscripts && !showsTranscripts;
    return JSON.stringify(hides ? entries.map(discreetEntry) : entries);
  }

  /** An event id names the journal too: after a restart, the same number is another entry. */
  #idOf(seq: number): string {
    return `${this.#options.call.journal.startedAt.getTime()}.${seq}`;
  }

  #seqOf(lastEventId: string | undefined): number {
    const [, journal, seq] = /^(\d+)\.(\d+)$/.exec(lastEventId ?? '') ?? [];
    if (Number(journal) !== this.#options.call.journal.startedAt.getTime()) return -1;
    return Math.min(Number(seq), this.#options.call.journal.entries.at(-1)?.seq ?? -1);
  }
}
