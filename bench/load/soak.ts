/**
 * Ten thousand turns in one server process, to find growing memory: answered turns, barge-ins, and speculations that
 * are confirmed or withdrawn, in calls of twenty turns that are hung up and replaced. The answers are short, as phones play them.
 *
 * The first samples still grow by design: the server remembers the last hundred ended calls.
 */
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '../caller.ts';
import { type Program, startProduct } from '../programs.ts';
import { print, table, verdict } from '../stats.ts';
import type { Reply, Turn } from '../turn.ts';
import { NO_DELAYS, startVendors, type Vendors } from '../vendors/vendors.ts';
import type { ProcessSample } from './soak-server.ts';

const TURNS = Number(process.env.BENCH_SOAK_TURNS ?? 10_000);
const SAMPLES = 5;
const CALLS = 50;
const TURNS_PER_CALL = 20;
/** Growth from the second sample to the last, with equal calls; above this the server keeps something of ended calls. */
const GROWTH_LIMIT = 1.05;
const SETTLE_MS = 2_500;

const short = (name: string): Reply => ({
  deltas: [`${name} is here! `.replace('call', 'Call'), 'Bye.'],
  gapMs: 0,
  wordMs: 5,
});
const long = (name: string): Reply => ({
  deltas: [
    `${name} is here! `.replace('call', 'Call'),
    ...Array.from({ length: 10 }, () => 'There is more to say. '),
  ],
  gapMs: 20,
  wordMs: 200,
  openEnded: true,
});

type Kind = (caller: Caller) => Promise<Turn>;

async function done(turn: Turn): Promise<Turn> {
  if (!(await turn.until('done', 10_000))) throw new Error(`${turn.transcript} No answer came.`);
  return turn;
}

const KINDS: Readonly<Record<string, Kind>> = {
  answered: (caller) => caller.takeTurn(short, 0),
  async interrupted(caller) {
    const turn = caller.newTurn(long);
    caller.startSpeaking(turn);
    caller.stopSpeaking(turn);
    if (!(await turn.until('mediaReceived', 10_000))) throw new Error(`${turn.transcript} No answer came.`);
    return caller.takeTurn(short, 0);
  },
  async confirmed(caller) {
    const turn = caller.newTurn(short);
    caller.startSpeaking(turn);
    caller.flux.eagerEndOfTurn(turn.transcript);
    if (Math.random() < 0.5) await turn.until('textReceived');
    caller.stopSpeaking(turn);
    return done(turn);
  },
  async withdrawn(caller) {
    const turn = caller.newTurn(short);
    caller.startSpeaking(turn);
    caller.flux.eagerEndOfTurn(turn.transcript);
    if (Math.random() < 0.5) await turn.until('requestReceived');
    caller.flux.turnResumed(turn.transcript);
    return caller.takeTurn(short, 0);
  },
};

class Soak {
  readonly counts = new Map<string, number>();
  turns = 0;
  pause: Promise<void> | undefined;
  readonly #program: Program;
  readonly #vendors: Vendors;

  constructor(program: Program, vendors: Vendors) {
    this.#program = program;
    this.#vendors = vendors;
  }

  /** One call after the other, until all calls together have had so many turns. */
  async keepCalling(until: number): Promise<void> {
    while (this.turns < until) {
      const caller = await Caller.call(this.#vendors, {
        url: this.#program.mediaUrl,
        frames: 'onDemand',
      });
      for (let i = 0; i < TURNS_PER_CALL && this.turns < until; i++) {
        const names = Object.keys(KINDS);
        const name = names[Math.floor(Math.random() * names.length)] as string;
        caller.phone.sendFrame();
        await (KINDS[name] as Kind)(caller);
        this.turns++;
        this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      }
      await caller.hangUp();
    }
  }
}

interface Sample extends ProcessSample {
  readonly turns: number;
  /** From outside, by /proc. */
  readonly fdSockets: number;
  readonly vendorSockets: number;
}

async function takeSample(program: Program, vendors: Vendors, turns: number): Promise<Sample> {
  await sleep(SETTLE_MS);
  const reported = once(program.process, 'message');
  program.process.send('sample');
  const [inside] = (await reported) as [ProcessSample];
  return { ...inside, turns, fdSockets: socketsOf(program.pid), vendorSockets: vendors.openSockets() };
}

function socketsOf(pid: number): number {
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith('socket:')).length;
}

export async function soak(): Promise<void> {
  const vendors = await startVendors(NO_DELAYS);
  const program = await startProduct(vendors.host, {
    agent: 'agent-eager',
    entry: 'bench/load/soak-server.ts',
    nodeArgs: ['--expose-gc'],
  });
  const run = new Soak(program, vendors);
  const startedAt = performance.now();
  const samples = [await takeSample(program, vendors, 0)];
  for (let i = 1; i <= SAMPLES; i++) {
    await Promise.all(Array.from({ length: CALLS }, () => run.keepCalling((TURNS / SAMPLES) * i)));
    samples.push(await takeSample(program, vendors, run.turns));
  }
  const tookS = (performance.now() - startedAt) / 1_000;
  await program.stop();
  await vendors.close();
  report(samples, run.counts, tookS);
}

const MB = 1024 * 1024;

function report(samples: readonly Sample[], counts: ReadonlyMap<string, number>, tookS: number): void {
  const last = samples.at(-1) as Sample;
  print(
    `\n  ${last.turns} turns in ${Math.round(tookS)} s, ${CALLS} calls at once, ${TURNS_PER_CALL} turns a call; ${[...counts].map(([name, count]) => `${count} ${name}`).join(', ')}`,
  );
  print('  every sample is taken with all calls hung up, after a collection\n');
  print(
    table(
      [
        'turns',
        'heap MB',
        'external MB',
        'RSS MB',
        'timers',
        'TCP handles',
        'socket fds',
        'vendor sockets',
        'live calls',
      ],
      samples.map((each) => [
        String(each.turns),
        (each.heapBytes / MB).toFixed(1),
        (each.externalBytes / MB).toFixed(1),
        (each.rssBytes / MB).toFixed(0),
        ...[each.timers, each.sockets, each.fdSockets, each.vendorSockets, each.liveCalls].map(String),
      ]),
    ),
  );
  const [before, settled] = [samples[0] as Sample, samples[2] as Sample];
  const growth = last.heapBytes / settled.heapBytes;
  const leftOver = (of: (sample: Sample) => number): number => Math.max(0, of(last) - of(settled));
  print(
    `  heap, ${last.turns} turns over ${settled.turns}: ${growth.toFixed(3)}×, limit ${GROWTH_LIMIT}×: ${verdict('soak, heap', growth, GROWTH_LIMIT)}`,
  );
  print(
    `  timers more than then: ${leftOver(({ timers }) => timers)}: ${verdict(
      'soak, timers',
      leftOver(({ timers }) => timers),
      2,
    )}`,
  );
  print(
    `  sockets more than then: ${leftOver(({ fdSockets }) => fdSockets)}: ${verdict(
      'soak, sockets',
      leftOver(({ fdSockets }) => fdSockets),
      2,
    )}`,
  );
  print(
    `  calls still live: ${last.liveCalls}, vendor sockets still open: ${last.vendorSockets} (before any call ${before.vendorSockets}): ${verdict('soak, live calls', last.liveCalls + last.vendorSockets, 0)}`,
  );
}
