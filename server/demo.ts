/**
 * The demonstration call: the sandbox's phone calls this server over the same paths a real call takes.
 *
 *   phone ──> the carrier's webhook ──> /ws ──> the call, printed as it happens ──> latency table, WAV, verdict
 */

import { type Turn, turnsOf } from '../readings/turns/turns.ts';
import type { RunningServer } from './boot.ts';
import { latencyTable, medianWait } from './journal/latency-table.ts';
import type { EndedCall } from './plugins/calls.ts';
import type { Sandbox } from './sandbox.ts';

interface DemoResult {
  /** The text printed for a person. */
  readonly report: string;
  /** Why the demonstration failed; undefined when it succeeded. */
  readonly failure: string | undefined;
}

export async function runDemo(
  server: RunningServer,
  sandbox: Sandbox,
  wavFile?: string,
): Promise<DemoResult> {
  await server.clipsMade;
  const placed = await sandbox.placeCall({
    webhookUrl: server.webhookUrl,
    ...(wavFile !== undefined && { wavFile }),
  });
  await server.app.calls.whenIdle();
  const call = server.app.calls.ended.find(({ carrierCallId }) => carrierCallId === placed.carrierCallId);
  if (!call) return { report: '', failure: placed.failure ?? 'the call never reached this server' };
  const turns = turnsOf(call.journal.entries);
  return { report: reportOf(turns), failure: placed.failure ?? shortcomingOf(call, turns) };
}

function reportOf(turns: readonly Turn[]): string {
  const median = medianWait(turns);
  return [
    'Milliseconds since the caller stopped speaking:',
    latencyTable(turns),
    ...(median === undefined
      ? []
      : [`Median wait until the caller heard the answer: ${Math.round(median)} ms`]),
  ].join('\n');
}

function shortcomingOf({ endedWell }: EndedCall, turns: readonly Turn[]): string | undefined {
  if (!endedWell) return 'the call broke';
  if (turns.length < 4) return `only ${turns.length} turns were answered`;
  if (!turns.some(({ cancelledAt }) => cancelledAt !== undefined)) return 'there was no barge-in';
  const unheard = turns.find(({ stages }) => stages.firstHeardAt === undefined);
  return unheard && `the answer to turn ${unheard.turn} was never heard`;
}
