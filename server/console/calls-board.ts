/**
 * The live list of calls. While it has viewers, every call's row is made four times a second, and rows that have
 * changed are sent; the whole list is sent when a call was forgotten.
 */
import type { CallRows } from './call-rows.ts';
import type { EventStream } from './event-stream.ts';

const LOOK_MS = 250;

export class CallsBoard {
  readonly #rows: CallRows;
  readonly #now: () => Date;
  readonly #viewers = new Set<EventStream>();
  /** The row that the viewers have of each call, as JSON. */
  #shown = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** `now` is the time of day. */
  constructor(rows: CallRows, now: () => Date) {
    this.#rows = rows;
    this.#now = now;
  }

  add(viewer: EventStream): void {
    this.#look();
    viewer.send('calls', this.#whole());
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
    const before = this.#shown;
    this.#shown = new Map(this.#rows.all().map((row) => [row.id, JSON.stringify(row)]));
    if ([...before.keys()].some((id) => !this.#shown.has(id))) {
      this.#send('calls', this.#whole());
      return;
    }
    for (const [id, json] of this.#shown) if (before.get(id) !== json) this.#send('call', json);
  }

  #send(event: 'calls' | 'call', json: string): void {
    for (const viewer of [...this.#viewers]) viewer.send(event, json);
  }

  /** A `CallsEvent` as JSON, composed of rows that are JSON already. */
  #whole(): string {
    return `{"now":"${this.#now().toISOString()}","calls":[${[...this.#shown.values()].join()}]}`;
  }
}
