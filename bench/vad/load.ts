/**
 * The cost of the VAD: processor time, bytes a stream, and delays of the event loop in a process with calls.
 *
 *   in step      every stream's frame in one tick: full batches, the best case
 *   as calls do  in real time, each stream in its own phase; compared with the same loop without a VAD
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeSample, FRAME_BYTES, FRAME_MS } from '../../actors/audio/mulaw.ts';
import { WINDOW_SAMPLES } from '../../actors/providers/silero/stream.ts';
import type { VadProvider, VadStream } from '../../actors/providers/vad-provider.ts';
import { ms, percentile, print, table, verdict } from '../stats.ts';
import { createDice, pink } from './noises.ts';

const CPU_LIMIT_MS = 2;
const CPU_LIMIT_FROM_STREAMS = 32;
const BYTES_LIMIT = 9_000;
/** A quarter of a frame, which is inaudible. */
const LAG_LIMIT_MS = 5;

const STREAMS = [1, 32, 64, 128];
/** Of all streams together. */
const AUDIO_SECONDS = 240;
const ROUNDS = 3;
const LIVE_STREAMS = [32, 64];
const LIVE_SECONDS = 8;
const MEASURED_STREAMS = 500;

const SOUND = Uint8Array.from(pink(4, createDice(3)), (sample) => encodeSample(Math.round(8_000 * sample)));
const frameAt = (index: number): Uint8Array => {
  const at = (index * FRAME_BYTES) % SOUND.length;
  return SOUND.subarray(at, at + FRAME_BYTES);
};

const cpuMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;
const fail = (error: Error): never => {
  throw error;
};

/** So many frames into each of so many streams, all streams' frames in one tick, each when the one before was judged. */
async function feedInStep(vad: VadProvider, count: number, frames: number): Promise<VadStream[]> {
  let judged = 0;
  let onJudged: () => void = () => undefined;
  const onWindow = (): void => {
    judged++;
    onJudged();
  };
  const streams = Array.from({ length: count }, () => vad.open({ onWindow, onFailed: fail }));
  for (let n = 0; n < frames; n++) {
    for (const [i, stream] of streams.entries()) stream.send(frameAt(n + i));
    const due = Math.floor(((n + 1) * FRAME_BYTES) / WINDOW_SAMPLES) * count;
    if (judged < due)
      await new Promise<void>((resolve) => {
        onJudged = () => judged === due && resolve();
      });
  }
  return streams;
}

/** Processor time for a second of one stream's audio, in ms. */
async function costInStep(vad: VadProvider, count: number): Promise<number> {
  const frames = Math.round((AUDIO_SECONDS / count) * (1_000 / FRAME_MS));
  const before = process.cpuUsage();
  const streams = await feedInStep(vad, count, frames);
  const used = cpuMs(process.cpuUsage(before));
  for (const stream of streams) stream.close();
  return used / (frames * count * (FRAME_MS / 1_000));
}

async function processorTime(vad: VadProvider): Promise<void> {
  print(`\n  processor time for a second of audio, in step, ms; median of ${ROUNDS}\n`);
  const rows: string[][] = [];
  const judged: string[] = [];
  for (const count of STREAMS) {
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) costs.push(await costInStep(vad, count));
    const cost = percentile(costs, 50);
    rows.push([`${count} streams`, ms(cost), ms(Math.min(...costs)), ms(Math.max(...costs))]);
    if (count < CPU_LIMIT_FROM_STREAMS) continue;
    const outcome = verdict(`processor time at ${count} streams`, cost, CPU_LIMIT_MS);
    judged.push(`  at ${count} streams: ${ms(cost)}, limit ${CPU_LIMIT_MS}: ${outcome}`);
  }
  print(`${table(['', 'median', 'least', 'most'], rows)}\n\n${judged.join('\n')}`);
}

interface Live {
  readonly cpuMsASecond: number;
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
}

/** Frames in real time, each stream's in a phase of its own. */
async function live(streams: readonly Pick<VadStream, 'send'>[]): Promise<Live> {
  const next = streams.map((_, i) => ({
    atMs: performance.now() + (i * FRAME_MS) / streams.length,
    frame: i,
  }));
  const lag = monitorEventLoopDelay({ resolution: 1 });
  const before = process.cpuUsage();
  const endMs = performance.now() + LIVE_SECONDS * 1_000;
  lag.enable();
  while (performance.now() < endMs) {
    const nowMs = performance.now();
    for (const [i, due] of next.entries()) {
      for (; due.atMs <= nowMs; due.atMs += FRAME_MS) streams[i]?.send(frameAt(due.frame++));
    }
    await sleep(1);
  }
  lag.disable();
  return {
    cpuMsASecond: cpuMs(process.cpuUsage(before)) / LIVE_SECONDS,
    lagP99Ms: lag.percentile(99) / 1e6,
    lagMaxMs: lag.max / 1e6,
  };
}

async function eventLoop(vad: VadProvider): Promise<void> {
  print(`\n  in real time, ${LIVE_SECONDS} s each; the detector's share is over the same loop without it\n`);
  const rows: string[][] = [];
  const judged: string[] = [];
  for (const count of LIVE_STREAMS) {
    const streams = Array.from({ length: count }, () =>
      vad.open({ onWindow: () => undefined, onFailed: fail }),
    );
    const without = await live(streams.map(() => ({ send: () => undefined })));
    const withVad = await live(streams);
    for (const stream of streams) stream.close();
    const share = (withVad.cpuMsASecond - without.cpuMsASecond) / count;
    rows.push(
      [`${count} streams, no detector`, '–', ms(without.lagP99Ms), ms(without.lagMaxMs)],
      [`${count} streams`, ms(share), ms(withVad.lagP99Ms), ms(withVad.lagMaxMs)],
    );
    const grown = withVad.lagP99Ms - without.lagP99Ms;
    const outcome = verdict(`event loop at ${count} streams`, grown, LAG_LIMIT_MS);
    judged.push(
      `  event loop's p99 at ${count} streams grows by ${ms(grown)} ms, limit ${LAG_LIMIT_MS}: ${outcome}`,
    );
  }
  const columns = ['', 'ms of processor for a second of audio', 'event loop p99, ms', 'longest'];
  print(`${table(columns, rows)}\n\n${judged.join('\n')}`);
}

/** Heap and buffers, when all garbage is gone. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function memory(vad: VadProvider): Promise<void> {
  const before = bytesInUse();
  const streams = await feedInStep(vad, MEASURED_STREAMS, 1_000 / FRAME_MS);
  const bytes = (bytesInUse() - before) / streams.length;
  for (const stream of streams) stream.close();
  print(
    `\n  bytes a stream, of ${MEASURED_STREAMS}: ${bytes.toFixed(0)}, limit ${BYTES_LIMIT}: ${verdict('bytes a stream', bytes, BYTES_LIMIT)}`,
  );
}

export async function load(vad: VadProvider): Promise<void> {
  await processorTime(vad);
  await eventLoop(vad);
  await memory(vad);
}
