/**
 * The product's pulse while calls run: a request every 100 ms, and how long its answer takes. When product or bench stands
 * still, the answer is late, and the calls of that moment are worthless.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;
/** An answer later than this shows that the machine stood still, and says nothing of turn-taking. */
const STALL_MS = 400;

interface Beat {
  readonly startedAt: number;
  readonly tookMs: number;
}

export class Pulse {
  readonly #url: string;
  readonly #beats: Beat[] = [];
  #isOver = false;

  constructor(url: string) {
    this.#url = url;
    void this.#beat();
  }

  get tookMs(): readonly number[] {
    return this.#beats.map(({ tookMs }) => tookMs);
  }

  /** Whether product or bench stood still since then. */
  stalledSince(atMs: number): boolean {
    return this.#beats.some(({ startedAt, tookMs }) => tookMs > STALL_MS && startedAt + tookMs > atMs);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #beat(): Promise<void> {
    while (!this.#isOver) {
      const startedAt = performance.now();
      await fetch(this.#url)
        .then((response) => response.arrayBuffer())
        .catch(() => {});
      this.#beats.push({ startedAt, tookMs: performance.now() - startedAt });
      await sleep(EVERY_MS);
    }
  }
}
