/**
 * Every shortest path and every pair of transitions of the caller's model, through the real server, and what of the
 * model and of the implementation's own chart they covered.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allPairs, allPlaces, allTransitions, titleOf } from './caller/model-graph.ts';
import { pairPaths } from './caller/paths.ts';
import { PathRunner } from './driven/path-runner.ts';
import { EXCEPTIONS } from './exceptions.ts';

const runner = new PathRunner();
const { coverage } = runner;
beforeAll(() => runner.open());
afterAll(() => runner.close());

describe('a call in which', () => {
  it.for(pairPaths().map((path) => [titleOf(path), path] as const))('%s', async ([, path], { skip }) => {
    skip(runner.isHopeless, 'too many calls have failed');
    await runner.run(path);
  });
});

describe('all these calls together', () => {
  it('have been everywhere in the model, on every transition, and on every transition after every other', () => {
    process.stdout.write(`\n${coverage.report}\n`);
    expect(coverage.missing(allPlaces)).toEqual([]);
    expect(coverage.missing(allTransitions)).toEqual([]);
    expect(coverage.missing(allPairs)).toEqual([]);
  });

  it('have taken every transition of the chart but the exceptions, and no exception', () => {
    expect(coverage.notTaken.sort()).toEqual(EXCEPTIONS.map(({ id }) => id).sort());
  });
});
