/**
 * The last lines of `.ci/run`: the slowest twenty tests, those that needed a second try and why, and `N passed, N failed`.
 *
 *   node --import tsx/esm scripts/ci-summary.ts report.json STATUS     exits with 1 when a test needed a second try; STATUS is
 *   the run's exit code: a run that failed without a failed test counts as a failure
 */
import { readRunFile } from './test-run.ts';

const SHOWN = 20;
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { passed, failed, secondTries, reasons, slowest } = readRunFile(process.argv[2] ?? '');
const status = Number(process.argv[3] ?? 0);
print(`\nThe slowest ${SHOWN} tests:`);
for (const { name, ms } of slowest.slice(0, SHOWN)) print(`${String(ms).padStart(7)} ms  ${name}`);
for (const name of secondTries) print(`passed on its second try only: ${name}\n  ${reasons.get(name)}`);
const failures = failed.length + secondTries.length;
const isBroken = status !== 0 && failures === 0;
if (isBroken) print('the run failed, and no test of it: see above');
print(`${passed} passed, ${isBroken ? 1 : failures} failed`);
if (secondTries.length > 0) process.exitCode = 1;
