/** Same seed, same journal, byte for byte: in this process, in another, and however many there are. */
import { describe, expect, it } from 'vitest';
import { runCalls } from '../../simulation/pool.ts';
import { linesOf, runCall, scenarioOf } from '../../simulation/run-call.ts';
import { FAULT_NAMES } from '../../simulation/scenarios/faults.ts';
import { simulateCall } from '../../simulation/simulate-call.ts';

const OPTIONS = { seed: 7, calls: 6, seconds: 30, faults: FAULT_NAMES };

describe('determinism', () => {
  it('gives the same journal for the same seed', () => {
    const lines = () => linesOf(simulateCall(scenarioOf(OPTIONS, 3)));
    const first = lines();
    expect(first.length).toBeGreaterThan(10_000);
    expect(lines()).toBe(first);
  });

  it('gives other calls for another seed, and for another number', () => {
    const calls = [scenarioOf(OPTIONS, 0), scenarioOf(OPTIONS, 1), scenarioOf({ ...OPTIONS, seed: 8 }, 0)];
    expect(new Set(calls.map((scenario) => JSON.stringify(scenario))).size).toBe(3);
  });

  it('gives the same calls to one worker, to two, and here', async () => {
    const [one, two] = await Promise.all([runCalls(OPTIONS, 1), runCalls(OPTIONS, 2)]);
    expect(two).toEqual(one);
    const here = Array.from({ length: OPTIONS.calls }, (_, call) => runCall(OPTIONS, call));
    expect(here.map(({ digest }) => digest)).toEqual(one.map(({ digest }) => digest));
  });
});
