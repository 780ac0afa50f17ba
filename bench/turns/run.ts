/**
 * All callers against one strategy and profile, so many at once, each call in real time. A call during which the machine
 * stood still is placed again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../stats.ts';
import { type Finding, judge } from './judge.ts';
import type { PreparedCaller } from './lines.ts';
import { Pulse } from './pulse.ts';
import type { Stage } from './stage.ts';
import { agentOf, type Profile, type StrategyName } from './strategies.ts';

export interface Run {
  readonly strategy: StrategyName;
  readonly profile: Profile;
  readonly findings: readonly Finding[];
  /** Turns whose words never reached the model whole, by their words. */
  readonly lost: readonly string[];
  readonly wallMs: number;
  /** Of the product's answers to a request meanwhile: p99 and longest, in ms. */
  readonly pulseMs: readonly [p99: number, longest: number];
  readonly placedAgain: number;
  /** Calls that stood still each time they were placed; they are judged all the same. */
  readonly stalled: number;
}

interface RunOptions {
  readonly atOnce: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: all callers of the stage. */
  readonly cast?: readonly PreparedCaller[];
}

const MOST_TRIES = 2;

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Turns that were answered in time, and of which some words never reached the model. */
function lostOf(findings: readonly Finding[], asked: readonly string[]): string[] {
  const texts = asked.map(plain);
  return findings.flatMap(({ words, fault }) =>
    words && !fault && !texts.some((text) => text.includes(plain(words))) ? [words] : [],
  );
}

/** Time between the first calls: callers do not dial in the same moment. */
const APART_MS = 250;

async function inParallel<T>(
  all: readonly T[],
  atOnce: number,
  work: (each: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const worker = async (_: unknown, i: number): Promise<void> => {
    await sleep(i * APART_MS);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export async function run(
  stage: Stage,
  strategy: StrategyName,
  profile: Profile,
  { atOnce, env = {}, cast = stage.cast }: RunOptions,
): Promise<Run> {
  const product = await stage.open({ agent: agentOf(strategy, profile), env });
  const startedAt = performance.now();
  const pulse = new Pulse(`${product.url.replace('ws:', 'http:')}/health`);
  const findings: Finding[] = [];
  let placedAgain = 0;
  let stalled = 0;
  await inParallel(cast, atOnce, async (prepared: PreparedCaller) => {
    for (let tries = 1; ; tries++) {
      const begunAt = performance.now();
      const record = await product.take(prepared);
      const stoodStill = pulse.stalledSince(begunAt);
      if (stoodStill && tries < MOST_TRIES) placedAgain++;
      else {
        if (stoodStill) stalled++;
        findings.push(...judge(prepared, record, profile));
        return;
      }
    }
  });
  pulse.stop();
  const wallMs = performance.now() - startedAt;
  await product.stop();
  const took = pulse.tookMs;
  return {
    strategy,
    profile,
    findings,
    lost: lostOf(findings, stage.takeAsked()),
    wallMs,
    pulseMs: [percentile(took, 99), Math.max(...took)],
    placedAgain,
    stalled,
  };
}
