/** The page that the server serves is the one that the sources make, before the first test asks for it. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { hasChromium } from '../../scripts/chromium.ts';

export default async function buildPage(): Promise<void> {
  if (!hasChromium)
    process.stderr.write('No Chromium on this machine: the tests of the page in a browser are skipped.\n');
  const root = fileURLToPath(new URL('../../web', import.meta.url));
  await build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'warn' });
}
