/** The reading of a test run by `.ci/run` and `npm run test:flaky`: a pass on the second try does not count as a pass. */
import { describe, expect, it } from 'vitest';
import { readRun } from '../../scripts/test-run.ts';

const test = (fullName: string, status: string, duration: number, failureMessages: string[] = []) => ({
  fullName,
  status,
  duration,
  failureMessages,
});
const report = (...testResults: object[]) => ({ success: false, testResults });
const file = (name: string, status: string, ...assertionResults: object[]) => ({
  name: `/project/test/${name}`,
  status,
  assertionResults,
});

describe('a run', () => {
  it('has passed, failed and second tries, each with its file', () => {
    const run = readRun(
      report(
        file(
          'a.test.ts',
          'failed',
          test('one', 'passed', 5),
          test('two', 'failed', 7, ['broke\n  at line 1']),
        ),
        file(
          'b.test.ts',
          'passed',
          test('three', 'passed', 9, ['broke at first']),
          test('four', 'skipped', 0),
        ),
      ),
      '/project',
    );
    expect(run).toMatchObject({
      passed: 2,
      failed: ['test/a.test.ts › two'],
      secondTries: ['test/b.test.ts › three'],
    });
    expect(run.reasons.get('test/a.test.ts › two')).toBe('broke');
    expect(run.reasons.get('test/b.test.ts › three')).toBe('broke at first');
    expect(run.slowest.map(({ name, ms }) => [name, ms]).slice(0, 2)).toEqual([
      ['test/b.test.ts › three', 9],
      ['test/a.test.ts › two', 7],
    ]);
  });

  it('counts a file that could not be run as a failure', () => {
    const run = readRun(
      report(file('c.test.ts', 'failed'), file('d.test.ts', 'failed', test('five', 'passed', 1))),
      '/project',
    );
    expect(run.failed).toEqual(['test/c.test.ts', 'test/d.test.ts']);
  });

  it('is not read from anything else', () => {
    expect(() => readRun({ testResults: [{ name: 1 }] })).toThrow(/name/);
    expect(() => readRun(undefined)).toThrow();
  });
});
