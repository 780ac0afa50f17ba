/**
 * The flags of `npm run bench:turns -- …`.
 */
import { parseArgs } from 'node:util';
import { PROFILES, type Profile, STRATEGY_NAMES, type StrategyName } from './strategies.ts';

export interface Options {
  readonly strategies: readonly StrategyName[];
  readonly profiles: readonly Profile[];
  /** Calls at once. */
  readonly callers: number;
  /** Only callers whose name contains this text. */
  readonly only: string;
  /** A folder for every call's journal. */
  readonly journals?: string | undefined;
  /** Whether each fault is printed. */
  readonly faults: boolean;
}

const MOST_CALLERS = 100;
const text = { type: 'string' } as const;

/** Throws a line that names the wrong flag, and its possible values. */
export function readOptions(args: readonly string[]): Options {
  const { strategies, profiles, callers = '22', only = '', journals, faults = false } = flagsOf(args);
  if (!/^\d+$/.test(callers) || Number(callers) < 1 || Number(callers) > MOST_CALLERS)
    throw new Error(`--callers ${callers}: expected a whole number from 1 to ${MOST_CALLERS}`);
  return {
    strategies: chosen('strategies', strategies, STRATEGY_NAMES),
    profiles: chosen('profiles', profiles, PROFILES),
    callers: Number(callers),
    only,
    journals,
    faults,
  };
}

function flagsOf(args: readonly string[]) {
  const options = {
    strategies: text,
    profiles: text,
    callers: text,
    only: text,
    journals: text,
    faults: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [what] = (error as Error).message.split('. ');
    throw new Error(`${what}; choose from --${Object.keys(options).join(', --')}`);
  }
}

/** The names chosen, in our order; without any, all of them. */
function chosen<T extends string>(flag: string, given: string | undefined, known: readonly T[]): T[] {
  const names = given?.split(',') ?? known;
  const unknown = names.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`--${flag} ${unknown}: choose from ${known.join(', ')}`);
  return known.filter((each) => names.includes(each));
}
