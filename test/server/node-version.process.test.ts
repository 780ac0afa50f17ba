/**
 * A start on another Node than the one that installed. malloydata/publisher PR#959: a server began, and the first query failed;
 * SillyTavern/SillyTavern PR#1390, eXist-db/xst PR#394: a start failed with a SyntaxError of a dependency.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sourceFile } from '../helpers/start/run-main.ts';

const startedOn = (version: string, program: string) => {
  const versions = `{ ...process.versions, node: '${version}' }`;
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx/esm', '--import', pretend, sourceFile(program), '--no-such-flag'],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

describe('a Node that is too old', () => {
  it.each([
    ['18.20.8', 'server/main.ts'],
    ['20.18.3', 'server/main.ts'],
    ['18.20.8', 'server/doctor/main.ts'],
  ])('%s is refused by %s, before anything else', (version, program) => {
    expect(startedOn(version, program)).toEqual({
      status: 1,
      stdout: '',
      stderr: `Parley needs Node 20.19.0 or newer, and this is ${version}, at ${process.execPath}: start it with another\n`,
    });
  });
});

it.each(['20.19.0', '22.0.0'])('Node %s is not', (version) => {
  expect(startedOn(version, 'server/main.ts').stderr).toMatch(/^--no-such-flag: no such flag/);
});
