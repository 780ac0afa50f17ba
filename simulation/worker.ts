/**
 * One process of a run: simulates every n-th call and sends their reports to pool.ts, ten at a time.
 */
import { type CallReport, type RunOptions, runCall } from './run-call.ts';

export interface WorkOrder {
  readonly options: RunOptions;
  readonly first: number;
  readonly every: number;
}

const AT_A_TIME = 10;

process.once('message', ({ options, first, every }: WorkOrder) => {
  let reports: CallReport[] = [];
  for (let call = first; call < options.calls; call += every) {
    reports.push(runCall(options, call));
    if (reports.length < AT_A_TIME) continue;
    process.send?.(reports);
    reports = [];
  }
  process.send?.(reports, () => process.disconnect());
});
