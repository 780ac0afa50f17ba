/**
 * What the carrier has said of its calls: how far each has got, who answered it, and its numbers. Calls are here from the
 * moment they are placed, before and after their media.
 *
 *   dialer, webhooks, status callbacks ──learn──> carrier's id ──> progress, parties          GET /v1/calls/:id, console
 *
 * Reports come late, twice, out of order or never: a call only goes forward, and its first end is its last.
 */

import type { CallClock } from '../../machines/clock.ts';

/** How far a call has got at the carrier. The last five are ends. */
const PROGRESS = [
  'queued',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
] as const;

export type CallProgress = (typeof PROGRESS)[number];

/** The place of the first end in `PROGRESS`; all ends are equally far. */
const FIRST_END = PROGRESS.indexOf('completed');

const stageOf = (status: CallProgress): number => Math.min(PROGRESS.indexOf(status), FIRST_END);

export const isOver = (status: CallProgress | undefined): boolean =>
  status !== undefined && stageOf(status) === FIRST_END;

/** The carrier's phone numbers of a call, in E.164. Kept in memory only: no log and no journal has them. */
export interface Parties {
  readonly from?: string;
  readonly to?: string;
}

/** One report; what it does not say stays as it was. */
export interface CarrierReport extends Parties {
  readonly status?: CallProgress | undefined;
  /** The carrier's word for who answered, such as `human` or `machine_start`. */
  readonly answeredBy?: string | undefined;
}

interface CarrierCall extends CarrierReport {
  /** When this server first heard of the call. */
  readonly knownSince: Date;
  /** Clock reading when its status last changed. */
  readonly changedAt: number;
}

/** Most calls that are remembered, since a call may never end or open its media stream. */
const MOST_CALLS = 1_000;

export class CarrierCalls {
  readonly #clock: CallClock;
  readonly #calls = new Map<string, CarrierCall>();

  constructor(clock: CallClock) {
    this.#clock = clock;
  }

  find(carrierCallId: string): CarrierCall | undefined {
    return this.#calls.get(carrierCallId);
  }

  learn(carrierCallId: string, report: CarrierReport): void {
    const now = this.#clock.now();
    const known = this.#calls.get(carrierCallId);
    const said = Object.fromEntries(Object.entries(report).filter(([, value]) => value !== undefined));
    const isForward = furtherOf(known?.status, report.status) !== known?.status;
    this.#calls.set(carrierCallId, {
      knownSince: new Date(),
      ...known,
      ...said,
      status: furtherOf(known?.status, report.status),
      changedAt: known && !isForward ? known.changedAt : now,
    });
    if (this.#calls.size > MOST_CALLS) this.#forgetOne();
  }

  /** How long a call that is not over has not changed, in ms; 0 for any other. */
  stalledMs(carrierCallId: string): number {
    const known = this.#calls.get(carrierCallId);
    return known === undefined || isOver(known.status) ? 0 : this.#clock.now() - known.changedAt;
  }

  /** Forgets the oldest call that is over or, when none is, the oldest. */
  #forgetOne(): void {
    const [oldest] = this.#calls.keys();
    const over = [...this.#calls].find(([, { status }]) => isOver(status))?.[0];
    this.#calls.delete(over ?? (oldest as string));
  }
}

function furtherOf(
  known: CallProgress | undefined,
  said: CallProgress | undefined,
): CallProgress | undefined {
  if (known === undefined || said === undefined) return known ?? said;
  return stageOf(said) > stageOf(known) ? said : known;
}

/** A status as the carrier writes it, as one of ours; undefined for one that this version does not know. */
export const readProgress = (status: unknown): CallProgress | undefined =>
  PROGRESS.find((known) => known === status);
