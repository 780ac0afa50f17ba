/**
 * The order of test files: Vitest knows the longest ones from its last run, and on a fresh clone goes by their size. These
 * are short files that take long; begun last, they leave the other cores with nothing to do.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = [
  'test/model/callers.socket.test.ts',
  'test/server/doctor/at-start.process.test.ts',
  'test/server/main/signals.process.test.ts',
  'test/browser/accessibility.browser.test.ts',
  'test/browser/phone.browser.test.ts',
];

const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((path) => moduleId.endsWith(path));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
