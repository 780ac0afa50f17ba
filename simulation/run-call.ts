/**
 * Call number i of a run: its scenario, its simulation, and its report.
 *
 *   (seed, i) ──> scenarioOf ──> simulateCall ──> CallReport
 *
 * Call i depends on the seed and i alone, not on the number of calls or on the calls beside it.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { mixSeeds } from './dice.ts';
import { usualScenario } from './scenarios/arbitraries.ts';
import type { FaultName } from './scenarios/faults.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { type SimulatedCall, simulateCall } from './simulate-call.ts';
import type { Broken } from './truth.ts';

export interface RunOptions {
  readonly seed: number;
  readonly calls: number;
  /** Average length of calls, in seconds. */
  readonly seconds: number;
  readonly faults: readonly FaultName[];
}

/** Plain facts about one call, to be sent between processes. */
export interface CallReport {
  readonly call: number;
  readonly durationMs: number;
  /** Why the call ended; `crashed` without a summary. */
  readonly reason: string;
  readonly turns: number;
  readonly bargeIns: number;
  readonly faults: readonly FaultName[];
  /** From the end of the caller's words to the first sound of the agent. */
  readonly answersMs: readonly number[];
  readonly transitions: readonly string[];
  readonly broken: readonly Broken[];
  /** Digest of the call's journal. */
  readonly digest: string;
}

export function scenarioOf({ seed, seconds, faults }: RunOptions, call: number): Scenario {
  let scenario: Scenario | undefined;
  // One value, drawn evenly: fast-check's samples prefer extreme values.
  const keep = fc.property(usualScenario({ seconds, faults }), (drawn) => {
    scenario = drawn;
  });
  fc.check(keep, { seed: mixSeeds(seed, call) | 0, numRuns: 1, unbiased: true });
  return scenario as Scenario;
}

export const runCall = (options: RunOptions, call: number): CallReport =>
  reportOf(call, simulateCall(scenarioOf(options, call)));

function reportOf(call: number, simulated: SimulatedCall): CallReport {
  const { world, broken, endedAtMs, entries } = simulated;
  const summary = simulated.call.actor.getSnapshot().output;
  const transitions = entries.filter(({ kind }) => kind === 'transition').map(({ name }) => name);
  return {
    call,
    durationMs: endedAtMs,
    reason: summary?.reason ?? 'crashed',
    turns: summary?.turns ?? 0,
    bargeIns: summary?.bargeIns ?? 0,
    faults: world.faults.injected.map(({ fault }) => fault.name),
    answersMs: answersOf(simulated),
    transitions: [...new Set(transitions)],
    broken,
    digest: digestOf(linesOf(simulated)),
  };
}

/** The journal's entries as JSON Lines. */
export const linesOf = ({ entries }: SimulatedCall): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

export const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** For each first sound of a generation that follows words of the caller: the time since those words, in ms. */
function answersOf({ caller, carrier }: SimulatedCall): number[] {
  const answers: number[] = [];
  let from = 0;
  for (const { atMs } of carrier.ear.firstSounds) {
    const spokenAtMs = caller.speechEndsMs.findLast((endMs) => endMs <= atMs);
    if (spokenAtMs !== undefined && spokenAtMs > from) answers.push(atMs - spokenAtMs);
    from = atMs;
  }
  return answers;
}
