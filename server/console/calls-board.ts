/**
 * The list of calls, live: while somebody looks at it, every call is looked at four times a second, and rows that
 * have changed are sent; the whole list, when a call was forgotten.
 */
import type { CallRow, CallsEvent } from '../../readings/console.ts';
import type { CallRows } from './call-rows.ts';
import type { EventStream } from './event-stream.ts';

const LOOK_MS = 250;

export class CallsBoard {
  readonly #rows: CallRows;
  readonly #now: () => Date;
  readonly #viewers = new Set<EventStream>();
  /** What the viewers have, by call. */
  #shown = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** `now` is the time of day. */
  constructor(rows: CallRows, now: () => Date) {
    this.#rows = rows;
    this.#now = now;
  }

  add(viewer: EventStream): void {
    if (this.#viewers.size > 0) this.#look();
    const rows = this.#rows.all();
    this.#shown = jsonById(rows);
    viewer.send('calls', this.#whole(rows));
    this.#viewers.add(viewer);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  remove(viewer: EventStream): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const rows = this.#rows.all();
    const before = this.#shown;
    this.#shown = jsonById(rows);
    if ([...before.keys()].some((id) => !this.#shown.has(id))) {
      this.#tell('calls', this.#whole(rows));
      return;
    }
    for (const [id, json] of this.#shown) if (before.get(id) !== json) this.#tell('call', json);
  }

  #tell(event: 'calls' | 'call', json: string): void {
    for (const viewer of [...this.#viewers]) viewer.send(event, json);
  }

  #whole(calls: readonly CallRow[]): string {
    return JSON.stringify({ now: this.#now().toISOString(), calls } satisfies CallsEvent);
  }
}

const jsonById = (rows: readonly CallRow[]): Map<string, string> =>
  new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
