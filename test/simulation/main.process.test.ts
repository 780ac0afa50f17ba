/** A mistyped flag is reported in one line, and its exit code differs from that of a broken rule. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TYPESCRIPT } from '../../server/typescript-child.ts';

const MAIN = fileURLToPath(new URL('../../simulation/main.ts', import.meta.url));
const simulate = (...args: string[]) =>
  spawnSync(process.execPath, [...TYPESCRIPT, MAIN, ...args], { encoding: 'utf8' });

describe('command line', () => {
  it('says in one line what is wrong, and ends with 2', () => {
    const { status, stderr, stdout } = simulate('--scenario', 'no/such/file.json');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('reports a run, and ends with 0 when everything held', () => {
    const { status, stdout } = simulate(
      '--calls',
      '4',
      '--seconds',
      '20',
      '--faults',
      'none',
      '--workers',
      '1',
    );
    expect(stdout).toMatch(/^calls {7}4, /);
    expect(stdout).toMatch(/violations {2}none/);
    expect(stdout).toMatch(/transitions \d+ of \d+ taken; never:/);
    expect(status).toBe(0);
  });
});
