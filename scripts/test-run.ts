/**
 * A report of Vitest's JSON reporter, as far as our scripts need it.
 *
 *   vitest run --reporter=json ──> readRun() ──> counts, failed tests, tests that needed a second try, the slowest tests
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';

const Test = z.object({
  fullName: z.string(),
  status: z.string(),
  duration: z.number().nullish(),
  failureMessages: z.array(z.string()).nullish(),
});
const File = z.object({
  name: z.string(),
  status: z.string(),
  message: z.string().nullish(),
  assertionResults: z.array(Test),
});
const Report = z.object({ testResults: z.array(File) });

interface TestRun {
  readonly passed: number;
  /** Tests, and files that could not be run, as `file › title`. */
  readonly failed: readonly string[];
  /** Passed, after they had failed in this run. */
  readonly secondTries: readonly string[];
  /** The first line of why each of `failed` and `secondTries` failed, by its name there; empty where none is on record. */
  readonly reasons: ReadonlyMap<string, string>;
  /** Longest first. */
  readonly slowest: readonly { readonly name: string; readonly ms: number }[];
}

/** Throws a `ZodError` for anything but a report of Vitest's. */
export function readRun(json: unknown, root = process.cwd()): TestRun {
  const files = Report.parse(json).testResults.map((file) => ({ ...file, path: relative(root, file.name) }));
  const tests = files.flatMap(({ path, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, name: `${path} › ${test.fullName}` })),
  );
  const passed = tests.filter(({ status }) => status === 'passed');
  const failed = tests.filter(({ status }) => status === 'failed');
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: passed.length,
    failed: [...failed.map(({ name }) => name), ...broken.map(({ path }) => path)],
    secondTries: passed
      .filter(({ failureMessages }) => (failureMessages ?? []).length > 0)
      .map(({ name }) => name),
    reasons: new Map([
      ...tests.map(({ name, failureMessages }) => [name, firstLine(failureMessages?.[0])] as const),
      ...broken.map(({ path, message }) => [path, firstLine(message)] as const),
    ]),
    slowest: tests
      .map(({ name, duration }) => ({ name, ms: Math.round(duration ?? 0) }))
      .sort((a, b) => b.ms - a.ms),
  };
}

/** Vitest reports a test that took longer than its limit with this placeholder. */
const TIMED_OUT = 'Error: STACK_TRACE_ERROR';

function firstLine(message: string | null | undefined): string {
  const line = message?.trim().split('\n')[0] ?? '';
  return line === TIMED_OUT ? 'The test took longer than its limit' : line;
}

export const readRunFile = (path: string): TestRun => readRun(JSON.parse(readFileSync(path, 'utf8')));
