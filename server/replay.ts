/**
 * `npm run replay -- call.jsonl`: a recorded call on the same chart, step by step; says where the two first differ.
 * `--set transcriber.eotThreshold=0.8`: what if that had been the setting (journal/what-if.ts).
 *
 * Exit codes: 0 as recorded, 1 not as recorded or an invariant broken, 2 nothing that could be replayed.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createInvariants, type Violation } from '../machines/invariants.ts';
import { type RecordedCall, readJournal } from './journal/journal-file.ts';
import { type Replay, replay } from './journal/replay.ts';

const USAGE = 'npm run replay -- call.jsonl [--set key=value …] [--any-machine]';

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      set: { type: 'string', multiple: true, default: [] },
      'any-machine': { type: 'boolean', default: false },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Error(`One journal is needed: ${USAGE}`);
  const call = readJournal(readFileSync(path, 'utf8'), { anyMachine: values['any-machine'] });
  const result = replay(call);
  const violations = violationsOf(call);
  process.stdout.write(`${[...describe(call, result), ...violations.map(violationLine)].join('\n')}\n`);
  return result.difference || violations.length > 0 ? 1 : 0;
}

function describe({ callSid, startedAt, entries, machine }: RecordedCall, result: Replay): string[] {
  const seconds = ((entries.at(-1)?.atMs ?? 0) / 1_000).toFixed(1);
  const head = `${callSid}, ${startedAt}, ${seconds} s, machine ${machine}`;
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

function violationsOf({ entries, input: { limits } }: RecordedCall): Violation[] {
  const invariants = createInvariants(limits);
  return [...entries.flatMap((entry) => invariants.take(entry)), ...invariants.end()];
}

const violationLine = ({ id, seq, atMs, what }: Violation): string =>
  `${id} does not hold at line ${seq + 2}, ${(atMs / 1_000).toFixed(3)} s: ${what}`;

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
