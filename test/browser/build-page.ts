/** The page that the server serves is the one that the sources make, before the first test asks for it. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export default async function buildPage(): Promise<void> {
  const root = fileURLToPath(new URL('../../web', import.meta.url));
  await build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'warn' });
}
