/**
 * A process that asks copies of the sources, one after the other: packages are loaded once, and only what may hold a fault
 * is loaded anew.
 *
 *   { copy, journals, calls } ──> probe.ts of that copy ──> Findings
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { probe } from './probe.ts';

export interface Question {
  /** A folder with the sources. */
  readonly copy: string;
  /** A folder with recorded calls, to replay them. */
  readonly journals?: string;
  readonly calls: number;
}

process.on('message', async ({ copy, journals, calls }: Question) => {
  const asked: { probe: typeof probe } = await import(
    pathToFileURL(join(copy, 'test/mutants/probe.ts')).href
  );
  process.send?.(asked.probe(journals, calls));
});
