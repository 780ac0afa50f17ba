/**
 * `npm run replay -- call.jsonl`: runs a recorded call on the same chart and prints the first difference.
 * A `.part` file, of a call that is not over or whose process died, is read as far as it goes.
 * `--set transcriber.eotThreshold=0.8`: estimates the call with another setting (journal/what-if.ts).
 *
 * Exit codes: 0 as recorded, 1 not as recorded or an invariant broken, 2 nothing that could be replayed.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Violation, violationsOf } from '../readings/invariants.ts';
import { lineOf, type RecordedCall, readJournal } from './journal/journal-file.ts';
import { type Replay, replay } from './journal/replay.ts';
import { whatIfReport } from './journal/what-if-report.ts';
import { outliveReaders } from './logger.ts';

const USAGE = 'npm run replay -- call.jsonl … [--set key=value[,key=value] …] [--any-machine]';

function main(): number {
  outliveReaders();
  const { values, positionals: paths } = parseArgs({
    allowPositionals: true,
    options: {
      set: { type: 'string', multiple: true, default: [] },
      'any-machine': { type: 'boolean', default: false },
    },
  });
  if (paths.length === 0) throw new Error(`Name a journal: ${USAGE}`);
  const calls = paths.map((path) => read(path, values['any-machine']));
  const outcomes = calls.map((call, i) => {
    const isCut = isUnfinished(paths[i] ?? '');
    return { call, result: replay(call, isCut), violations: violationsOf(call.entries, call.input, isCut) };
  });
  const lines = outcomes.flatMap(({ call, result, violations }) => [
    ...describe(call, result),
    ...violations.map(violationLine),
  ]);
  if (values.set.length > 0) lines.push('', whatIfReport(calls, values.set));
  process.stdout.write(`${lines.join('\n')}\n`);
  return outcomes.every(({ result, violations }) => !result.difference && violations.length === 0) ? 0 : 1;
}

const isUnfinished = (path: string): boolean => path.endsWith('.part');

function read(path: string, anyMachine: boolean): RecordedCall {
  try {
    return readJournal(readFileSync(path, 'utf8'), { anyMachine, isUnfinished: isUnfinished(path) });
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

function describe({ callId, startedAt, entries, machine }: RecordedCall, result: Replay): string[] {
  const seconds = ((entries.at(-1)?.atMs ?? 0) / 1_000).toFixed(1);
  const head = `${callId}, ${startedAt}, ${seconds} s, machine ${machine}`;
  const { events, compared, difference } = result;
  if (!difference) return [head, `As recorded: ${events} events, ${compared} steps, none different.`];
  const { line, atMs, recorded, replayed, after } = difference;
  return [
    head,
    `Differs at line ${line}, ${(atMs / 1_000).toFixed(3)} s, after ${after}; ${compared} steps were the same before it.`,
    `  recorded  ${recorded}`,
    `  replayed  ${replayed}`,
  ];
}

const violationLine = ({ id, seq, atMs, what }: Violation): string =>
  `${id} does not hold at line ${lineOf({ seq })}, ${(atMs / 1_000).toFixed(3)} s: ${what}`;

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
