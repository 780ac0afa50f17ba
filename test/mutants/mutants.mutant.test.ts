/**
 * The checks are checked: each of these faults is made in a copy of the sources, and the check that should notice it does.
 *
 * `npm run mutants` asks all of them about every fault; here each is asked about those that only it must find.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { createMutator, type Mutator } from './mutated.ts';

/** Calls enough for the fault that takes longest to show, and some more. */
const CALLS = 120;

let mutator: Mutator;
beforeAll(() => {
  mutator = createMutator();
});
afterAll(() => mutator.close());

const of = (check: (foundBy: string) => boolean) => MUTANTS.filter(({ foundBy }) => check(foundBy));
const isTests = (foundBy: string): boolean => foundBy.startsWith('test/');
const isRule = (foundBy: string): boolean => /^[IT]\d+$/.test(foundBy);

describe.concurrent('a fault', () => {
  it.each(of(isRule))('that $name breaks $foundBy in the simulation', async (mutant) => {
    const { rules } = await mutator.probe(mutant, { calls: CALLS, replays: false });
    expect(rules).toContain(mutant.foundBy);
  });

  it.each(of((check) => check === 'replay'))('that $name makes recorded calls differ', async (mutant) => {
    expect((await mutator.probe(mutant, { calls: 0, replays: true })).replaysDiffer).toBeGreaterThan(0);
  });

  it.each(of(isTests))('that $name breaks $foundBy', async (mutant) => {
    expect(await mutator.isNoticedBy(mutant, [mutant.foundBy])).toBe(true);
  });
});

describe('the product as it is', () => {
  it('breaks no rule and replays as recorded', async () => {
    expect(await mutator.probe(undefined, { calls: CALLS, replays: true })).toMatchObject({
      replaysDiffer: 0,
      rules: [],
    });
  });
});

describe('a fault whose place is not there', () => {
  it('is an error, not a fault that everybody missed', async () => {
    const [mutant] = MUTANTS;
    if (!mutant) throw new Error('No faults');
    await expect(
      mutator.probe({ ...mutant, find: 'no such line' }, { calls: 0, replays: false }),
    ).rejects.toThrow('expected once');
  });
});

describe('the faults', () => {
  it('are at least fifteen, each with a name of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(15);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });
});
