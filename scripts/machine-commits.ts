/**
 * The commits of a machine: a journal names its machine by a digest, and a person needs the sources.
 */
import { machineVersionOf } from '../call/journal/machine-version.ts';

/** A file of the project as a commit has it. Throws when the commit has no such file. */
export type ReadAt = (commit: string, path: string) => string;

/** The commits whose chart has this digest, in the order given. Commits without a chart have no digest. */
export const commitsWith = (machine: string, commits: readonly string[], readAt: ReadAt): string[] =>
  commits.filter((commit) => machineAt(commit, readAt) === machine);

function machineAt(commit: string, readAt: ReadAt): string | undefined {
  try {
    return machineVersionOf((path) => readAt(commit, path));
  } catch {
    return undefined;
  }
}
