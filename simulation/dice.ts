/**
 * Pseudo-random numbers: the same seed gives the same numbers on every machine.
 *
 *   seed ──> Dice ──> whole numbers, choices, and draws from a Spread
 *
 * Nothing here calls a function whose last digit depends on the platform.
 */

/** The distribution of a quantity: least value, median, 90th and 99th percentile, greatest value; linear in between. */
export type Spread = readonly [least: number, p50: number, p90: number, p99: number, most: number];

const QUANTILES = [0, 0.5, 0.9, 0.99, 1] as const;

/** One seed from two numbers; neighbouring numbers give unrelated seeds. */
export function mixSeeds(seed: number, n: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 0x7f4a7c15, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next number, from 0 to just below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.int(0, choices.length - 1)] as T;
  }

  /** A value of the distribution, rounded. */
  draw(spread: Spread): number {
    return Math.round(this.share(spread));
  }

  /** A value of the distribution. */
  share(spread: Spread): number {
    const at = this.next();
    let i = 0;
    while (i < 3 && at >= (QUANTILES[i + 1] as number)) i++;
    const [from, to] = [QUANTILES[i] as number, QUANTILES[i + 1] as number];
    const [low, high] = [spread[i] as number, spread[i + 1] as number];
    return low + ((at - from) / (to - from)) * (high - low);
  }
}
