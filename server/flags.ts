/**
 * The command-line flags of `npm start -- …`.
 */
interface Flags {
  /** Makes one call in the sandbox, printed and recorded, and exits. */
  readonly demo: boolean;
  /** A recording answers; no vendor is used. */
  readonly vadOnly: boolean;
  /** Live calls are shown to Stately's inspector. */
  readonly stately: boolean;
}

export const FLAGS = ['--demo', '--vad-only', '--stately'];

/** Throws on an unknown flag, with its name and the known ones. */
export function readFlags(args: readonly string[]): Flags {
  const unknown = args.find((arg) => !FLAGS.includes(arg));
  if (unknown !== undefined) throw new Error(`${unknown}: no such flag; choose from ${FLAGS.join(', ')}`);
  return {
    demo: args.includes('--demo'),
    vadOnly: args.includes('--vad-only'),
    stately: args.includes('--stately'),
  };
}
