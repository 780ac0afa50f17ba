/**
 * The command line of the simulation, read and checked: `npm run simulate -- --calls 1000 --seed 7 --faults all`.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { RunOptions } from './run-call.ts';
import { FAULT_NAMES, FAULTS, type FaultName } from './scenarios/faults.ts';

export interface SimulateOptions extends RunOptions {
  readonly workers: number;
  /** One scenario file instead of many calls. */
  readonly scenario: string | undefined;
  /** Where violations are written. */
  readonly out: string;
}

export const HELP = `npm run simulate -- [flags]

  --calls <n>          how many calls; default 100
  --seed <n>           which calls; default 1
  --seconds <n>        how long callers stay, on average; default 120 (or --minutes)
  --faults <names>     none, all, or names with commas; default all
  --workers <n>        processes; default one for each core
  --scenario <file>    runs one scenario file and prints what happens in it
  --out <folder>       where violations are written; default out/violations

Faults:
${FAULT_NAMES.map((name) => `  ${name.padEnd(20)} ${FAULTS[name]}`).join('\n')}
`;

/** A flag or a file that is wrong; the message is one line for the person who typed it. */
export class BadInput extends Error {}

/** Throws `BadInput` with one line; undefined when help was asked for. */
export function readOptions(args: readonly string[]): SimulateOptions | undefined {
  const { help, calls, seed, seconds, minutes, faults, workers, scenario, out } = readFlags(args);
  if (help) return undefined;
  if (seconds !== undefined && minutes !== undefined)
    throw new BadInput('--seconds and --minutes set the same thing: give one of them');
  const inSeconds =
    minutes === undefined
      ? number('--seconds', seconds, 120, 1, 3_600)
      : 60 * number('--minutes', minutes, 2, 1, 60);
  return {
    calls: number('--calls', calls, 100, 1, 1_000_000),
    seed: number('--seed', seed, 1, 0, 0xffffffff),
    seconds: inSeconds,
    faults: readFaults(faults ?? 'all'),
    workers: number('--workers', workers, availableParallelism(), 1, 64),
    scenario,
    out: out ?? 'out/violations',
  };
}

function readFlags(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        calls: text,
        seed: text,
        seconds: text,
        minutes: text,
        faults: text,
        workers: text,
        scenario: text,
        out: text,
      },
    }).values;
  } catch (error) {
    throw new BadInput((error as Error).message.split('\n')[0]);
  }
}

function number(flag: string, given: string | undefined, usual: number, min: number, max: number): number {
  if (given === undefined) return usual;
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= min && value <= max) return value;
  throw new BadInput(`${flag} is "${given}": expected a whole number from ${min} to ${max}`);
}

function readFaults(given: string): FaultName[] {
  if (given === 'none') return [];
  if (given === 'all') return FAULT_NAMES;
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(FAULT_NAMES as string[]).includes(name));
  if (unknown === undefined) return names as FaultName[];
  throw new BadInput(`--faults has "${unknown}": expected none, all, or some of ${FAULT_NAMES.join(', ')}`);
}
