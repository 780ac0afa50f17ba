/**
 * Where a file below test/ belongs: beside its twin in the source, or in a folder that is no mirror, with a reason.
 *
 *   test/P.test.ts, test/P.socket.test.ts      tests of P.ts, P.tsx or P.mjs
 *   test/P/aspect.test.ts                      one aspect of P.ts, where one file of tests would be too long
 *   test/folder/helper.ts                      what tests of that folder share
 */
import { dirname } from 'node:path';
import { ROOMS } from './source-files.ts';

/** The folders of test/ that have the same folders and files as the source. */
const MIRRORED = ROOMS.filter((room) => room !== 'test');

/** The folders of test/ that mirror nothing, each with the reason. */
export const NO_MIRRORS: Readonly<Record<string, string>> = {
  browser: 'the whole page in a Chromium, not one of its files',
  clients: 'published clients that are not ours, at the stand-ins of the vendors that they are for',
  contracts: 'one suite for a port, run against every vendor of it',
  e2e: 'whole calls through a server and the sandbox',
  fixtures: 'recordings of vendors, which tests of several folders read',
  helpers: 'fakes, clocks and starts, which tests of several folders use',
  model: 'a caller as a machine, and the tests that are generated of it',
  mutants: 'faults in copies of the source, and the checks that notice them',
  setup: 'what vitest runs before any test',
  'simulation/found': 'scenarios that broke a rule once, as data',
  structure: 'rules about the repository itself',
};

const KIND = /\.(socket|process|mutant|browser)$/;

/** Files below test/ that stand in the wrong place, one line each. All paths start at the root of the repository. */
export function misplaced(tests: readonly string[], sources: readonly string[]): string[] {
  const isSource = new Set(sources);
  const folders = new Set(sources.flatMap(foldersAbove));
  const hasTwin = (path: string) => ['ts', 'tsx', 'mjs'].some((kind) => isSource.has(`${path}.${kind}`));

  return tests.flatMap((test) => {
    const path = test.slice('test/'.length);
    if (isWithin(path, Object.keys(NO_MIRRORS))) return [];
    if (!isWithin(path, MIRRORED))
      return [`${test}: its folder is neither a mirror nor a listed kind of its own`];
    const folder = dirname(path);
    if (!path.endsWith('.test.ts'))
      return folders.has(folder) || hasTwin(folder) ? [] : [`${test}: the source has no ${folder}`];
    const name = path.slice(0, -'.test.ts'.length);
    if (hasTwin(name) || hasTwin(name.replace(KIND, '')) || hasTwin(folder)) return [];
    return [`${test}: the source has neither ${name.replace(KIND, '')}.ts nor ${folder}.ts`];
  });
}

const isWithin = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)];
}
