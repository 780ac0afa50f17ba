/**
 * A copy of the sources with one fault in it, and the findings of the checks.
 *
 *   createMutator() ──with(mutant)──> Findings ;  close() removes everything
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeJournal } from '../../server/journal/journal-file.ts';
import { scenarioOf } from '../../simulation/run-call.ts';
import { FAULT_NAMES } from '../../simulation/scenarios/faults.ts';
import { simulateCall } from '../../simulation/simulate-call.ts';
import type { Mutant } from './mutants.ts';
import type { Findings } from './probe.ts';
import type { Question } from './prober.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The sources that the simulation needs, and those that the tests of a file need beside them. */
const SIMULATED = [
  'machines',
  'readings',
  'actors',
  'call',
  'server',
  'simulation',
  'agents',
  'test/mutants',
  'test/simulation',
  'package.json',
  'tsconfig.json',
];
const TESTED = [...SIMULATED, 'sandbox', 'test', 'vitest.config.ts'];
const RECORDED_CALLS = 25;
/** Time limit for a fault that loops for ever; shorter than a test's own limit. */
const LIMIT_MS = 100_000;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

const run = promisify(execFile);

interface Asked {
  readonly calls: number;
  readonly replays: boolean;
}

export interface Mutator {
  /** Findings of so many simulated calls, and of the recorded ones; without a mutant, those of the product as it is. */
  probe(mutant: Mutant | undefined, asked: Asked): Promise<Findings>;
  /** Whether the tests of these folders notice the fault. */
  isNoticedBy(mutant: Mutant | undefined, tests: readonly string[]): Promise<boolean>;
  close(): void;
}

export function createMutator(): Mutator {
  const folder = mkdtempSync(join(tmpdir(), 'parley-mutants-'));
  const journals = join(folder, 'journals');
  mkdirSync(journals);
  const options = { seed: 1, calls: RECORDED_CALLS, seconds: 60, faults: FAULT_NAMES };
  for (let i = 0; i < RECORDED_CALLS; i++) {
    const { call } = simulateCall(scenarioOf(options, i));
    writeFileSync(join(journals, `${i}.jsonl`), writeJournal(call.journal));
  }
  const probers: ChildProcess[] = [];
  const idle: ChildProcess[] = [];
  let count = 0;

  function startProber(): ChildProcess {
    const env = { ...process.env, NODE_ENV: 'production' };
    const prober = fork(join(ROOT, 'test/mutants/prober.ts'), {
      cwd: ROOT,
      env,
      execArgv: ['--import', 'tsx/esm'],
    });
    probers.push(prober);
    return prober;
  }

  async function inCopy<T>(
    mutant: Mutant | undefined,
    of: readonly string[],
    use: (copy: string) => Promise<T>,
  ): Promise<T> {
    const copy = join(folder, `copy-${count++}`);
    for (const path of of) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    if (mutant) apply(mutant, copy);
    return use(copy).finally(() => rmSync(copy, { recursive: true }));
  }

  return {
    probe: (mutant, { calls, replays }) =>
      inCopy(mutant, SIMULATED, async (copy) => {
        const prober = idle.pop() ?? startProber();
        prober.send({ copy, calls, ...(replays && { journals }) } satisfies Question);
        const findings = await answerOf(prober);
        idle.push(prober);
        return findings;
      }),
    isNoticedBy: (mutant, tests) =>
      inCopy(mutant, TESTED, async (cwd) => {
        const projects = ['--project=fast', '--project=socket'];
        const flags = [...projects, '--maxWorkers=1', '--bail=1', '--reporter=dot'];
        const argv = [VITEST, 'run', ...flags, ...tests];
        const env = { ...process.env, NODE_ENV: 'test' };
        const failed = await run(process.execPath, argv, { cwd, env, timeout: LIMIT_MS }).then(
          () => undefined,
          (error: { code?: unknown; stdout?: string }) => error,
        );
        // A run that broke off has noticed nothing.
        if (failed && !/Tests .*\d+ failed/.test(failed.stdout ?? ''))
          throw new Error(`The tests did not run: ${failed.stdout}`);
        return failed !== undefined;
      }),
    close() {
      for (const prober of probers) prober.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Rejects when the process ends instead. */
async function answerOf(prober: ChildProcess): Promise<Findings> {
  const over = new AbortController();
  const { signal } = over;
  const tooLong = setTimeout(() => prober.kill('SIGKILL'), LIMIT_MS);
  const dead = once(prober, 'exit', { signal }).then(([code]) => {
    throw new Error(`The prober ended with ${code}`);
  });
  const answer = once(prober, 'message', { signal }).then(([findings]) => findings as Findings);
  try {
    return await Promise.race([answer, dead]);
  } finally {
    clearTimeout(tooLong);
    over.abort();
    answer.catch(() => {});
    dead.catch(() => {});
  }
}

/** Throws unless the place is there exactly once: a fault that changes nothing proves nothing. */
function apply({ name, file, find, replace }: Mutant, copy: string): void {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`"${name}": ${file} has its place ${places} times, expected once`);
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
}
