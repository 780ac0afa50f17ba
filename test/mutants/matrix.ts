/**
 * `npm run mutants`: every fault, and every check that notices it, as a table. Takes some minutes.
 */

import { MUTANTS, type Mutant, TESTS } from './mutants.ts';
import { createMutator, type Mutator } from './mutated.ts';

const CALLS = 150;

async function rowOf(mutator: Mutator, mutant: Mutant): Promise<string> {
  const { rules, replaysDiffer, calls } = await mutator.probe(mutant, { calls: CALLS, replays: true });
  const chart = await mutator.isNoticedBy(mutant, TESTS.chart);
  const streams = await mutator.isNoticedBy(mutant, TESTS.streams);
  const model = await mutator.isNoticedBy(mutant, TESTS.model);
  const cells = [
    mutant.name,
    rules.length > 0 ? `${rules.join(' ')}, call ${calls}` : '–',
    replaysDiffer > 0 ? `${replaysDiffer} of 25` : '–',
    chart ? 'yes' : '–',
    streams ? 'yes' : '–',
    model ? 'yes' : '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

const mutator = createMutator();
process.stdout.write(
  '| fault | simulation | replay | chart | streams | model |\n|---|---|---|---|---|---|\n',
);
const waiting = [...MUTANTS];
const work = async (): Promise<void> => {
  for (let next = waiting.shift(); next; next = waiting.shift())
    process.stdout.write(`${await rowOf(mutator, next)}\n`);
};
Promise.all([work(), work()]).finally(() => mutator.close());
