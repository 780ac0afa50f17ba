/**
 * The order of test files: Vitest knows the longest ones from its last run, and on a fresh clone goes by their size. These
 * are short files that take long; begun last, they leave the other cores with nothing to do.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONG = [
  'test/model/callers.socket.test.ts',
  'test/e2e/endpointing.socket.test.ts',
  'test/server/doctor/doctor.socket.test.ts',
  'test/server/main/voice.process.test.ts',
  'test/server/main/signals.process.test.ts',
  'test/server/doctor/at-start.process.test.ts',
  'test/server/main.process.test.ts',
  'test/e2e/vad-only.process.test.ts',
  'test/browser/accessibility.browser.test.ts',
  'test/browser/phone.browser.test.ts',
];

/** The place in the list; behind it for all others. */
const rankOf = ({ moduleId }: TestSpecification): number => {
  const place = LONG.findIndex((path) => moduleId.endsWith(path));
  return place < 0 ? LONG.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}
