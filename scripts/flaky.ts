/**
 * `npm run test:flaky -- 10`: the suite, so many times, each with other cases of its properties, and a list of the tests that
 * failed. Arguments after the number are Vitest's: `npm run test:flaky -- 10 --project socket`. The exit code is 1 when a
 * test failed.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRunFile } from './test-run.ts';

const MOST_RUNS = 1_000;
const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function countOf(given: string | undefined): number {
  if (/^\d+$/.test(given ?? '') && Number(given) >= 1 && Number(given) <= MOST_RUNS) return Number(given);
  process.stderr.write(`test:flaky ${given ?? ''}: expected how many runs, 1 to ${MOST_RUNS}\n`);
  process.exit(2);
}

const NO_TEST = '(the run itself, and no test)';

/** What Vitest prints of a failure that has no reason in its report: that of a hook, or of no test at all. */
const printedReason = (output: string, name: string): string =>
  name === NO_TEST ? printedBelow(output, ['Unhandled Errors'], 19) : printedBelow(output, ['FAIL', name], 1);

/** So many lines below the first line with all of these words, without empty ones. */
function printedBelow(output: string, words: readonly string[], count: number): string {
  const lines = output.split('\n').map((line) => line.trim());
  const at = lines.findIndex((line) => words.every((word) => line.includes(word)));
  return at < 0
    ? ''
    : lines
        .slice(at + 1, at + 1 + count)
        .filter(Boolean)
        .join('\n    ');
}

const [given, ...flags] = process.argv.slice(2);
const runs = countOf(given);
const folder = mkdtempSync(join(tmpdir(), 'parley-flaky-'));
/** How often each failed. */
const failures = new Map<string, number>();
for (let run = 1; run <= runs; run++) {
  const report = join(folder, `${run}.json`);
  const startedAt = performance.now();
  const argv = [VITEST, 'run', ...flags, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const seed = String(randomInt(2 ** 31));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, argv, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, SEED: seed, NO_COLOR: '1' },
  });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  try {
    const { passed, failed: failedTests, secondTries, reasons } = readRunFile(report);
    const inTests = [...failedTests, ...secondTries];
    const failed = status !== 0 && inTests.length === 0 ? [NO_TEST] : inTests;
    print(`run ${run} of ${runs}: ${passed} passed, ${failed.length} failed, ${seconds} s, SEED=${seed}`);
    for (const name of failed) {
      const reason = reasons.get(name) || printedReason(stdout + stderr, name);
      print(`  ${name}\n    ${reason || `Vitest ended with ${status ?? signal}`}`);
      failures.set(name, (failures.get(name) ?? 0) + 1);
    }
  } catch {
    print(`run ${run} of ${runs}: no report after ${seconds} s\n${stderr}`);
    failures.set('(no report)', (failures.get('(no report)') ?? 0) + 1);
  }
}
rmSync(folder, { recursive: true });
print(failures.size === 0 ? `Nothing failed in ${runs} runs.` : `Failed in ${runs} runs:`);
for (const [name, times] of [...failures].sort((a, b) => b[1] - a[1])) print(`${times} of ${runs}  ${name}`);
if (failures.size > 0) process.exitCode = 1;
