/**
 * All callers against one strategy and profile, so many at once, each call in real time.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Finding, judge } from './judge.ts';
import type { PreparedCaller } from './lines.ts';
import type { Stage } from './stage.ts';
import { agentOf, type Profile, type StrategyName } from './strategies.ts';

export interface Run {
  readonly strategy: StrategyName;
  readonly profile: Profile;
  readonly findings: readonly Finding[];
  /** Turns whose words never reached the model whole, by their words. */
  readonly lost: readonly string[];
  readonly wallMs: number;
  /** Of the bench itself: a late phone is heard late. p99, in ms. */
  readonly benchLagMs: number;
  /** Of the product, as it says in /metrics; p99, in ms. */
  readonly productLagMs: number;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

async function inParallel<T>(
  all: readonly T[],
  atOnce: number,
  run: (each: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function lagOf(url: string): Promise<number> {
  const response = await fetch(`${url.replace('ws:', 'http:')}/metrics`, {
    headers: { authorization: 'Bearer bench' },
  });
  const [, seconds] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await response.text()) ?? [];
  return Number(seconds) * 1_000;
}

export async function run(
  stage: Stage,
  strategy: StrategyName,
  profile: Profile,
  { atOnce, env = {} }: { atOnce: number; env?: Readonly<Record<string, string>> },
): Promise<Run> {
  const product = await stage.open(agentOf(strategy, profile), { API_KEYS: 'bench', LOG_LEVEL: 'error', ...env });
  const startedAt = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const findings: Finding[] = [];
  await inParallel(stage.cast, atOnce, async (prepared: PreparedCaller) => {
    findings.push(...judge(prepared, await product.take(prepared), profile));
  });
  delay.disable();
  const wallMs = performance.now() - startedAt;
  const productLagMs = await lagOf(product.url);
  await product.stop();
  const heard = stage.takeHeard().map(plain);
  const lost = findings.flatMap(({ words, fault }) =>
    words && !fault && !heard.some((text) => text.includes(plain(words))) ? [words] : [],
  );
  return { strategy, profile, findings, lost, wallMs, benchLagMs: delay.percentile(99) / 1e6, productLagMs };
}
