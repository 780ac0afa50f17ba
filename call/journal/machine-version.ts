/**
 * Which chart a journal was recorded on: a digest of the sources that decide what happens next. A journal replays on
 * the same chart only.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** The chart's sources, beside this file's folder or, for the compiled package, beside `dist`. */
const ENTRANCE = ['../../machines/call.machine.ts', '../../../machines/call.machine.ts']
  .map((path) => new URL(path, import.meta.url))
  .find((file) => existsSync(file)) as URL;

/** The chart's own file and all of ours it imports, in a fixed order. */
function sourcesFrom(file: URL, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file.href)) return found;
  const source = readFileSync(file, 'utf8');
  found.set(file.href, source);
  for (const [, path] of source.matchAll(/^import(?! type)[^;]*? from '(\.[^']+)';$/gms))
    sourcesFrom(new URL(path as string, file), found);
  return found;
}

/** Twelve hexadecimal digits. */
export const MACHINE_VERSION: string = createHash('sha256')
  .update([...sourcesFrom(ENTRANCE).values()].join('\0'))
  .digest('hex')
  .slice(0, 12);
