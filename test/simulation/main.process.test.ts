/** Whoever mistypes is told so in one line, and a script can tell a bad flag from a broken rule. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TYPESCRIPT } from '../../server/typescript-child.ts';
import { BadInput, readOptions } from '../../simulation/options.ts';
import { FAULT_NAMES } from '../../simulation/scenarios/faults.ts';
import { readScenario } from '../../simulation/scenarios/scenario-file.ts';
import { sequenceOf } from '../../simulation/sequence.ts';
import { simulateCall } from '../../simulation/simulate-call.ts';
import { conversation } from './scenarios.ts';

const MAIN = fileURLToPath(new URL('../../simulation/main.ts', import.meta.url));
const simulate = (...args: string[]) =>
  spawnSync(process.execPath, [...TYPESCRIPT, MAIN, ...args], { encoding: 'utf8' });

describe('command line', () => {
  it('has a default for everything', () => {
    expect(readOptions([])).toMatchObject({ calls: 100, seed: 1, seconds: 120, faults: FAULT_NAMES });
    expect(readOptions(['--faults', 'none', '--minutes', '3'])).toMatchObject({ seconds: 180, faults: [] });
    expect(readOptions(['--faults', 'stt.drop, clock.jump'])).toMatchObject({
      faults: ['stt.drop', 'clock.jump'],
    });
  });

  it.each([
    [['--calls', '0'], /^--calls is "0": expected a whole number from 1 to/],
    [['--calls', 'many'], /^--calls is "many"/],
    [['--seed', '-1'], /seed/],
    [['--seconds', '60', '--minutes', '1'], /give one of them/],
    [['--faults', 'stt.drop,stt.dorp'], /^--faults has "stt.dorp": expected none, all, or some of stt.drop/],
    [['--fault', 'all'], /--fault/],
    [['all'], /all/],
  ])('refuses %j', (args, message) => {
    const read = () => readOptions(args);
    expect(read).toThrow(BadInput);
    expect(read).toThrow(message);
  });

  it('says in one line what is wrong, and ends with 2', () => {
    const { status, stderr, stdout } = simulate('--scenario', 'no/such/file.json');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says what is wrong inside a scenario file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const path = join(folder, 'one.json');
    try {
      const scenario = { ...conversation(), caller: [{ does: 'sings' }] };
      writeFileSync(path, JSON.stringify({ scenario }));
      expect(() => readScenario(path)).toThrow(/one.json is not a scenario: scenario.caller.0/);
    } finally {
      rmSync(folder, { recursive: true });
    }
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
    expect(stdout).toMatch(/edges {7}\d+ of \d+ taken; never:/);
    expect(status).toBe(0);
  });

  it('tells what happens in one call, who did it and when', () => {
    const lines = sequenceOf(simulateCall(conversation([{ name: 'llm.slow', atMs: 0 }])));
    for (const line of [
      /world {3}caller speaks w0 … w3, 200 ms a word/,
      /world {3}fault llm.slow/,
      /caller {2}caller.endOfTurn {2}epoch 1 {2}turnIndex 0 {2}text "w0 w1 w2 w3"/,
      /chart {3}=> responding.speaking.steady/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(line));
  });
});
