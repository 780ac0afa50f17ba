/**
 * `npm run chart`: draws every machine's chart anew. A test fails when a machine has changed and its chart has not.
 *
 *   web/chart/call.chart.json   for the console, with the place of everything
 *   docs/charts/call.svg        for documents
 *   docs/charts/call.mmd        for programs that draw Mermaid
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { chartFiles } from './chart-files.ts';
import { charts } from './charts.ts';

for (const plan of charts) {
  for (const { path, text } of await chartFiles(plan)) {
    const file = new URL(`../../${path}`, import.meta.url);
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path}  ${(text.length / 1024).toFixed(1)} KB\n`);
  }
}
