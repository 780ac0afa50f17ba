/**
 * The clock of a test that makes whole calls. The clock stands still unless the test waits, and then jumps from timer to timer.
 *
 *   ownTheClock();  …  await until(phone.agentHasSpokenFor(1_200));  sttSession.starts('Sorry')   // at that very moment
 *
 * Every timer of the process is on it: the product's, the stand-ins', the libraries'. Sockets are real, and time does not
 * move while anything is under way on them. So nothing is late on a slow machine, and a call takes as long as its work.
 *
 * Where a test does not own the clock, the same waits are in real time, and their limits only end waits that hang.
 */
import { syncBuiltinESMExports } from 'node:module';
import { type Clock, install } from '@sinonjs/fake-timers';
import { afterAll, beforeAll } from 'vitest';
import { settled } from './settled.ts';

/** Limits of promises and of assertions, in ms of the test's clock. */
const PROMISE_LIMIT_MS = 20_000;
const ASSERTION_LIMIT_MS = 1_000;
/** Limit in real time, for waits that hang. */
const REAL_LIMIT_MS = 60_000;
const REAL_POLL_MS = 5;

interface WaitOptions {
  /** Longest wait in ms of the test's own clock; in real time `REAL_LIMIT_MS` holds, since a machine may be late. */
  readonly limitMs?: number;
}

interface Wait {
  readonly isOver: () => boolean;
  readonly limitMs: number;
  readonly release: () => void;
  readonly giveUp: (why: string) => void;
}

interface LimitTimer {
  hasRunOut: boolean;
  id: ReturnType<Clock['setTimeout']> | undefined;
}

/** Moves the clock while there are waits. */
class Driver {
  readonly clock: Clock;
  /** Each wait with the timer that makes the clock stop at its limit. */
  readonly #waits = new Map<Wait, LimitTimer>();
  #isDriving = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Timers that are not the driver's own. */
  get timers(): number {
    const ours = [...this.#waits.values()].filter(({ hasRunOut }) => !hasRunOut);
    return this.clock.countTimers() - ours.length;
  }

  add(wait: Wait): void {
    const limit: LimitTimer = { hasRunOut: false, id: undefined };
    limit.id = this.clock.setTimeout(() => {
      limit.hasRunOut = true;
    }, wait.limitMs);
    this.#waits.set(wait, limit);
    if (!this.#isDriving) void this.#drive();
  }

  async #drive(): Promise<void> {
    this.#isDriving = true;
    while (this.#waits.size > 0) {
      const failure = await settled().catch((thrown: Error) => thrown.message);
      if (failure) this.#giveUp([...this.#waits.keys()], failure);
      else this.#step();
    }
    this.#isDriving = false;
  }

  /** Releases the waits that are over, before the clock goes on. */
  #step(): void {
    const waits = [...this.#waits.keys()];
    const over = waits.filter((wait) => wait.isOver());
    const late = waits.filter((wait) => this.#waits.get(wait)?.hasRunOut);
    for (const wait of over) {
      this.#forget(wait);
      wait.release();
    }
    if (over.length > 0) return;
    if (late.length > 0) this.#giveUp(late, 'not in time');
    else if (this.timers > 0) this.clock.next();
    else this.#giveUp(waits, 'nothing is under way, and no timer is set');
  }

  #giveUp(waits: readonly Wait[], why: string): void {
    for (const wait of waits) {
      this.#forget(wait);
      wait.giveUp(why);
    }
  }

  #forget(wait: Wait): void {
    this.clock.clearTimeout(this.#waits.get(wait)?.id);
    this.#waits.delete(wait);
  }
}

/** The driver of the test file that runs. */
let driver: Driver | undefined;

/** Puts a whole test file, or a `describe`, on a clock of its own. */
export function ownTheClock(): void {
  beforeAll(() => {
    driver = new Driver(
      install({
        now: Date.now(),
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
      }),
    );
    syncBuiltinESMExports();
  });
  afterAll(() => {
    driver?.clock.uninstall();
    driver = undefined;
    syncBuiltinESMExports();
  });
}

/** Timers that are set on the test's clock. */
export const timersSet = (): number => driver?.timers ?? 0;

/** Makes the machine busy for `ms`: no timer fires meanwhile, and each that is due fires once afterwards. */
export const wasBusyFor = (ms: number): void => {
  driver?.clock.jump(ms);
};

function wait(isOver: () => boolean, limitMs: number, explain: (why: string) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string): void => reject(explain(why));
    if (driver) {
      driver.add({ isOver, limitMs, release: resolve, giveUp });
      return;
    }
    const endsAt = performance.now() + REAL_LIMIT_MS;
    const look = (): void => {
      if (isOver()) resolve();
      else if (performance.now() > endsAt) giveUp('not in time');
      else setTimeout(look, REAL_POLL_MS).unref();
    };
    look();
  });
}

/** Waits for a promise. Rejects when it is still pending after twenty seconds of the test's clock. */
export async function until<T>(
  promise: Promise<T>,
  { limitMs = PROMISE_LIMIT_MS }: WaitOptions = {},
): Promise<T> {
  const pending = new Error();
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  await wait(
    () => isSettled,
    limitMs,
    (why) => Object.assign(pending, { message: `The promise is pending after ${limitMs} ms: ${why}` }),
  );
  return promise;
}

/** Waits until an assertion holds, and gives its result. Rejects with its failure after a second of the test's clock. */
export async function eventually<T>(
  assertion: () => T,
  { limitMs = ASSERTION_LIMIT_MS }: WaitOptions = {},
): Promise<T> {
  let failure: unknown;
  let result: T | undefined;
  const holds = (): boolean => {
    try {
      result = assertion();
      return true;
    } catch (thrown) {
      failure = thrown;
      return false;
    }
  };
  await wait(holds, limitMs, () => failure);
  return result as T;
}

/** Resolves when `ms` have passed. */
export const passes = (ms: number): Promise<void> =>
  until(new Promise((resolve) => setTimeout(resolve, ms)), { limitMs: ms + 1 });
