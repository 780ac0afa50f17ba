/** A folder has at most fifteen files side by side, or a reason for more. */
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from './repository.ts';

const MOST_FILES = 15;
const LARGER: Readonly<Record<string, string>> = {
  '.': 'each is looked for here by its name, by a tool or by a person',
  server: 'the programs that are started, and what a start puts together',
  'test/contracts': 'a suite for each port, its stages, and a test for each vendor',
  'docs/decisions': 'numbered, read one after the other, and never removed',
};

/** Folders with more files than may be, each with its number, as `folder: 16`. */
function crowded(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder}: ${count}`);
}

describe('a folder', () => {
  it('has at most fifteen files side by side, unless a reason is listed here', () => {
    const folders = crowded(filesBelow('')).map((line) => line.split(':')[0] ?? '');
    expect(folders.filter((folder) => !(folder in LARGER))).toEqual([]);
    expect(Object.keys(LARGER).filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  it('with a sixteenth file is reported by its name', () => {
    const fifteen = Array.from({ length: 15 }, (_, n) => `web/parts/part-${n}.tsx`);
    expect(crowded([...fifteen, 'web/parts/deeper/one.tsx', 'web/app.tsx'])).toEqual([]);
    expect(crowded([...fifteen, 'web/parts/part-15.tsx'])).toEqual(['web/parts: 16']);
  });
});
