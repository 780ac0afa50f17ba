/**
 * Paths as an operator writes them: relative to the working directory, or beginning at home with `~`, which no shell has
 * resolved in an `.env`.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { inWords, isDiskFull } from './system-errors.ts';

export const wholePath = (path: string): string => resolve(path.replace(/^~(?=$|[/\\])/, homeOf));

/** A user without a name, as containers have them, may have no home: `~` then stays, and what is made of it does not exist. */
function homeOf(tilde: string): string {
  try {
    return homedir();
  } catch {
    return tilde;
  }
}

/** Endings that editors put behind a name and that other programs read beside it, and the dots before one. */
const AROUND_NAME = /^\.+|\.(?:txt|rtf|docx?|bak|local|dev|development|prod|production|json[c5]?|ya?ml)$/;

function bareName(name: string): string {
  const bare = name.toLowerCase().trim().replace(AROUND_NAME, '');
  return bare === name ? bare : bareName(bare);
}

/** Files beside a path that is not there, which may have been meant: `.env.txt`, whose ending Windows hides, for `.env`. */
export function nearlyNamed(path: string): string[] {
  const meant = basename(path);
  try {
    return readdirSync(dirname(path), { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && entry.name !== meant)
      .map(({ name }) => name)
      .filter((name) => bareName(name) === bareName(meant));
  } catch {
    return [];
  }
}

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
