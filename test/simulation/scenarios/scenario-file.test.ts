/**
 * What the simulation once found stays found: drop a file of out/violations into the folder `found`, and it is a test.
 *
 * A file with a reason under `known` is expected to break its rule still, so that nobody forgets to take it out.
 */
import { describe, expect, it } from 'vitest';
import { simulateCall } from '../../../simulation/simulate-call.ts';
import { found } from '../found.ts';

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
