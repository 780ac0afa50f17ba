/**
 * A journal's machine version changes with every file that decides what happens next, and with no other.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MACHINE_VERSION, sourcesFrom, versionOf } from '../../../call/journal/machine-version.ts';

const MACHINES = fileURLToPath(new URL('../../../machines', import.meta.url));
const CHART = pathToFileURL(join(MACHINES, 'call.machine.ts'));
/** Files of machines/ that decide nothing in the chart: types, and what only streams or readers of journals use. */
const UNDECIDING = [
  'call.input.ts',
  'clock.ts',
  'events.ts',
  'interruption.ts',
  'mark.ts',
  'transition-id.ts',
];

describe('the sources behind the version of the call chart', () => {
  const covered = [...sourcesFrom(CHART).keys()].map((href) => relative(MACHINES, fileURLToPath(href)));
  const written = readdirSync(MACHINES, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );

  it('are all of machines/ but the files that decide nothing', () => {
    expect([...covered, ...UNDECIDING].sort()).toEqual(written.sort());
  });

  it('hold the parts of the chart, its actions and its guards', () => {
    expect(covered).toContain('call/speaking.ts');
    expect(covered).toContain('call/actions/turn.ts');
    expect(covered).toContain('call/guards.ts');
  });

  it('make the version that journals carry', () => {
    expect(MACHINE_VERSION).toBe(versionOf(CHART));
    expect(MACHINE_VERSION).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('the version of a chart', () => {
  let folder: string;
  const entrance = (): URL => pathToFileURL(join(folder, 'some.machine.ts'));
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-version-'));
    mkdirSync(join(folder, 'some'));
    write(
      'some.machine.ts',
      "import type { Words } from './words.ts';\nimport { setup } from 'xstate';\nimport {\n  part,\n} from './some/part.ts';\n",
    );
    write('words.ts', 'export type Words = string;\n');
    write(
      'some/part.ts',
      "import { type Guard, guard } from './guards.ts';\nexport const part = { guard };\n",
    );
    write('some/guards.ts', 'export const guard = () => true;\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const changesWith = (path: string): boolean => {
    const before = versionOf(entrance());
    write(path, 'export const guard = () => false;\n');
    return versionOf(entrance()) !== before;
  };

  it.each(['some.machine.ts', 'some/part.ts', 'some/guards.ts'])('changes with %s', (path) => {
    expect(changesWith(path)).toBe(true);
  });

  it('stays when a file changes that is imported for its types', () => {
    expect(changesWith('words.ts')).toBe(false);
  });

  it('stays when nothing changes', () => {
    expect(versionOf(entrance())).toBe(versionOf(entrance()));
  });
});
