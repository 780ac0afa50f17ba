/**
 * One call of three hundred turns: whether its last answers are as fast as a call's first, and whether the server's memory
 * stays where it is. Each turn of the long call is followed by one of a fresh call, which is hung up after ten turns: one
 * machine is not equally fast at the beginning and at the end, and both have the same moment. Its answers are short here, so
 * that the call is over within four minutes; with `BENCH_LONG_TURN_S=24` each turn takes so many seconds, and 300 of them
 * two hours. The call's journal is kept on disk with its transcripts, and its size is read while the call lasts.
 *
 * The memory of a call may grow until the journal's window is full (call/journal/journal.ts); what grows after that, or by
 * more than the entries of the journal, is a leak of the call.
 */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
/** Turns of a stretch; the last stretch is judged. */
const STRETCH = 50;
/** Turns of a fresh call. */
const FRESH_TURNS = 10;
/** Between the turns of one call, where audio takes no time: the work that follows an answer is over by then. */
const PAUSE_MS = 30;
/** Turns of other calls before the long one: the program's code is compiled by then. */
const WARM_UP_TURNS = Number(process.env.BENCH_WARM ?? 1_000);
const WARM_UP_CALL = 25;
/** The last turns over those of fresh calls. */
const SLOWER_LIMIT = 1.1;
/** The last prompt over that of half the call: by then the budget of the prompt is used up. */
const PROMPT_LIMIT = 1.15;
/** Growth of the heap in a stretch of the second half, with the fresh calls' journals that the console keeps beside it. */
const HEAP_LIMIT_MB = 4;
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
const QUICK = replyAt(4);
const SLOW = replyAt(TURN_MS / 3 / 40);

/** Turns of the long call, or of the fresh calls beside it. */
interface Speed {
  /** Without the time that the prompt itself took to arrive: the network's, and longer for a longer prompt. */
  readonly overheadsMs: number[];
  readonly arrivalsMs: number[];
}

interface Stretch {
  readonly turns: number;
  readonly long: Speed;
  readonly fresh: Speed;
  readonly promptBytes: number;
  /** What the live call's journal has on disk. */
  readonly journalBytes: number;
  readonly sample: ProcessSample;
}

const ON_DEMAND = { frames: 'onDemand' } as const;
const IN_REAL_TIME = { frames: 'realTime' } as const;

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

/** Where turns take their time, the fresh call's ends half a turn after the long one's. */
async function takeTurns(long: Caller, fresh: Caller): Promise<readonly [Turn, Turn]> {
  if (TURN_MS === 0) {
    await sleep(PAUSE_MS);
    const turn = await takeQuickTurn(long);
    await sleep(PAUSE_MS);
    return [turn, await takeQuickTurn(fresh)];
  }
  const take = (caller: Caller) => caller.takeTurn(SLOW, TURN_MS / 2, TURN_MS + 5_000);
  const [turn, other] = await Promise.all([
    take(long),
    sleep(TURN_MS / 2).then(() => take(fresh)),
    sleep(TURN_MS),
  ]);
  return [turn, other];
}

async function sampleOf(program: Program): Promise<ProcessSample> {
  await sleep(SETTLE_MS);
  const reported = once(program.process, 'message');
  program.process.send('sample');
  const [sample] = (await reported) as [ProcessSample];
  return sample;
}

/** The journals of the calls before this one have lost their `.part`. */
const journalBytesIn = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.part'))
    .reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0);

function add(turn: Turn, { overheadsMs, arrivalsMs }: Speed): void {
  const arrivalMs = turn.between('requestBegun', 'requestReceived') ?? 0;
  arrivalsMs.push(arrivalMs);
  overheadsMs.push(overheadOf(turn) - arrivalMs);
}

async function stretchesOf(
  call: () => Promise<Caller>,
  program: Program,
  journals: string,
): Promise<Stretch[]> {
  const caller = await call();
  const stretches: Stretch[] = [];
  for (let turns = STRETCH; turns <= TURNS; turns += STRETCH) {
    const long: Speed = { overheadsMs: [], arrivalsMs: [] };
    const fresh: Speed = { overheadsMs: [], arrivalsMs: [] };
    let promptBytes = 0;
    for (let taken = 0; taken < STRETCH; taken += FRESH_TURNS) {
      const other = await call();
      for (let i = 0; i < FRESH_TURNS; i++) {
        const [late, early] = await takeTurns(caller, other);
        add(late, long);
        add(early, fresh);
        promptBytes = late.requestBody.length;
      }
      await other.hangUp();
    }
    const sample = await sampleOf(program);
    const stretch = { turns, long, fresh, promptBytes, journalBytes: journalBytesIn(journals), sample };
    stretches.push(stretch);
    if (TURN_MS > 0) print(`  ${new Date().toISOString()}  ${rowOf(stretch).join('  ')}`);
  }
  await caller.hangUp();
  return stretches;
}

export async function longCall(): Promise<void> {
  const vendors = await startVendors(NO_DELAYS);
  const journals = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const program = await startProduct(vendors.host, {
    agent: 'agent',
    entry: 'bench/load/soak-server.ts',
    nodeArgs: ['--expose-gc'],
    env: { JOURNAL_DIR: journals, JOURNAL_TRANSCRIPTS: 'on' },
  });
  await warmUp(vendors, program);
  const options = TURN_MS > 0 ? IN_REAL_TIME : ON_DEMAND;
  const call = () => Caller.call(vendors, { url: program.mediaUrl, ...options });
  const stretches = await stretchesOf(call, program, journals);
  await program.stop();
  await vendors.close();
  rmSync(journals, { recursive: true });
  report(stretches);
}

const p50Of = ({ overheadsMs }: Speed): number => percentile(overheadsMs, 50);

const rowOf = ({ turns, long, fresh, promptBytes, journalBytes, sample }: Stretch): string[] => [
  String(turns),
  ms(p50Of(long)),
  ms(percentile(long.overheadsMs, 95)),
  ms(p50Of(fresh)),
  ms(percentile(fresh.overheadsMs, 95)),
  times(p50Of(long) / p50Of(fresh)),
  String(promptBytes),
  ms(percentile(long.arrivalsMs, 50)),
  (journalBytes / MB).toFixed(2),
  (sample.heapBytes / MB).toFixed(2),
  (sample.externalBytes / MB).toFixed(2),
];

function report(stretches: readonly Stretch[]): void {
  print(
    table(
      [
        'turns',
        'overhead p50, ms',
        'p95',
        'fresh calls, p50',
        'p95',
        'p50 over fresh',
        'prompt, bytes',
        'its arrival p50, ms',
        'journal on disk, MB',
        'heap, MB',
        'external, MB',
      ],
      stretches.map(rowOf),
    ),
  );
  const half = stretches[Math.floor((stretches.length - 1) / 2)] as Stretch;
  const last = stretches.at(-1) as Stretch;
  const slower = p50Of(last.long) / p50Of(last.fresh);
  print(
    `  p50 of the last ${STRETCH} turns over those of fresh calls: ${times(slower)}, limit ${SLOWER_LIMIT}×: ${verdict('long call, last turns over first', slower, SLOWER_LIMIT)}`,
  );
  const longer = last.promptBytes / half.promptBytes;
  print(
    `  prompt of the last turn over that of turn ${half.turns}: ${times(longer)}, limit ${PROMPT_LIMIT}×: ${verdict('long call, prompt', longer, PROMPT_LIMIT)}`,
  );
  const grownMb =
    (last.sample.heapBytes - half.sample.heapBytes) / MB / ((last.turns - half.turns) / STRETCH || 1);
  print(
    `  heap, growth in ${STRETCH} turns of the second half: ${grownMb.toFixed(2)} MB, limit ${HEAP_LIMIT_MB}: ${verdict('long call, heap', grownMb, HEAP_LIMIT_MB)}`,
  );
  const unwritten = stretches.filter(
    ({ journalBytes }, i) => journalBytes <= (stretches[i - 1]?.journalBytes ?? 0),
  ).length;
  print(
    `  stretches without growth of the journal on disk: ${unwritten}: ${verdict('long call, journal', unwritten, 0)}`,
  );
}
