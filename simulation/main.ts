/**
 * Simulates many calls, or one scenario, and prints the rules that were broken.
 *
 *   flags ──> runCalls ──> tally          first call of each broken rule ──> shrink ──> out/violations, printed
 *
 * Exit code 0: no rule was broken; 1: a rule was broken; 2: the flags or the file are wrong.
 */
import { BadInput, HELP, readOptions, type SimulateOptions } from './options.ts';
import { runCalls } from './pool.ts';
import { scenarioOf } from './run-call.ts';
import { readScenario, writeScenario } from './scenarios/scenario-file.ts';
import { shrink } from './scenarios/shrink.ts';
import { sequenceOf } from './sequence.ts';
import { simulateCall } from './simulate-call.ts';
import { brokenBy, linesOfRun, RULES } from './tally.ts';

const print = (...lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

function showProgress(done: number, calls: number): void {
  if (process.stderr.isTTY) process.stderr.write(done === calls ? '\r\x1b[K' : `\r${done} of ${calls} calls`);
}

function runScenario(path: string): number {
  const simulated = simulateCall(readOrRefuse(path));
  print(...sequenceOf(simulated));
  const { broken } = simulated;
  print('', broken.length === 0 ? 'Everything held.' : '', ...broken.map(({ id, what }) => `${id}: ${what}`));
  return broken.length === 0 ? 0 : 1;
}

function readOrRefuse(path: string) {
  try {
    return readScenario(path).scenario;
  } catch (error) {
    throw new BadInput((error as Error).message);
  }
}

async function runMany(options: SimulateOptions): Promise<number> {
  const startedAt = performance.now();
  const reports = await runCalls(options, options.workers, (done) => showProgress(done, options.calls));
  print(...linesOfRun(reports, performance.now() - startedAt));
  const broken = brokenBy(reports);
  for (const [id, [first]] of broken) {
    if (!first) continue;
    const shrunk = shrink(scenarioOf(options, first.call), id);
    const path = writeScenario(options.out, id, options.seed, first.call, shrunk);
    print('', `${id}: ${RULES[id] ?? ''}`, `Call ${first.call}, shrunk, is ${path}:`, '');
    print(...sequenceOf(shrunk.simulated));
  }
  return broken.size === 0 ? 0 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (!options) print(HELP);
  else process.exitCode = options.scenario ? runScenario(options.scenario) : await runMany(options);
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
