/**
 * The list of calls, live: while somebody looks at it, every call is looked at four times a second, and rows that
 * have changed are sent.
 */
import type { CallRow } from '../../readings/console.ts';
import type { CallRows } from './call-rows.ts';
import type { EventStream } from './event-stream.ts';

const LOOK_MS = 250;

export class CallsBoard {
  readonly #rows: CallRows;
  readonly #viewers = new Set<EventStream>();
  /** What the viewers have, by call. */
  #shown = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(rows: CallRows) {
    this.#rows = rows;
  }

  add(viewer: EventStream): void {
    const rows = this.#rows.all();
    if (this.#viewers.size === 0) this.#shown = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
    viewer.send('calls', JSON.stringify(rows));
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
    const shown = new Map<string, string>();
    for (const row of this.#rows.all()) {
      const json = JSON.stringify(row satisfies CallRow);
      shown.set(row.id, json);
      if (this.#shown.get(row.id) === json) continue;
      for (const viewer of [...this.#viewers]) viewer.send('call', json);
    }
    this.#shown = shown;
  }
}
