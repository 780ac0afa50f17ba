/**
 * The time from an interruption to `clear` at the phone, and to the end of the model's request and the TTS context:
 *
 *   StartOfTurn sent ─► `clear` received;  then: model request aborted, TTS context closed, no frame of the old answer
 *
 * early: at the first frame · mid: LLM and TTS still at work · tail: both done, only the phone still plays
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import { echoTimes } from './loopback.ts';
import { type Program, startFloor, startProduct } from './programs.ts';
import { between, chosen, withCalls } from './rounds.ts';
import { ms, percentile, print, table, verdict } from './stats.ts';
import type { Reply, Turn } from './turn.ts';
import { startVendors, type Vendors } from './vendors/vendors.ts';

/** Targets in ms, with the bare hop included. */
const P50_LIMIT_MS = 1;
const P99_LIMIT_MS = 5;

const PHASES = ['early', 'mid', 'tail'] as const;
type Phase = (typeof PHASES)[number];

const SENTENCES = Array.from({ length: 12 }, () => 'And here is one more thing to say. ');
const first = (name: string): string => `${name.replace('call', 'Call')} is here! `;
/** A reply that goes on until its request is aborted. */
const endless = (name: string): Reply => ({
  deltas: [first(name), ...SENTENCES],
  gapMs: 60,
  wordMs: 200,
  openEnded: true,
});
const quick = (name: string): Reply => ({ deltas: [first(name), ...SENTENCES], gapMs: 0, wordMs: 200 });

interface Interruption {
  readonly phase: Phase;
  readonly turn: Turn;
  readonly clearMs: number;
}

/** One interrupted answer. The interrupting turn is given up at once and gets no answer. */
async function interrupt(caller: Caller, phase: Phase): Promise<Interruption> {
  const turn = caller.newTurn(phase === 'tail' ? quick : endless);
  caller.startSpeaking(turn);
  await sleep(10);
  caller.stopSpeaking(turn);
  if (!(await turn.until('mediaReceived'))) throw new Error(`${turn.transcript} No answer came.`);
  if (phase !== 'early') await sleep(between(80, 300));
  const sentAt = performance.now();
  caller.flux.startOfTurn('Wait.');
  if (!(await turn.until('cleared'))) throw new Error(`${turn.transcript} No clear came.`);
  await sleep(40);
  return { phase, turn, clearMs: (turn.at('cleared') ?? Number.NaN) - sentAt };
}

interface Point {
  readonly calls: number;
  readonly rounds: number;
  readonly perPhase: number;
  /** The pause between two answers of a call, in ms. */
  readonly gapMs: readonly [number, number];
}

const POINTS = chosen<Point>([
  { calls: 1, rounds: 2, perPhase: 17, gapMs: [20, 40] },
  { calls: 50, rounds: 2, perPhase: 4, gapMs: [500, 1_500] },
]);

async function runRound(
  program: Program,
  vendors: Vendors,
  { calls, perPhase, gapMs }: Point,
): Promise<Interruption[]> {
  const found: Interruption[] = [];
  await withCalls(calls, program, vendors, { frames: 'realTime' }, async (caller) => {
    for (const phase of Array.from({ length: perPhase }, () => PHASES).flat()) {
      await sleep(between(...gapMs));
      found.push(await interrupt(caller, phase));
    }
  });
  return found;
}

export async function bargein(): Promise<void> {
  const vendors = await startVendors();
  const programs = [await startFloor(vendors.host), await startProduct(vendors.host)];
  for (const program of programs)
    await runRound(program, vendors, { calls: 8, rounds: 1, perPhase: 4, gapMs: [20, 60] });
  for (const point of POINTS) {
    const results = new Map<Program, Interruption[]>(programs.map((program) => [program, []]));
    const echoes: number[] = [];
    for (let round = 0; round < point.rounds; round++) {
      for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
        results.get(program)?.push(...(await runRound(program, vendors, point)));
      }
      echoes.push(...(await echoTimes(programs[0] as Program, 50)));
    }
    const [floor, product] = [...results.values()] as [Interruption[], Interruption[]];
    report(point, floor, product, echoes);
  }
  for (const program of programs) await program.stop();
  await vendors.close();
}

function report({ calls }: Point, floor: Interruption[], product: Interruption[], echoes: number[]): void {
  const where = `barge-in, ${calls} ${calls === 1 ? 'call' : 'calls'}`;
  print(`\n  ${calls} ${calls === 1 ? 'call' : 'calls at once'}: ${product.length} barge-ins each`);
  const row = (name: string, of: (each: Interruption) => number | undefined): string[] => {
    const cells = (all: Interruption[]) => {
      const values = all.map(of).filter((value) => value !== undefined);
      return [ms(percentile(values, 50)), ms(percentile(values, 99))];
    };
    const [f, p] = [cells(floor), cells(product)];
    return [name, f[0] ?? '', p[0] ?? '', f[1] ?? '', p[1] ?? ''];
  };
  print(
    table(
      ['ms', 'floor p50', 'product p50', 'floor p99', 'product p99'],
      [
        row('start of turn → clear', ({ clearMs }) => clearMs),
        ...PHASES.map((phase) =>
          row(`  ${phase}`, (each) => (each.phase === phase ? each.clearMs : undefined)),
        ),
        row('clear → model aborted', ({ turn }) => turn.between('cleared', 'llmAborted')),
        row('clear → context closed', ({ turn, phase }) =>
          phase === 'tail' ? undefined : turn.between('cleared', 'contextClosed'),
        ),
      ],
    ),
  );
  const clears = product.map(({ clearMs }) => clearMs);
  const hop = percentile(echoes, 50);
  const [p50, p99] = [percentile(clears, 50), percentile(clears, 99)];
  print(
    `  bare hop through a process and back: p50 ${ms(hop)}, p99 ${ms(percentile(echoes, 99))} ms; clear less the hop: p50 ${ms(p50 - hop)}, p99 ${ms(p99 - hop)} ms`,
  );
  print(
    `  p50 ${ms(p50)} ms, limit ${P50_LIMIT_MS}: ${verdict(`${where}, p50`, p50, P50_LIMIT_MS)}; p99 ${ms(p99)} ms, limit ${P99_LIMIT_MS}: ${verdict(`${where}, p99`, p99, P99_LIMIT_MS)}`,
  );
  const working = product.filter(({ phase }) => phase !== 'tail');
  const goesOn = working.filter(
    ({ turn }) => turn.at('llmAborted') === undefined || turn.at('contextClosed') === undefined,
  );
  print(
    `  model requests or contexts that went on: ${goesOn.length} of ${working.length}: ${verdict(`${where}, all stopped`, goesOn.length, 0)}`,
  );
  const late = product.reduce((sum, { turn }) => sum + turn.framesAfterClear, 0);
  print(
    `  frames of the old answer after clear: ${late}: ${verdict(`${where}, frames after clear`, late, 0)}`,
  );
}
