/**
 * The words for a journal that was recorded on another machine, and for how to get the Parley that has it.
 *
 *   recorded on machine 0123456789ab by Parley 0.1.0; `npm run machine -- 0123456789ab` names its commits
 */

/** The part of a journal's header that names its origin. */
export interface RecordedOn {
  /** Digest of the chart. */
  readonly machine: string;
  /** Version of Parley; absent in journals that are older than this field. */
  readonly version?: string | undefined;
}

export const recordedOn = ({ machine, version }: RecordedOn): string =>
  version === undefined
    ? `recorded on machine ${machine}`
    : `recorded on machine ${machine} by Parley ${version}`;

/**
 * A sentence on how to read such a journal with another Parley than `here`, the version that refuses it. Between two
 * releases one version has several machines: then the version helps nobody, and only the commits are named.
 */
export function howToGet({ machine, version }: RecordedOn, here: string): string {
  const names = `n a checkout, \`npm run machine -- ${machine}\` names the commits with that machine`;
  return version === undefined || version === here ? `I${names}` : `Parley ${version} reads it; i${names}`;
}
