/** Calls as rows of the console's list. */
import type { CallRow } from '../../readings/console.ts';
import { E164 } from '../config/e164.ts';
import type { CallRegistry, KnownCall } from '../plugins/calls.ts';
import type { Parties } from '../plugins/carrier-calls.ts';

export class CallRows {
  readonly #calls: CallRegistry;
  readonly #showsNumbers: boolean;

  constructor(calls: CallRegistry, showsNumbers: boolean) {
    this.#calls = calls;
    this.#showsNumbers = showsNumbers;
  }

  /** One row for every call, live or remembered, oldest first. */
  all(): CallRow[] {
    return this.#calls.known.map((call) => this.#row(call));
  }

  #row({ journal, outline, outcome }: KnownCall): CallRow {
    const { state, turns, bargeIns, waits, health, atMs } = outline;
    const lastWait = waits.at(-1);
    return {
      id: journal.id,
      startedAt: journal.startedAt.toISOString(),
      ...this.#shown(this.#calls.atCarrier.find(journal.carrierCallId) ?? {}),
      isLive: outcome === undefined,
      state,
      turns: turns.length,
      bargeIns,
      ...(lastWait && { lastWaitMs: Math.round(lastWait.totalMs) }),
      health: outcome !== undefined && BROKEN.has(outcome) ? 'broken' : health,
      ...(outcome !== undefined && { outcome, state: 'ENDED', durationMs: Math.round(atMs) }),
    };
  }

  #shown({ from, to }: Parties): Parties {
    const show = (party: string): string => (this.#showsNumbers ? party : hidden(party));
    return { ...(from !== undefined && { from: show(from) }), ...(to !== undefined && { to: show(to) }) };
  }
}

/** `+15551234567` as `+•••••••••67`; a name or an address as `•••`. */
const hidden = (party: string): string => (E164.test(party) ? party.replace(/\d(?=\d\d)/g, '•') : '•••');

/** Outcomes after which a call's health is `broken`. */
const BROKEN: ReadonlySet<string> = new Set(['crashed', 'outOfOrder', 'transportFailed', 'neverStarted']);
