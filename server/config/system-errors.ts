/**
 * What the operating system says about a file, a folder or an address, in words for an operator.
 */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'is not open to the user that runs this server',
  EPERM: 'is not open to the user that runs this server',
  EISDIR: 'is a folder',
  ENOTDIR: 'is no folder, or a part of its path is none',
  ELOOP: 'is a symlink that leads in a circle',
  ENAMETOOLONG: 'has too long a name',
  EROFS: 'is on a file system that takes no writes',
  ENOSPC: 'is on a disk that is full',
  EDQUOT: 'is on a disk where the quota of this user is used up',
  EMFILE: 'cannot be opened: this process has too many files open (ulimit -n)',
  ENFILE: 'cannot be opened: this machine has too many files open',
  ESTALE: 'is on a volume that its server has replaced: mount it once more',
  ENOTCONN: 'is on a volume whose program has ended: mount it once more',
  ETIMEDOUT: 'is on a volume whose server does not answer',
  EFBIG: 'would be longer than this process may write (ulimit -f)',
  EIO: 'cannot be read or written: the disk reports a fault',
};

/** The error's code, e.g. `ENOSPC`; undefined for an error that no system call made. */
export const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Whether there is no room for what is to be written. */
export const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error) ?? '');

/** A predicate with the code, such as `is a folder (EISDIR)`; its subject is the file's path. */
export function inWords(error: unknown): string {
  const code = systemCodeOf(error);
  const words = WORDS[code ?? ''];
  if (words !== undefined) return `${words} (${code})`;
  return `cannot be used (${code ?? (error instanceof Error ? error.message : String(error))})`;
}
