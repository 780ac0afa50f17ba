/**
 * A journal's machine version changes with every file that decides what happens next, and with no other.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  MACHINE_VERSION,
  machineVersionOf,
  readHere,
  sourcesFrom,
} from '../../../call/journal/machine-version.ts';

const MACHINES = fileURLToPath(new URL('../../../machines', import.meta.url));
/** Files of machines/ that decide nothing in the chart: types, and what only streams or readers of journals use. */
const UNDECIDING = [
  'call.input.ts',
  'clock.ts',
  'events.ts',
  'interruption.ts',
  'mark.ts',
  'notes.ts',
  'state-paths.ts',
  'transition-id.ts',
];

describe('the sources behind the version of the call chart', () => {
  const covered = [...sourcesFrom('machines/call.machine.ts', readHere).keys()].map((path) =>
    path.replace(/^machines\//, ''),
  );
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
    expect(MACHINE_VERSION).toBe(machineVersionOf(readHere));
    expect(MACHINE_VERSION).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('the version of a chart', () => {
  let files: Map<string, string>;
  const version = (): string => machineVersionOf((path) => files.get(path) ?? '', 'some.machine.ts');

  beforeEach(() => {
    files = new Map([
      [
        'some.machine.ts',
        "import type { Words } from './words.ts';\nimport { setup } from 'xstate';\nimport {\n  part,\n} from './some/part.ts';\n",
      ],
      ['words.ts', 'export type Words = string;\n'],
      ['some/part.ts', "import { type Guard, guard } from './guards.ts';\nexport const part = { guard };\n"],
      ['some/guards.ts', 'export const guard = () => true;\n'],
    ]);
  });

  const changesWith = (path: string): boolean => {
    const before = version();
    files.set(path, 'export const guard = () => false;\n');
    return version() !== before;
  };

  it.each(['some.machine.ts', 'some/part.ts', 'some/guards.ts'])('changes with %s', (path) => {
    expect(changesWith(path)).toBe(true);
  });

  // chen-006/meow-llm-detector#6, gunkl/ClimateAdvisor#296, JuliaLang/julia#30752: Git for Windows
  it('stays when git gives the files the line ends of Windows', () => {
    const before = version();
    for (const [path, source] of files) files.set(path, source.replaceAll('\n', '\r\n'));
    expect(version()).toBe(before);
  });

  it('stays when a file changes that is imported for its types', () => {
    expect(changesWith('words.ts')).toBe(false);
  });

  it('stays when nothing changes', () => {
    expect(version()).toBe(version());
  });
});
