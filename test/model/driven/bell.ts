/**
 * Waiting without sleeping: every ring makes every waiter look again at its condition.
 */

/** Longest wait in real time: only a condition that never comes takes this long. */
const LIMIT_MS = 60_000;

export class Bell {
  readonly #waiting = new Set<() => void>();

  readonly ring = (): void => {
    for (const look of [...this.#waiting]) look();
  };

  /** Resolves when the condition holds. Rejects after a minute of real time, saying that `what` did not happen. */
  async until(isSo: () => boolean, what: () => string): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(limit);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        if (!isSo()) return;
        done();
        resolve();
      };
      const limit = setTimeout(() => {
        done();
        reject(new Error(`Not within ${LIMIT_MS} ms: ${what()}`));
      }, LIMIT_MS);
      this.#waiting.add(look);
    });
  }
}
