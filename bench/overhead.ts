/**
 * The time that the program under test itself takes, from the end of the caller's turn to the first frame of the answer:
 *
 *   EndOfTurn sent ─► request received · first token sent ─► text received · audio sent ─► media received
 *
 * The sum of the three is the overhead. The vendors' times between them (80 and 75 ms, like those of real vendors) are
 * not counted. With `BENCH_BEFORE=/path/to/another/checkout` that one takes the same turns, round by round, and the two are
 * compared: figures of two runs differ by more than two checkouts do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Usage, usageLine } from './load/usage.ts';
import { echoTimes } from './loopback.ts';
import { type Program, startFloor, startProduct } from './programs.ts';
import { between, chosen, withCalls } from './rounds.ts';
import { ms, percentile, print, table, times, verdict } from './stats.ts';
import type { Moment, Reply, Turn } from './turn.ts';
import { FIELD_DELAYS, NO_DELAYS, startVendors, type Vendors } from './vendors/vendors.ts';

/** Targets: product over floor. */
const P50_LIMIT = 2;
const P99_LIMIT = 4;

const reply = (name: string): Reply => ({
  deltas: [`${name} is here! `.replace('call', 'Call'), 'Bye.'],
  gapMs: 0,
  wordMs: 5,
});

interface Point {
  readonly calls: number;
  readonly rounds: number;
  /** Each round opens its calls anew. */
  readonly turnsPerCall: number;
  readonly gapMs: readonly [number, number];
}

const POINTS = chosen<Point>([
  { calls: 1, rounds: 18, turnsPerCall: 25, gapMs: [15, 45] },
  { calls: 50, rounds: 6, turnsPerCall: 8, gapMs: [400, 1_200] },
]);
/** `BENCH_VENDORS=instant`: vendors without delays of their own, as a harder test. */
const DELAYS = process.env.BENCH_VENDORS === 'instant' ? NO_DELAYS : FIELD_DELAYS;

/** A checkout to compare with. */
const BEFORE = process.env.BENCH_BEFORE;

/** Each program first takes a thousand turns that are not measured, like a server that has been up for a while. */
const WARM_UP: Point = { calls: 16, rounds: 1, turnsPerCall: 60, gapMs: [5, 20] };

const STAGES = [
  ['end of turn → request', 'endOfTurn', 'requestReceived'],
  ['first token → text', 'tokenSent', 'textReceived'],
  ['audio → media', 'audioSent', 'mediaReceived'],
] as const;

/** A turn that was answered with anything but its own audio has no place in the figures. */
function stageMs(turn: Turn, from: Moment, to: Moment): number {
  const ms = turn.between(from, to);
  if (ms === undefined) throw new Error(`${turn.transcript} There is no time from ${from} to ${to}.`);
  return ms;
}

export const overheadOf = (turn: Turn): number =>
  STAGES.reduce((sum, [, from, to]) => sum + stageMs(turn, from, to), 0);

interface Result {
  readonly turns: Turn[];
  readonly used: Usage[];
}

/**
 * Every order once: each program is first, last and behind each other one equally often. Behind the floor the same product was slower by
 * a twentieth than behind another product.
 */
function ordersOf(programs: readonly Program[]): Program[][] {
  if (programs.length <= 1) return [[...programs]];
  return programs.flatMap((first) =>
    ordersOf(programs.filter((other) => other !== first)).map((others) => [first, ...others]),
  );
}

async function runRound(program: Program, vendors: Vendors, point: Point): Promise<Result> {
  const { calls, turnsPerCall, gapMs } = point;
  const turns: Turn[] = [];
  const used = await withCalls(calls, program, vendors, { frames: 'realTime' }, async (caller) => {
    for (let i = 0; i < turnsPerCall; i++) {
      await sleep(between(...gapMs));
      turns.push(await caller.takeTurn(reply, between(20, 40)));
    }
  });
  return { turns, used: [used] };
}

export async function overhead(): Promise<void> {
  const vendors = await startVendors(DELAYS);
  const programs = [await startFloor(vendors.host), await startProduct(vendors.host)];
  if (BEFORE !== undefined) programs.push(await startProduct(vendors.host, { root: BEFORE }));
  for (const program of programs) {
    await runRound(program, vendors, WARM_UP);
  }
  for (const point of POINTS) {
    const results = new Map<Program, Result>(programs.map((each) => [each, { turns: [], used: [] }]));
    const echoes: number[] = [];
    const orders = ordersOf(programs);
    for (let round = 0; round < point.rounds; round++) {
      for (const program of orders[round % orders.length] ?? []) {
        const { turns, used } = await runRound(program, vendors, point);
        results.get(program)?.turns.push(...turns);
        results.get(program)?.used.push(...used);
      }
      echoes.push(...(await echoTimes(programs[0] as Program, 50)));
    }
    report(point, results, echoes);
  }
  for (const program of programs) await program.stop();
  await vendors.close();
}

function report(point: Point, results: Map<Program, Result>, echoes: number[]): void {
  const [floor, product, before] = [...results.values()] as [Result, Result, Result | undefined];
  const turnCount = product.turns.length;
  const [least, most] = point.gapMs;
  print(
    `\n  ${point.calls} ${point.calls === 1 ? 'call' : 'calls at once'}: ${turnCount} turns each, ${least}–${most} ms apart in a call`,
  );
  const row = (name: string, of: (turn: Turn) => number): string[] => {
    const cells = (result: Result) => {
      const values = result.turns.map(of);
      return [percentile(values, 50), percentile(values, 99)] as const;
    };
    const [f, p] = [cells(floor), cells(product)];
    return [name, ms(f[0]), ms(p[0]), times(p[0] / f[0]), ms(f[1]), ms(p[1]), times(p[1] / f[1])];
  };
  const total = row('overhead', overheadOf);
  print(
    table(
      ['ms', 'floor p50', 'product p50', 'ratio', 'floor p99', 'product p99', 'ratio'],
      [...STAGES.map(([name, from, to]) => row(name, (turn) => stageMs(turn, from, to))), total],
    ),
  );
  const p50 = Number.parseFloat(total[3] ?? '');
  const p99 = Number.parseFloat(total[6] ?? '');
  const where = `overhead, ${point.calls} ${point.calls === 1 ? 'call' : 'calls'}`;
  print(
    `  p50 ${times(p50)} of the floor's, limit ${P50_LIMIT}×: ${verdict(`${where}, p50`, p50, P50_LIMIT)}`,
  );
  print(
    `  p99 ${times(p99)} of the floor's, limit ${P99_LIMIT}×: ${verdict(`${where}, p99`, p99, P99_LIMIT)}`,
  );
  print(`  floor:   ${usageLine(floor.used, floor.turns.length)}`);
  print(`  product: ${usageLine(product.used, product.turns.length)}`);
  if (before) reportBefore(product, before);
  print(
    `  bare hop through a process and back: p50 ${ms(percentile(echoes, 50))}, p99 ${ms(percentile(echoes, 99))} ms`,
  );
}

function reportBefore(product: Result, before: Result): void {
  const row = (name: string, of: (turn: Turn) => number): string[] => {
    const [b, p] = [before, product].map(({ turns }) => percentile(turns.map(of), 50)) as [number, number];
    return [name, ms(b), ms(p), times(p / b)];
  };
  const stages = STAGES.map(([name, from, to]) => row(name, (turn) => stageMs(turn, from, to)));
  print(table(['ms, p50', 'before', 'product', 'ratio'], [...stages, row('overhead', overheadOf)]));
  print(`  before:  ${usageLine(before.used, before.turns.length)}`);
}
