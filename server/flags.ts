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

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The flags as their writer meant them: npm keeps one that has no `--` before it for itself, and PowerShell drops that `--`
 * (npm/cli#3136, #4903). Throws on one that is not of `known`, with its name and the known ones.
 */
export function flagsIn(args: readonly string[], known: readonly string[], env: Env): string[] {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) throw new Error(`${unknown}: no such flag; choose from ${known.join(', ')}`);
  const isKept = (flag: string): boolean =>
    env[`npm_config_${flag.slice(2).replaceAll('-', '_')}`] === 'true';
  return known.filter((flag) => args.includes(flag) || isKept(flag));
}

export function readFlags(written: readonly string[], env: Env): Flags {
  const args = flagsIn(written, FLAGS, env);
  return {
    demo: args.includes('--demo'),
    vadOnly: args.includes('--vad-only'),
    stately: args.includes('--stately'),
  };
}
