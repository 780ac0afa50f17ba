/**
 * What `npm start -- …` can be told.
 */
interface Flags {
  /** One call in the sandbox, printed and recorded, and then the end. */
  readonly demo: boolean;
  /** A recording answers, without any vendor. */
  readonly vadOnly: boolean;
  /** Live calls are shown to Stately's inspector. */
  readonly stately: boolean;
}

export const FLAGS = ['--demo', '--vad-only', '--stately'];

/** Throws a line that says which one nobody knows, and which there are. */
export function readFlags(args: readonly string[]): Flags {
  const unknown = args.find((arg) => !FLAGS.includes(arg));
  if (unknown !== undefined) throw new Error(`${unknown}: no such flag; choose from ${FLAGS.join(', ')}`);
  return {
    demo: args.includes('--demo'),
    vadOnly: args.includes('--vad-only'),
    stately: args.includes('--stately'),
  };
}
