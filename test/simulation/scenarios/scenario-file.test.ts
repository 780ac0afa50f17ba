/**
 * Scenarios that broke a rule once are run for ever: drop a file of out/violations into the folder `found`, and it is a test.
 *
 * A file with a reason under `known` is expected to break its rule still: when it holds, the test fails until the reason is taken out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../simulation/scenarios/scenario-file.ts';
import { simulateCall } from '../../../simulation/simulate-call.ts';
import { found } from '../found.ts';
import { conversation } from '../scenarios.ts';

const brokenIn = (scenario: Parameters<typeof simulateCall>[0]): string[] => [
  ...new Set(simulateCall(scenario).broken.map(({ id }) => id)),
];

describe('found scenarios', () => {
  for (const { name, known, broken, scenario } of found) {
    if (known === undefined)
      it(`${name} holds`, () => {
        expect(brokenIn(scenario)).toEqual([]);
      });
    else
      it(`${name} is known: ${known}`, () => {
        expect(brokenIn(scenario)).toEqual([...new Set(broken.map(({ id }) => id))]);
      });
  }
});

describe('a scenario file', () => {
  it('says what is wrong inside a scenario file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const path = join(folder, 'one.json');
    try {
      const scenario = { ...conversation(), caller: [{ does: 'sings' }] };
      writeFileSync(path, JSON.stringify({ scenario }));
      expect(() => readScenario(path)).toThrow(/one.json is not a scenario: scenario.caller.0/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
