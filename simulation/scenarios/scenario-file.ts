/**
 * A scenario that broke a rule, as a file that a person can read and a test can run, with its journal in a second file.
 *
 *   out/violations/T2-7-164.json, .jsonl ──copy──> test/simulation/found/
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJournal } from '../../server/journal/journal-file.ts';
import { ScenarioSchema } from './scenario.ts';
import type { Shrunk } from './shrink.ts';

const BrokenSchema = z.object({ id: z.string(), atMs: z.number(), what: z.string() });

const FileSchema = z.strictObject({
  /** Why the scenario still breaks a rule; absent: the scenario must break none. */
  known: z.string().min(1).optional(),
  /** Seed of the run that found the scenario. */
  seed: z.number().int().optional(),
  call: z.number().int().optional(),
  /** Rules broken when the scenario was found. */
  broken: z.array(BrokenSchema).default([]),
  scenario: ScenarioSchema,
});
export type ScenarioFile = z.output<typeof FileSchema>;

/** Throws an error whose message is one line about the mistake in the file. */
export function readScenario(path: string): ScenarioFile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is not a readable JSON file: ${(error as Error).message}`);
  }
  const parsed = FileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path} is not a scenario: ${issue?.path.join('.')} ${issue?.message}`);
}

/** Writes both files and returns the path of the scenario. */
export function writeScenario(
  folder: string,
  id: string,
  seed: number,
  call: number,
  { scenario, simulated }: Shrunk,
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${id}-${seed}-${call}`);
  const broken = simulated.broken.filter((one) => one.id === id).slice(0, 3);
  const file = { seed, call, broken: broken.map(({ id, atMs, what }) => ({ id, atMs, what })), scenario };
  writeFileSync(`${path}.json`, `${JSON.stringify(file, null, 2)}\n`);
  writeFileSync(`${path}.jsonl`, writeJournal(simulated.call.journal));
  return `${path}.json`;
}
