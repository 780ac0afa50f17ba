/**
 * Calls for a section: opened, used and hung up together.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, type CallerOptions } from './caller.ts';
import { startUsage, type Usage } from './load/usage.ts';
import type { Program } from './programs.ts';
import type { Vendors } from './vendors/vendors.ts';

/** Runs `talk` in so many calls at once. Returns what the program used meanwhile. */
export async function withCalls(
  count: number,
  program: Program,
  vendors: Vendors,
  options: Omit<CallerOptions, 'url'>,
  talk: (caller: Caller) => Promise<void>,
): Promise<Usage> {
  const callers: Caller[] = [];
  for (let i = 0; i < count; i++)
    callers.push(await Caller.call(vendors, { ...options, url: program.mediaUrl }));
  await sleep(100);
  const stop = startUsage(program.pid);
  await Promise.all(callers.map(talk));
  const usage = stop();
  await Promise.all(callers.map((caller) => caller.hangUp()));
  return usage;
}

export const between = (least: number, most: number): number => least + Math.random() * (most - least);

/** The points of a section, or only those of `BENCH_CALLS` calls. */
export const chosen = <T extends { readonly calls: number }>(points: readonly T[]): readonly T[] =>
  points.filter(({ calls }) => [undefined, String(calls)].includes(process.env.BENCH_CALLS));
