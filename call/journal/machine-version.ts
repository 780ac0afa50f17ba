/**
 * Which chart a journal was recorded on: a digest of the sources that decide what happens next. A journal replays on
 * the same chart only.
 *
 *   call.machine.ts ──imports──> parts of the chart, actions, guards, … ──> sha256 ──> 12 hexadecimal digits
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** The chart's sources, beside this file's folder or, for the compiled package, beside `dist`. */
const ENTRANCE = ['../../machines/call.machine.ts', '../../../machines/call.machine.ts']
  .map((path) => new URL(path, import.meta.url))
  .find((file) => existsSync(file)) as URL;

/** The import of a file of ours, for more than its types. */
const IMPORT = /^import(?! type)[^;]*? from '(\.[^']+)';$/gms;

/**
 * A file and every file of ours whose code it runs, as address and source, in the order of the imports. A file that is
 * imported only with `import type` decides nothing and is left out.
 */
export function sourcesFrom(file: URL, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file.href)) return found;
  const source = readFileSync(file, 'utf8');
  found.set(file.href, source);
  for (const [, path] of source.matchAll(IMPORT)) sourcesFrom(new URL(path as string, file), found);
  return found;
}

/** Twelve hexadecimal digits that change with any of the sources behind this file. */
export const versionOf = (entrance: URL): string =>
  createHash('sha256')
    .update([...sourcesFrom(entrance).values()].join('\0'))
    .digest('hex')
    .slice(0, 12);

/** The version of the call chart. */
export const MACHINE_VERSION: string = versionOf(ENTRANCE);
