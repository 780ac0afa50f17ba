/**
 * `npm run build:package`: the chart, the readings, the streams and the call as JavaScript with types, for programs that
 * embed Parley. `package.json` exports them under their folders' names: `parley/call/compose-call`.
 *
 *   machines/ readings/ actors/ call/ ──tsc──> dist/
 *
 * The package holds `machines/` beside `dist/`: a journal names its chart by a digest of those sources.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

const [outDir = join(ROOT, 'dist')] = process.argv.slice(2);
rmSync(outDir, { recursive: true, force: true });
execFileSync(process.execPath, [TSC, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', outDir], {
  stdio: 'inherit',
});
