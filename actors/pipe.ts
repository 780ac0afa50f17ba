/**
 * A one-way pipe between two streams that do not know each other: one writes, one reads, in order.
 *
 * Items are handed over in the tick they are written; what is written before anyone reads is kept.
 */
export interface PipeReader<T> {
  item(item: T): void;
  end(): void;
}

export class Pipe<T> {
  #kept: T[] = [];
  #ended = false;
  #reader: PipeReader<T> | undefined;

  get ended(): boolean {
    return this.#ended;
  }

  /** Ignored after `end`. */
  write(item: T): void {
    if (this.#ended) return;
    if (this.#reader) this.#reader.item(item);
    else this.#kept.push(item);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reader?.end();
  }

  /** Takes what was kept, then everything that follows. A pipe has one reader. */
  read(reader: PipeReader<T>): void {
    const kept = this.#kept;
    this.#kept = [];
    this.#reader = reader;
    for (const item of kept) reader.item(item);
    if (this.#ended) reader.end();
  }
}
