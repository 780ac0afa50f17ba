/**
 * Tests by what they need of the machine, told by their files' names, one kind after the other:
 *
 *   *.test.ts           nothing but the processor: `npm run test:fast`
 *   *.socket.test.ts    real sockets within the test's process, mostly on a clock of the test's own
 *   *.process.test.ts   programs that are started, in real time
 *   *.mutant.test.ts    copies of the sources with a fault in each, and a process for each core
 *   *.browser.test.ts   the page in web/dist, which is built before, and a Chromium
 *
 * Modules are shared by the files that one worker runs: a file leaves nothing behind in them.
 */
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { keepOnlyWhatTestsNeed } from './test/setup/environment.ts';
import { LongestFirst } from './test/setup/longest-first.ts';

keepOnlyWhatTestsNeed(process.env);

const cores = availableParallelism();
const KINDS = ['socket', 'process', 'mutant', 'browser'] as const;
const filesOf = (kind: string) => `test/**/*.${kind}.test.ts`;

/** For what hangs. No test waits so long for anything, on the slowest machine. */
const HANGS_MS = 240_000;

type ProjectConfig = Omit<NonNullable<TestProjectInlineConfiguration['test']>, 'globalSetup'>;

const project = (
  name: string,
  groupOrder: number,
  { globalSetup = [], ...test }: { include: string[]; globalSetup?: string[] } & ProjectConfig,
): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    sequence: { groupOrder },
    globalSetup: ['test/setup/preflight.ts', ...globalSetup],
    ...test,
  },
});

export default defineConfig({
  test: {
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS } },
    isolate: false,
    setupFiles: ['test/setup/seed.ts'],
    maxWorkers: cores,
    maxConcurrency: cores,
    sequence: { sequencer: LongestFirst },
    projects: [
      project('fast', 0, {
        include: ['test/**/*.test.ts'],
        exclude: KINDS.map(filesOf),
        setupFiles: ['test/setup/only-fast.ts'],
      }),
      // Half of the time, a test of this kind waits for a stand-in that takes its time.
      project('socket', 1, { include: [filesOf('socket')], maxWorkers: cores + 1 }),
      project('process', 2, { include: [filesOf('process')] }),
      project('mutant', 3, { include: [filesOf('mutant')] }),
      project('browser', 4, {
        include: [filesOf('browser')],
        globalSetup: ['test/browser/build-page.ts'],
      }),
    ],
  },
});
