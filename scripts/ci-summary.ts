/**
 * `.ci/run`'s last words: the slowest twenty tests, those that needed a second try, and `N passed, N failed`.
 *
 *   node --import tsx scripts/ci-summary.ts report.json     ends with 1 when a test needed a second try
 */
import { readRunFile } from './test-run.ts';

const SHOWN = 20;
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { passed, failed, secondTries, slowest } = readRunFile(process.argv[2] ?? '');
print(`\nThe slowest ${SHOWN} tests:`);
for (const { name, ms } of slowest.slice(0, SHOWN)) print(`${String(ms).padStart(7)} ms  ${name}`);
for (const name of secondTries) print(`passed on its second try only: ${name}`);
print(`${passed} passed, ${failed.length + secondTries.length} failed`);
if (secondTries.length > 0) process.exitCode = 1;
