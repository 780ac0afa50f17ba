/**
 * A simulated clock that knows how many timers are set, so that a test can ask whether any was left behind.
 */
import { SimulatedClock } from 'xstate';

export class CountingClock extends SimulatedClock {
  readonly #pending = new Set<number>();

  get pending(): number {
    return this.#pending.size;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the signature is xstate's
  override setTimeout(fn: (...args: any[]) => void, timeoutMs: number): number {
    const id = super.setTimeout(() => {
      this.#pending.delete(id);
      fn();
    }, timeoutMs);
    this.#pending.add(id);
    return id;
  }

  override clearTimeout(id: number): void {
    this.#pending.delete(id);
    super.clearTimeout(id);
  }
}
