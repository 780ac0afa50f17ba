/**
 * All calls of a run, over several processes. The number of processes does not change a call.
 *
 *   RunOptions ──fork──> worker.ts × n ──> CallReport[], in the order of the calls
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { TYPESCRIPT } from '../server/typescript-child.ts';
import type { CallReport, RunOptions } from './run-call.ts';
import type { WorkOrder } from './worker.ts';

export async function runCalls(
  options: RunOptions,
  workers: number,
  onProgress: (done: number) => void = () => {},
): Promise<CallReport[]> {
  const reports: CallReport[] = [];
  const every = Math.max(1, Math.min(workers, options.calls));
  const work = async (first: number): Promise<void> => {
    const worker = fork(new URL('./worker.ts', import.meta.url), {
      execArgv: [...TYPESCRIPT],
      // A development build of XState writes warnings about a call to the console.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    worker.on('message', (some: CallReport[]) => {
      reports.push(...some);
      onProgress(reports.length);
    });
    worker.send({ options, first, every } satisfies WorkOrder);
    const [code, killedBy] = (await once(worker, 'exit')) as [number | null, string | null];
    if (code !== 0) throw new Error(`A worker of the simulation ended with ${killedBy ?? code}`);
  };
  await Promise.all(Array.from({ length: every }, (_, first) => work(first)));
  return reports.sort((a, b) => a.call - b.call);
}
