/**
 * A one-way pipe between two streams that do not know each other: one writes, one reads, in order.
 *
 * Items are handed over in the tick they are written; items written before there is a reader are kept.
 */
export interface PipeReader<T> {
  item(item: T): void;
  end(): void;
}

export class Pipe<T> {
  readonly #kept: T[] = [];
  #isEnded = false;
  #reader: PipeReader<T> | undefined;
  /** A reader that writes while it reads must not overtake itself. */
  #isHandingOver = false;

  /** Ignored after `end`. */
  write(item: T): void {
    if (this.#isEnded) return;
    this.#kept.push(item);
    this.#handOver();
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#handOver();
  }

  /** Hands over the kept items, then every later one. A pipe has one reader. */
  read(reader: PipeReader<T>): void {
    this.#reader = reader;
    this.#handOver();
  }

  #handOver(): void {
    const reader = this.#reader;
    if (!reader || this.#isHandingOver) return;
    this.#isHandingOver = true;
    for (let item = this.#kept.shift(); item !== undefined; item = this.#kept.shift()) reader.item(item);
    this.#isHandingOver = false;
    if (!this.#isEnded) return;
    this.#reader = undefined;
    reader.end();
  }
}
