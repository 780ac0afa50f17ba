/**
 * Figures for Prometheus: calls, how long callers waited, and every broken invariant. Decorates `app.metrics`.
 *
 *   ended call ──> turnsOf(journal) ──> histogram          journal ──> invariants ──> counter
 */
import fp from 'fastify-plugin';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CloseKind } from '../../call/carrier.ts';
import type { CallSummary } from '../../machines/call.context.ts';
import type { PatienceRefusal } from '../../machines/notes.ts';
import { INVARIANTS, type InvariantId } from '../../readings/invariants.ts';
import type { Turn } from '../../readings/turns/turns.ts';

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Metrics;
  }
}

/** In seconds: where callers notice a wait (0.8), doubt the line (1.5) and give up (3), and steps between. */
const WAIT_BUCKETS = [0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.5, 2, 3, 5, 10];

export class Metrics {
  readonly registry = new Registry();
  readonly #live: Gauge;
  readonly #calls: Counter<'reason'>;
  readonly #bargeIns: Counter;
  readonly #falseInterruptions: Counter;
  readonly #savedSeconds: Counter;
  readonly #failures: Counter;
  readonly #repeats: Counter<'reason'>;
  readonly #patienceRefusals: Counter<'refusal'>;
  readonly #lastResorts: Counter;
  readonly #waits: Histogram;
  readonly #violations: Counter<'id'>;
  readonly #leftOut: Counter<'kind'>;

  constructor() {
    const registers = [this.registry];
    const counter = <Label extends string = never>(
      name: string,
      help: string,
      labelNames: Label[] = [],
    ): Counter<Label> => new Counter({ name, help, labelNames, registers });
    this.#live = new Gauge({ name: 'parley_calls_live', help: 'Calls now live.', registers });
    this.#calls = counter(
      'parley_calls_total',
      'Calls that ended, by reason; "crashed" when the chart itself broke.',
      ['reason'],
    );
    this.#bargeIns = counter('parley_barge_ins_total', 'Times a caller spoke over the agent.');
    this.#falseInterruptions = counter(
      'parley_false_interruptions_total',
      'Times that speech without words held the agent.',
    );
    this.#savedSeconds = counter(
      'parley_stt_saved_seconds_total',
      'Silence that the gate did not send to the STT vendor, which charges by the second.',
    );
    this.#failures = counter(
      'parley_failed_replies_total',
      'Replies that failed, after which the caller heard an apology.',
    );
    this.#repeats = counter(
      'parley_llm_repeats_total',
      'Requests that the LLM vendor refused before an answer and that were sent once more, by the reason.',
      ['reason'],
    );
    this.#patienceRefusals = counter(
      'parley_stt_patience_refusals_total',
      'Changes of patience that the STT vendor did not take: refused, unanswered, or unknown to it.',
      ['refusal'],
    );
    this.#lastResorts = counter(
      'parley_stt_last_resorts_total',
      'Turns that the STT vendor should have ended and that were ended without it.',
    );
    this.#waits = new Histogram({
      name: 'parley_answer_seconds',
      help: 'From the caller’s last word to the first sound heard of the answer.',
      buckets: WAIT_BUCKETS,
      registers,
    });
    this.#violations = counter(
      'parley_invariant_violations_total',
      'Entries of journals at which an invariant did not hold; 0 unless Parley itself is wrong.',
      ['id'],
    );
    this.#leftOut = counter(
      'parley_media_messages_left_out_total',
      'Messages of media sockets that could not be used and were left out, by what is wrong with them.',
      ['kind'],
    );
    // Without a first value, a counter at zero cannot be distinguished from one that is not exported.
    for (const id of Object.keys(INVARIANTS)) this.#violations.inc({ id }, 0);
  }

  callBegan(): void {
    this.#live.inc();
  }

  /** Counts an ended call. `summary` is absent when the chart itself broke. */
  callEnded(summary: CallSummary | undefined, turns: readonly Turn[]): void {
    this.#live.dec();
    this.#calls.inc({ reason: summary?.reason ?? 'crashed' });
    this.#bargeIns.inc(summary?.bargeIns ?? 0);
    this.#falseInterruptions.inc(summary?.falseInterruptions ?? 0);
    this.#failures.inc(summary?.failures ?? 0);
    for (const { speechEndedAt, endOfTurnAt, stages } of turns) {
      if (stages.firstHeardAt !== undefined)
        this.#waits.observe((stages.firstHeardAt - (speechEndedAt ?? endOfTurnAt)) / 1_000);
    }
  }

  /** Adds silence that was not sent to the STT, in ms. */
  saved(ms: number): void {
    this.#savedSeconds.inc(ms / 1_000);
  }

  /** A request to the model was sent once more. */
  repeated(reason: string): void {
    this.#repeats.inc({ reason });
  }

  /** The STT vendor ends turns as before, though it was asked to wait for longer or shorter. */
  patienceRefused(refusal: PatienceRefusal): void {
    this.#patienceRefusals.inc({ refusal });
  }

  /** The STT vendor did not end a turn, and our own endpointing did. */
  lastResort(): void {
    this.#lastResorts.inc();
  }

  leftOut(kind: CloseKind): void {
    this.#leftOut.inc({ kind });
  }

  broken(id: InvariantId): void {
    this.#violations.inc({ id });
  }
}

export const metricsPlugin = fp(
  async (app) => {
    const metrics = new Metrics();
    collectDefaultMetrics({ register: metrics.registry });
    app.decorate('metrics', metrics);
  },
  { name: 'metrics' },
);
