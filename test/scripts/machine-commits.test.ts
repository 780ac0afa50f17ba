/** The commits whose chart is the machine that a journal names. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MACHINE_VERSION, machineVersionOf } from '../../call/journal/machine-version.ts';
import { commitsWith, type ReadAt } from '../../scripts/machine-commits.ts';

const CHART = "import { a } from './a.ts';\nimport type { b } from './b.ts';\n";
const HISTORY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  newest: { 'machines/call.machine.ts': CHART, 'machines/a.ts': 'changed', 'machines/b.ts': 'types' },
  middle: { 'machines/call.machine.ts': CHART, 'machines/a.ts': 'first', 'machines/b.ts': 'other types' },
  oldest: { 'machines/call.machine.ts': CHART, 'machines/a.ts': 'first', 'machines/b.ts': 'types' },
  unborn: { 'machines/a.ts': 'first' },
};
const readAt: ReadAt = (commit, path) => {
  const text = HISTORY[commit]?.[path];
  if (text === undefined) throw new Error(`no ${path} at ${commit}`);
  return text;
};
const machineAt = (commit: string): string => machineVersionOf((path) => readAt(commit, path));
const commits = Object.keys(HISTORY);

describe('the commits that have a machine', () => {
  it('are those with the same chart, whatever its types say', () => {
    expect(commitsWith(machineAt('middle'), commits, readAt)).toEqual(['middle', 'oldest']);
    expect(commitsWith(machineAt('newest'), commits, readAt)).toEqual(['newest']);
  });

  it('are none when no commit had it', () => {
    expect(commitsWith('0123456789ab', commits, readAt)).toEqual([]);
  });
});

describe('the machine of this checkout', () => {
  it('is the digest of its sources', () => {
    const here = new URL('../../', import.meta.url);
    const readHere = (path: string) => readFileSync(new URL(path, here), 'utf8');
    expect(machineVersionOf(readHere)).toBe(MACHINE_VERSION);
    const changed = machineVersionOf((path) => `${readHere(path)}// changed`);
    expect(changed).not.toBe(MACHINE_VERSION);
  });
});
