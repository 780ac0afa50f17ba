/**
 * Waiting without sleeping: whoever waits for something is told of everything that could be it, and looks.
 */

/** In real time: nothing waits this long unless it waits for ever. */
const LIMIT_MS = 60_000;

export class Bell {
  readonly #waiting = new Set<() => void>();

  readonly ring = (): void => {
    for (const hear of [...this.#waiting]) hear();
  };

  /** Resolves when it is so. Rejects after a minute of real time, with `what` did not happen. */
  async until(isSo: () => boolean, what: () => string): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(limit);
        this.#waiting.delete(hear);
      };
      const hear = (): void => {
        if (!isSo()) return;
        done();
        resolve();
      };
      const limit = setTimeout(() => {
        done();
        reject(new Error(`Not within ${LIMIT_MS} ms: ${what()}`));
      }, LIMIT_MS);
      this.#waiting.add(hear);
    });
  }
}
