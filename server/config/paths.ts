/**
 * Paths as an operator writes them: relative to the working directory, or beginning at home with `~`, which no shell has
 * resolved in an `.env`.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { inWords, isDiskFull } from './system-errors.ts';

// Not every user has a home, as in a container that runs as a number.
export const wholePath = (path: string): string => resolve(path.replace(/^~(?=$|[/\\])/, () => homedir()));

/** Where a path begins that is not whole; empty for one that is. */
export const beginningOf = (path: string): string =>
  wholePath(path) === path || path.startsWith('~')
    ? ''
    : `; a path that does not begin with / begins at ${process.cwd()}`;

interface FolderCheck {
  /** Why no file can be written into the folder; undefined: one was. */
  readonly fault?: string;
  /** The disk is full: that may change while the server runs. */
  readonly isPassing?: boolean;
}

/** Writes a file into the folder at this whole path and removes it: rights alone do not tell of a full disk. */
export function checkFolder(path: string): FolderCheck {
  const probe = join(path, `.parley-${process.pid}.part`);
  try {
    writeFileSync(probe, '.');
    rmSync(probe);
    return {};
  } catch (error) {
    // On a full disk an empty file may have been made.
    if (isDiskFull(error)) rmSync(probe, { force: true });
    return { fault: `${path} ${inWords(error)}`, isPassing: isDiskFull(error) };
  }
}
