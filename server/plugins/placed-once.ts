/**
 * Orders that come twice: a client whose connection broke, or whose patience was over, cannot know whether its call was placed.
 *
 *   Idempotency-Key ──first time──> order, kept with its answer      ──again──> the same answer, and no second call
 */
import type { CallClock } from '../../machines/clock.ts';

/** How long an answer is kept, in ms, and how many. */
const KEPT_MS = 24 * 3_600_000;
const MOST_ORDERS = 10_000;

interface Order {
  readonly to: string;
  /** The carrier's id of the call. */
  readonly id: Promise<string>;
  readonly at: number;
}

/** The key was used for another number. */
class OtherOrder extends Error {
  override readonly name = 'OtherOrder';
  readonly statusCode = 409;

  constructor() {
    super('This Idempotency-Key was used for a call to another number: a new call needs a new key');
  }
}

export class PlacedOnce {
  readonly #clock: Pick<CallClock, 'now'>;
  readonly #place: (to: string) => Promise<string>;
  readonly #orders = new Map<string, Order>();

  constructor(clock: Pick<CallClock, 'now'>, place: (to: string) => Promise<string>) {
    this.#clock = clock;
    this.#place = place;
  }

  /** Rejects with `OtherOrder`, or as placing does. Without a key every order is a new one. */
  async place(
    to: string,
    key: string | undefined,
  ): Promise<{ readonly id: string; readonly isAgain: boolean }> {
    if (key === undefined || key === '') return { id: await this.#place(to), isAgain: false };
    this.#forgetOld();
    const known = this.#orders.get(key);
    if (known && known.to !== to) throw new OtherOrder();
    if (known) return { id: await known.id, isAgain: true };
    const id = this.#place(to);
    this.#orders.set(key, { to, id, at: this.#clock.now() });
    // An order that the carrier has refused placed no call. Any other failure leaves that open, and a repeated order must not call twice.
    id.catch((error: unknown) => {
      if (isRefused(error)) this.#orders.delete(key);
    });
    return { id: await id, isAgain: false };
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - KEPT_MS;
    for (const [key, { at }] of this.#orders) {
      if (at > oldest && this.#orders.size < MOST_ORDERS) return;
      this.#orders.delete(key);
    }
  }
}

/** Reasons for which the order never reached the carrier. */
const NOT_SENT: ReadonlySet<unknown> = new Set(['CONFIG_INVALID', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether the carrier has said no, or was never asked. */
function isRefused(error: unknown): boolean {
  const { status, code, cause } = (error ?? {}) as { status?: unknown; code?: unknown; cause?: unknown };
  if (typeof status === 'number') return status >= 400 && status < 500;
  return NOT_SENT.has(code) || (cause !== undefined && isRefused(cause));
}
