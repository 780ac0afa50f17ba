/**
 * The checks of one copy of the sources, which has one fault: replay and simulation.
 *
 *   recorded calls ──> replay          found scenarios, then seeds ──> simulated calls, until a rule is broken
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../../server/journal/journal-file.ts';
import { replay } from '../../server/journal/replay.ts';
import { runCall } from '../../simulation/run-call.ts';
import { FAULT_NAMES } from '../../simulation/scenarios/faults.ts';
import { simulateCall } from '../../simulation/simulate-call.ts';
import { found } from '../simulation/found.ts';

export interface Findings {
  /** How many of the recorded calls replay otherwise; 0 where none were asked for. */
  readonly replaysDiffer: number;
  /** Rules broken by the first simulated call that broke any. */
  readonly rules: readonly string[];
  /** How many calls that took; all of them when none did. */
  readonly calls: number;
}

/** `journals`: a folder with recorded calls, to replay them. */
export function probe(journals: string | undefined, calls: number): Findings {
  const names = journals === undefined ? [] : readdirSync(journals);
  const files = names.map((name) => readFileSync(join(journals ?? '', name), 'utf8'));
  const differ = files.filter((file) => replay(readJournal(file, { anyMachine: true })).difference);
  const options = { seed: 1, calls, seconds: 60, faults: FAULT_NAMES };
  const kept = found.filter(({ known }) => known === undefined);
  const broken = [
    ...kept.map(
      ({ scenario }) =>
        () =>
          simulateCall(scenario).broken,
    ),
    ...Array.from({ length: calls }, (_, call) => () => runCall(options, call).broken),
  ];
  for (const [i, simulate] of broken.entries()) {
    const rules = new Set(simulate().map(({ id }) => id));
    if (rules.size > 0) return { replaysDiffer: differ.length, rules: [...rules].sort(), calls: i + 1 };
  }
  return { replaysDiffer: differ.length, rules: [], calls: broken.length };
}
