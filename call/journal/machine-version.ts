/**
 * The version of the chart: a digest of the sources that decide what happens next. A journal replays only on the
 * version it was recorded on.
 *
 *   call.machine.ts ──imports──> parts of the chart, actions, guards, … ──> sha256 ──> 12 hexadecimal digits
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** The chart's own file, from the folder of the project. */
const CHART = 'machines/call.machine.ts';

/** Gives the text of a file of a project; the path begins at the project's folder. */
export type ReadSource = (path: string) => string;

/** The import of a file of ours, for more than its types. */
const IMPORT = /^import(?! type)[^;]*? from '(\.[^']+)';$/gms;

/**
 * A file and every file of ours whose code it runs, as path and source, in the order of the imports. A file that is
 * imported only with `import type` decides nothing and is left out.
 */
export function sourcesFrom(
  path: string,
  read: ReadSource,
  found = new Map<string, string>(),
): Map<string, string> {
  if (found.has(path)) return found;
  const source = read(path);
  found.set(path, source);
  for (const [, imported = ''] of source.matchAll(IMPORT))
    sourcesFrom(posix.join(posix.dirname(path), imported), read, found);
  return found;
}

/**
 * Twelve hexadecimal digits that change with any of the sources behind a chart, and not with the line ends that git gives them on Windows.
 * Throws when `read` does.
 */
export const machineVersionOf = (read: ReadSource, chart = CHART): string =>
  createHash('sha256')
    .update([...sourcesFrom(chart, read).values()].join('\0').replaceAll('\r\n', '\n'))
    .digest('hex')
    .slice(0, 12);

/** The folder of the project; the compiled package has this file one folder deeper, in `dist`. */
const ROOT = ['../../', '../../../']
  .map((path) => new URL(path, import.meta.url))
  .find((folder) => existsSync(new URL(CHART, folder))) as URL;

export const readHere: ReadSource = (path) => readFileSync(new URL(path, ROOT), 'utf8');

/** The version of the call chart. */
export const MACHINE_VERSION: string = machineVersionOf(readHere);

/** The version of Parley that has this chart, as in package.json. */
export const PARLEY_VERSION: string = JSON.parse(readHere('package.json')).version;
