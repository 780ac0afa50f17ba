/**
 * One call of three hundred turns: whether its last answers are as fast as its first, and whether the server's memory
 * stays where it is. Audio takes no time here, so that the call is over within a minute; with `BENCH_LONG_TURN_S=24` each
 * turn takes so many seconds, and 300 of them two hours.
 *
 * The memory of a call may grow until the journal's window is full (call/journal/journal.ts); what grows after that, or by
 * more than the entries of the journal, is a leak of the call.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '../caller.ts';
import { overheadOf } from '../overhead.ts';
import { type Program, startProduct } from '../programs.ts';
import { ms, percentile, print, table, times, verdict } from '../stats.ts';
import type { Reply, Turn } from '../turn.ts';
import { NO_DELAYS, startVendors, type Vendors } from '../vendors/vendors.ts';
import type { ProcessSample } from './soak-server.ts';

const TURNS = Number(process.env.BENCH_LONG_TURNS ?? 300);
/** How long a turn takes, in ms: a half of it the caller speaks, and about a third of it the agent. 0: no time. */
const TURN_MS = 1_000 * Number(process.env.BENCH_LONG_TURN_S ?? 0);
/** Turns that are compared: so many at the beginning, and so many at the end. */
const COMPARED = 50;
/** Turns of other calls before the long one: the program's code is compiled by then. */
const WARM_UP_TURNS = Number(process.env.BENCH_WARM ?? 1_000);
const WARM_UP_CALL = 25;
/** The last turns over the first ones. */
const SLOWER_LIMIT = 1.1;
const SETTLE_MS = 1_000;
const MB = 1024 * 1024;

/** Three sentences, as long as an agent's usual answer. */
const replyAt =
  (wordMs: number) =>
  (name: string): Reply => ({
    deltas: [
      `${name} is here! `.replace('call', 'Call'),
      'The order that you asked about has been packed, and it leaves the bakery tomorrow at half past seven. ',
      'Shall I have it brought to the same address as the last time?',
    ],
    gapMs: 0,
    wordMs,
  });
const QUICK = replyAt(2);
const SLOW = replyAt(TURN_MS / 3 / 40);

interface Stretch {
  readonly turns: number;
  /** Without the time that the prompt itself took to arrive: the network's, and longer for a longer prompt. */
  readonly overheadsMs: number[];
  readonly arrivalsMs: number[];
  readonly promptBytes: number;
  readonly sample: ProcessSample;
}

const ON_DEMAND = { frames: 'onDemand', marks: 'received' } as const;
const IN_REAL_TIME = { frames: 'realTime', marks: 'played' } as const;

async function warmUp(vendors: Vendors, program: Program): Promise<void> {
  for (let turns = 0; turns < WARM_UP_TURNS; turns += WARM_UP_CALL) {
    const caller = await Caller.call(vendors, { url: program.mediaUrl, ...ON_DEMAND });
    for (let i = 0; i < WARM_UP_CALL; i++) await takeQuickTurn(caller);
    await caller.hangUp();
  }
}

function takeQuickTurn(caller: Caller): Promise<Turn> {
  caller.phone.sendFrame();
  return caller.takeTurn(QUICK, 0);
}

async function takeTurn(caller: Caller): Promise<Turn> {
  if (TURN_MS === 0) return takeQuickTurn(caller);
  const [turn] = await Promise.all([caller.takeTurn(SLOW, TURN_MS / 2, TURN_MS + 5_000), sleep(TURN_MS)]);
  return turn;
}

async function sampleOf(program: Program): Promise<ProcessSample> {
  await sleep(SETTLE_MS);
  const reported = once(program.process, 'message');
  program.process.send('sample');
  const [sample] = (await reported) as [ProcessSample];
  return sample;
}

async function stretchesOf(caller: Caller, program: Program): Promise<Stretch[]> {
  const stretches: Stretch[] = [];
  for (let turns = COMPARED; turns <= TURNS; turns += COMPARED) {
    const overheadsMs: number[] = [];
    const arrivalsMs: number[] = [];
    let promptBytes = 0;
    for (let i = 0; i < COMPARED; i++) {
      const turn = await takeTurn(caller);
      const arrivalMs = turn.between('requestBegun', 'requestReceived') ?? 0;
      arrivalsMs.push(arrivalMs);
      overheadsMs.push(overheadOf(turn) - arrivalMs);
      promptBytes = turn.requestBody.length;
    }
    const stretch = { turns, overheadsMs, arrivalsMs, promptBytes, sample: await sampleOf(program) };
    stretches.push(stretch);
    if (TURN_MS > 0) print(`  ${new Date().toISOString()}  ${rowOf(stretch).join('  ')}`);
  }
  return stretches;
}

export async function longCall(): Promise<void> {
  const vendors = await startVendors(NO_DELAYS);
  const program = await startProduct(vendors.host, {
    agent: 'agent',
    entry: 'bench/load/soak-server.ts',
    nodeArgs: ['--expose-gc'],
  });
  await warmUp(vendors, program);
  const options = TURN_MS > 0 ? IN_REAL_TIME : ON_DEMAND;
  const caller = await Caller.call(vendors, { url: program.mediaUrl, ...options });
  const stretches = await stretchesOf(caller, program);
  await caller.hangUp();
  await program.stop();
  await vendors.close();
  report(stretches);
}

const p50Of = ({ overheadsMs }: Stretch): number => percentile(overheadsMs, 50);

const rowOf = (stretch: Stretch): string[] => [
  String(stretch.turns),
  ms(p50Of(stretch)),
  ms(percentile(stretch.overheadsMs, 95)),
  String(stretch.promptBytes),
  ms(percentile(stretch.arrivalsMs, 50)),
  (stretch.sample.heapBytes / MB).toFixed(2),
  (stretch.sample.externalBytes / MB).toFixed(2),
];

function report(stretches: readonly Stretch[]): void {
  print(
    table(
      [
        'turns',
        'overhead p50, ms',
        'p95',
        'prompt, bytes',
        'its arrival p50, ms',
        'heap, MB',
        'external, MB',
      ],
      stretches.map(rowOf),
    ),
  );
  const slower = p50Of(stretches.at(-1) as Stretch) / p50Of(stretches[0] as Stretch);
  print(
    `  p50 of the last ${COMPARED} turns over that of the first: ${times(slower)}, limit ${SLOWER_LIMIT}×: ${verdict('long call, last turns over first', slower, SLOWER_LIMIT)}`,
  );
}
