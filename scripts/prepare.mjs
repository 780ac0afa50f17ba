/**
 * `npm ci`: builds the console's page when Vite is installed. With `--omit=dev` Vite is not: then web/dist
 * must come from elsewhere, or `/console` answers that the page is missing.
 */
import { fileURLToPath } from 'node:url';

const vite = await import('vite').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes("'vite'")) throw error;
  process.stdout.write('The console page is not built: development packages are not installed.\n');
});
if (vite) {
  const root = fileURLToPath(new URL('../web', import.meta.url));
  await vite.build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'warn' });
}
