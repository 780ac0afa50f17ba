/**
 * Which chart a journal was recorded on: a digest of the sources that decide what happens next. A journal replays on
 * the same chart only.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const ENTRANCE = new URL('../../machines/call.machine.ts', import.meta.url);

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
