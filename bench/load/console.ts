/**
 * The cost of viewers on the console (readings/console.ts), as processor time of the server a turn:
 *
 *   console off ─ on, no viewer ─ 1 viewer of every call ─ 10 of every call ─ 10, one of which does not read
 *
 * Every viewer has a stream of its call and one of the list of calls, as a page has. Each variant has a server process
 * of its own, so that all are equally warm. Variants alternate within a round, so that a machine that gets slower slows
 * all of them. Each is compared with the mean of two processes with the console off, in its own round.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '../caller.ts';
import { type Program, startProduct } from '../programs.ts';
import { between } from '../rounds.ts';
import { ms, percentile, print, table, times, verdict } from '../stats.ts';
import type { Reply } from '../turn.ts';
import { FIELD_DELAYS, NO_DELAYS, startVendors, type Vendors } from '../vendors/vendors.ts';
import type { ServerSample } from './console-server.ts';
import { VIEWER_KEY, Viewer } from './viewer.ts';

/** Targets: over console off. The first allows for noise. */
const NOBODY_LIMIT = 1.1;
const TEN_LIMIT = 1.5;
/** The most unread bytes of one viewer (server/console/event-stream.ts), and one message more. */
const UNSENT_LIMIT_KB = 512;

const ROUNDS = Number(process.env.BENCH_CONSOLE_ROUNDS ?? 10);
const CALLS = 10;
const TURNS_PER_CALL = 4;
/** Some seven megabytes for each viewer: a kernel takes the first three or four for one that does not read. */
const ENTRIES = 60_000;

const reply = (name: string): Reply => ({
  deltas: [`${name} is here! `.replace('call', 'Call'), 'Bye.'],
  gapMs: 0,
  wordMs: 5,
});

interface Variant {
  readonly name: string;
  readonly isOn: boolean;
  readonly viewers: number;
  readonly frozen: number;
}
const OFF: Variant = { name: 'off', isOn: false, viewers: 0, frozen: 0 };
const ON: Variant = { name: 'on, no viewer', isOn: true, viewers: 0, frozen: 0 };
const TEN: Variant = { name: '10 viewers', isOn: true, viewers: 10, frozen: 0 };
const FROZEN: Variant = { name: '10 viewers, 1 frozen', isOn: true, viewers: 10, frozen: 1 };
/** A second process without the console: its difference from the first is noise. */
const OFF_TOO: Variant = { ...OFF, name: 'off, another process' };
const VARIANTS: readonly Variant[] = [OFF, OFF_TOO, ON, { ...ON, name: '1 viewer', viewers: 1 }, TEN, FROZEN];

const start = (vendors: Vendors, { isOn }: Variant): Promise<Program> =>
  startProduct(vendors.host, {
    entry: 'bench/load/console-server.ts',
    ...(isOn && { env: { API_KEYS: VIEWER_KEY } }),
  });

async function sample(program: Program): Promise<ServerSample> {
  const reported = once(program.process, 'message');
  program.process.send('sample');
  const [inside] = (await reported) as [ServerSample];
  return inside;
}

/** Viewers of a call; the first `frozen` of them do not read. */
async function watch(program: Program, call: Caller, { viewers, frozen }: Variant): Promise<Viewer[]> {
  const all: Viewer[] = [];
  for (let i = 0; i < viewers; i++) {
    const [ofCall, ofList] = [await Viewer.watch(program, `CA${call.id}`), await Viewer.watch(program)];
    if (i < frozen) for (const viewer of [ofCall, ofList]) viewer.freeze();
    all.push(ofCall, ofList);
  }
  return all;
}

interface Pace {
  readonly turnsPerCall: number;
  readonly gapMs: readonly [number, number];
}
const PACE: Pace = { turnsPerCall: TURNS_PER_CALL, gapMs: [100, 300] };

/** Processor time a turn, in ms. */
async function runRound(
  program: Program,
  vendors: Vendors,
  variant: Variant,
  { turnsPerCall, gapMs } = PACE,
): Promise<number> {
  const callers: Caller[] = [];
  for (let i = 0; i < CALLS; i++)
    callers.push(await Caller.call(vendors, { url: program.mediaUrl, frames: 'realTime' }));
  const viewers = (await Promise.all(callers.map((call) => watch(program, call, variant)))).flat();
  await sleep(200);
  const before = await sample(program);
  await Promise.all(
    callers.map(async (caller) => {
      for (let i = 0; i < turnsPerCall; i++) {
        await sleep(between(...gapMs));
        await caller.takeTurn(reply, between(20, 40));
      }
    }),
  );
  const after = await sample(program);
  for (const viewer of viewers) viewer.leave();
  await Promise.all(callers.map((caller) => caller.hangUp()));
  return (after.cpuMs - before.cpuMs) / (CALLS * turnsPerCall);
}

/** A server that has been up for a while, and remembers a hundred ended calls of a thousand turns. */
async function warmUp(program: Program, vendors: Vendors, variant: Variant): Promise<void> {
  for (let i = 0; i < 10; i++)
    await runRound(program, vendors, variant, { turnsPerCall: 10, gapMs: [5, 20] });
}

async function cost(): Promise<void> {
  const vendors = await startVendors(FIELD_DELAYS);
  const programs = new Map<Variant, Program>();
  for (const variant of VARIANTS) programs.set(variant, await start(vendors, variant));
  await Promise.all([...programs].map(([variant, program]) => warmUp(program, vendors, variant)));
  const results = new Map(VARIANTS.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [variant, program] of round % 2 === 0 ? programs : [...programs].toReversed())
      results.get(variant.name)?.push(await runRound(program, vendors, variant));
  }
  for (const program of programs.values()) await program.stop();
  await vendors.close();
  reportCost(results);
}

function reportCost(results: ReadonlyMap<string, readonly number[]>): void {
  const [off = [], offToo = []] = [results.get(OFF.name), results.get(OFF_TOO.name)];
  const base = off.map((value, round) => (value + (offToo[round] ?? Number.NaN)) / 2);
  const ratios = (name: string): number[] =>
    (results.get(name) ?? []).map((value, round) => value / (base[round] ?? Number.NaN));
  const ratio = (name: string): number => percentile(ratios(name), 50);
  print(
    `\n  ${ROUNDS} rounds; ${CALLS} calls at once, ${CALLS * TURNS_PER_CALL} turns a round; each call has the viewers\n`,
  );
  print(
    table(
      ['console', 'ms of processor a turn', 'over off', 'least', 'most'],
      [...results].map(([name, values]) => [
        name,
        ms(percentile(values, 50)),
        times(ratio(name)),
        times(Math.min(...ratios(name))),
        times(Math.max(...ratios(name))),
      ]),
    ),
  );
  const judge = (name: string, limit: number): void => {
    const value = ratio(name);
    print(`  ${name}: ${times(value)}, limit ${limit}×: ${verdict(`console, ${name}`, value, limit)}`);
  };
  judge(ON.name, NOBODY_LIMIT);
  judge(TEN.name, TEN_LIMIT);
  judge(FROZEN.name, TEN_LIMIT);
}

interface Growth {
  readonly rssBytes: number;
  readonly unsentBytes: number;
  readonly connectionsLost: number;
  readonly entries: number;
  readonly turns: number;
  readonly readBytes: number;
}

/** One call of very many entries in a process of its own. */
async function grow(variant: Variant): Promise<Growth> {
  const vendors = await startVendors(NO_DELAYS);
  const program = await start(vendors, variant);
  const caller = await Caller.call(vendors, { url: program.mediaUrl, frames: 'onDemand' });
  await sleep(100);
  const viewers = await watch(program, caller, variant);
  const before = await sample(program);
  let now = before;
  let unsentBytes = 0;
  let turns = 0;
  while (now.entries < ENTRIES) {
    caller.phone.sendFrame();
    await caller.takeTurn(reply, 0);
    turns++;
    now = await sample(program);
    unsentBytes = Math.max(unsentBytes, now.unsentBytes);
  }
  await sleep(500);
  const after = await sample(program);
  for (const viewer of viewers) viewer.leave();
  await caller.hangUp();
  await program.stop();
  await vendors.close();
  return {
    rssBytes: after.rssBytes - before.rssBytes,
    unsentBytes,
    connectionsLost: before.connections - after.connections,
    entries: after.entries,
    turns,
    readBytes: Math.max(0, ...viewers.map(({ bytes }) => bytes)),
  };
}

async function memory(): Promise<void> {
  const results: (readonly [string, Growth])[] = [];
  for (const variant of [TEN, FROZEN]) results.push([variant.name, await grow(variant)]);
  const MB = 1024 * 1024;
  print(`\n  one call until its journal has ${ENTRIES} entries, each in a process of its own\n`);
  print(
    table(
      ['console', 'turns', 'MB read by a viewer', 'RSS grew, MB', 'most unsent, KB', 'viewers dropped'],
      results.map(([name, growth]) => [
        name,
        String(growth.turns),
        (growth.readBytes / MB).toFixed(1),
        (growth.rssBytes / MB).toFixed(0),
        (growth.unsentBytes / 1024).toFixed(0),
        String(growth.connectionsLost),
      ]),
    ),
  );
  const unsentKb = Math.max(...results.map(([, { unsentBytes }]) => unsentBytes)) / 1024;
  print(
    `  most unsent to one viewer: ${unsentKb.toFixed(0)} KB, limit ${UNSENT_LIMIT_KB}: ${verdict('console, unsent', unsentKb, UNSENT_LIMIT_KB)}`,
  );
}

export async function watched(): Promise<void> {
  await cost();
  await memory();
}
