/**
 * `npm run test:deep`: every simple path of some stories, and walks by chance. `SEED` repeats a run, `WALKS` says how many.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mixSeeds } from '../../simulation/dice.ts';
import { titleOf } from './caller/model-graph.ts';
import { randomWalk, simplePaths } from './caller/stories.ts';
import { PathRunner } from './driven/path-runner.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const WALKS = Number(process.env.WALKS ?? 500);
const simple = simplePaths();
const walks = Array.from({ length: WALKS }, (_, n) => randomWalk(mixSeeds(SEED, n)));

const runner = new PathRunner();
beforeAll(async () => {
  process.stdout.write(`\nSEED=${SEED} WALKS=${WALKS}\n`);
  await runner.open();
});
afterAll(async () => {
  process.stdout.write(`\n${runner.coverage.report}\n`);
  await runner.close();
});

it('has paths to walk', () => {
  expect(simple.length).toBeGreaterThan(1_000);
  expect(walks.length).toBeGreaterThan(0);
});

describe('a call in which', () => {
  it.for(simple.map((path) => [titleOf(path), path] as const))('%s', async ([, path], { skip }) => {
    skip(runner.isHopeless, 'too many calls have failed');
    await runner.run(path);
  });
});

describe(`a call by chance (SEED=${SEED}) in which`, () => {
  it.for(walks.map((path) => [titleOf(path), path] as const))('%s', async ([, path], { skip }) => {
    skip(runner.isHopeless, 'too many calls have failed');
    await runner.run(path);
  });
});
