/** Scenarios that broke a rule once, or do so still: test/simulation/found. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readScenario, type ScenarioFile } from '../../simulation/scenarios/scenario-file.ts';

const FOLDER = fileURLToPath(new URL('./found/', import.meta.url));

interface Found extends ScenarioFile {
  readonly name: string;
}

export const found: readonly Found[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, ...readScenario(`${FOLDER}${name}`) }));

/** Rules that are known to be broken in some scenarios. */
export const knownIds: ReadonlySet<string> = new Set(
  found.flatMap(({ known, broken }) => (known === undefined ? [] : broken.map(({ id }) => id))),
);
