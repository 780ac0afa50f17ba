/**
 * The server's examinations: one at a time, and the latest kept, so that asking often costs no more than asking once.
 * Decorates `app.doctor`.
 */
import { setMaxListeners } from 'node:events';
import fp from 'fastify-plugin';
import type { Examination } from '../../readings/findings.ts';

/** How old an examination may be and still be the answer to whoever asks again and again, in ms. */
const FRESH_MS = 60_000;

/** Examines until `signal` aborts. */
export type Examine = (signal: AbortSignal) => Promise<Examination>;

declare module 'fastify' {
  interface FastifyInstance {
    doctor: KeptExaminations;
  }
}

export class KeptExaminations {
  readonly #examine: Examine | undefined;
  readonly #now: () => number;
  readonly #end = new AbortController();
  #latest: { readonly examination: Examination; readonly endedAt: number } | undefined;
  #running: Promise<Examination> | undefined;

  /** `now`: ms of a clock that never steps back. Without `examine` there is nothing to examine. */
  constructor(examine: Examine | undefined, now: () => number) {
    this.#examine = examine;
    this.#now = now;
  }

  /** Whether the server uses any vendor. */
  get isAvailable(): boolean {
    return this.#examine !== undefined;
  }

  /** The latest that ended, however old. */
  get latest(): Examination | undefined {
    return this.#latest?.examination;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * The one that runs, the latest while it is younger than `freshMs`, or a new one; undefined when there is nothing to
   * examine.
   */
  async examine(freshMs = FRESH_MS): Promise<Examination | undefined> {
    if (!this.#examine || this.#end.signal.aborted) return undefined;
    if (this.#running) return this.#running;
    if (this.#latest && this.#now() - this.#latest.endedAt < freshMs) return this.#latest.examination;
    // Every connection of an examination listens, and the signal of each is a new one: none keeps the last one's listeners.
    const signal = AbortSignal.any([this.#end.signal]);
    setMaxListeners(0, signal);
    this.#running = this.#examine(signal);
    try {
      const examination = await this.#running;
      this.#latest = { examination, endedAt: this.#now() };
      return examination;
    } finally {
      this.#running = undefined;
    }
  }

  /** Breaks off what runs. */
  close(): void {
    this.#end.abort();
  }
}

export const doctorPlugin = fp<{ examine: Examine | undefined; now: () => number }>(
  async (app, { examine, now }) => {
    const doctor = new KeptExaminations(examine, now);
    app.decorate('doctor', doctor);
    app.addHook('preClose', async () => doctor.close());
  },
  { name: 'doctor' },
);
