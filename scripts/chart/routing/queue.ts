/**
 * A binary heap: the cheapest item comes out first; of two that cost the same, the one that went in first.
 */
interface Entry {
  readonly item: number;
  readonly cost: number;
  readonly turn: number;
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.cost === other.cost ? one.turn < other.turn : one.cost < other.cost;

export class Queue {
  readonly #heap: Entry[] = [];
  #turns = 0;

  push(item: number, cost: number): void {
    const entry = { item, cost, turn: this.#turns++ };
    let index = this.#heap.length;
    this.#heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#heap[above];
      if (!parent || isBefore(parent, entry)) break;
      this.#heap[index] = parent;
      index = above;
    }
    this.#heap[index] = entry;
  }

  pop(): number | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (!first || !last) return undefined;
    if (this.#heap.length > 0) this.#sink(last);
    return first.item;
  }

  #sink(entry: Entry): void {
    let index = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * index + 1], this.#heap[2 * index + 2]];
      const smaller = left && right && isBefore(right, left) ? right : left;
      if (!smaller || isBefore(entry, smaller)) break;
      this.#heap[index] = smaller;
      index = 2 * index + (smaller === left ? 1 : 2);
    }
    this.#heap[index] = entry;
  }
}
