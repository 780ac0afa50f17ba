/**
 * The cost of a stretch of the run: processor time of the program under test, and time that the machine withheld from it.
 */
import { readFileSync } from 'node:fs';
import { PROGRAM_CORE } from '../programs.ts';

export interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Times the program was put off its core before it was done. */
  readonly preempted: number;
  /** Time for which the host took the program's core, and time for which other programs used it, in ms. */
  readonly stolenMs: number;
  readonly othersMs: number;
}

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10;

interface Reading {
  readonly at: number;
  readonly cpuMs: number;
  readonly preempted: number;
  readonly stolenMs: number;
  readonly busyMs: number;
}

/** Starts to count. The returned function stops and gives the figures, 0 on a system without /proc. */
export function startUsage(pid: number): () => Usage {
  const before = read(pid);
  return () => {
    const after = read(pid);
    const since = (of: (reading: Reading) => number): number => of(after) - of(before);
    const cpuMs = since((reading) => reading.cpuMs);
    return {
      wallMs: since(({ at }) => at),
      cpuMs,
      preempted: since(({ preempted }) => preempted),
      stolenMs: since(({ stolenMs }) => stolenMs),
      othersMs: Math.max(0, since(({ busyMs }) => busyMs) - cpuMs),
    };
  };
}

function read(pid: number): Reading {
  const stat = fileOrEmpty(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  const status = fileOrEmpty(`/proc/${pid}/status`);
  const core =
    new RegExp(`^cpu${PROGRAM_CORE} (.*)$`, 'm')
      .exec(fileOrEmpty('/proc/stat'))?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = core;
  return {
    at: performance.now(),
    cpuMs: (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * TICK_MS,
    preempted: Number(/^nonvoluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0),
    stolenMs: stolen * TICK_MS,
    busyMs: (user + nice + system + irq + softIrq) * TICK_MS,
  };
}

function fileOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Several stretches as one line. */
export function usageLine(all: readonly Usage[], turns: number): string {
  const sum = (of: (usage: Usage) => number): number => all.reduce((total, usage) => total + of(usage), 0);
  const wallMs = sum(({ wallMs }) => wallMs);
  const share = (partMs: number): string => `${Math.round((partMs / wallMs) * 100)} %`;
  const cpuMs = sum((usage) => usage.cpuMs);
  return `${(cpuMs / turns).toFixed(2)} ms of processor a turn; its core: ${share(cpuMs)} its own, ${share(sum((usage) => usage.othersMs))} others', ${share(sum((usage) => usage.stolenMs))} stolen by the host; preempted ${sum(({ preempted }) => preempted)} times`;
}
