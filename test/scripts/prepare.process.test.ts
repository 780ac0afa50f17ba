/** `npm ci` on a Node that is too old: npm itself only warns, and a start then fails with the name of a function. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { sourceFile } from '../helpers/start/run-main.ts';

const onNode = (version: string) => {
  const versions = `{ ...process.versions, node: '${version}' }`;
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', pretend, sourceFile('scripts/prepare.mjs')],
    { encoding: 'utf8' },
  );
  return { status, stderr };
};

it.each(['18.20.8', '20.18.3', '16.0.0'])('is refused with both versions: %s', (version) => {
  expect(onNode(version)).toEqual({
    status: 1,
    stderr: `Parley needs Node 20.19.0 or newer, and this is ${version}: install another, then npm ci once more\n`,
  });
});
