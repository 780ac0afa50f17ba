/**
 * The smallest scenario found in 600 attempts that still breaks the same rule.
 *
 *   broken Scenario ──without some steps, faults moved along──> shorter ──anyScenario.shrink (fast-check)──> shortest
 *
 * Attempts are counted and not timed, so that the same call is shrunk to the same scenario everywhere.
 */
import fc from 'fast-check';
import { type Sabotage, type SimulatedCall, simulateCall } from '../simulate-call.ts';
import { anyScenario } from './arbitraries.ts';
import type { Fault } from './faults.ts';
import type { Scenario } from './scenario.ts';

const MOST_ATTEMPTS = 600;

export interface Shrunk {
  readonly scenario: Scenario;
  readonly simulated: SimulatedCall;
}

export function shrink(
  scenario: Scenario,
  id: string,
  sabotage: Sabotage = {},
  mostAttempts = MOST_ATTEMPTS,
): Shrunk {
  let shortest: Shrunk = { scenario, simulated: simulateCall(scenario, sabotage) };
  let attempts = 0;
  const stillBreaks = (candidate: Scenario): boolean => {
    if (attempts++ >= mostAttempts) return false;
    const simulated = simulateCall(candidate, sabotage);
    if (!simulated.broken.some((broken) => broken.id === id)) return false;
    shortest = { scenario: candidate, simulated };
    return true;
  };

  for (const fault of scenario.faults) stillBreaks(withoutFault(shortest.scenario, fault));
  for (let size = scenario.caller.length; size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < shortest.scenario.caller.length; )
      if (!stillBreaks(withoutSteps(shortest, from, from + size))) from += size;

  const holds = fc.property(anyScenario, (candidate) => !stillBreaks(candidate));
  fc.check(holds, { examples: [[shortest.scenario]], numRuns: 1, seed: 1 });
  return shortest;
}

const withoutFault = (scenario: Scenario, fault: Fault): Scenario => ({
  ...scenario,
  faults: scenario.faults.filter((other) => other !== fault),
});

/** The scenario without some steps; faults after those steps come earlier by their length. */
function withoutSteps({ scenario, simulated }: Shrunk, from: number, to: number): Scenario {
  const { stepStartsMs } = simulated.caller;
  const fromMs = stepStartsMs[from] ?? Number.POSITIVE_INFINITY;
  const goneMs = (stepStartsMs[to] ?? simulated.endedAtMs) - fromMs;
  return {
    ...scenario,
    caller: [...scenario.caller.slice(0, from), ...scenario.caller.slice(to)],
    faults: scenario.faults.map((fault) =>
      fault.atMs <= fromMs ? fault : { ...fault, atMs: Math.max(fromMs, fault.atMs - goneMs) },
    ),
  };
}
