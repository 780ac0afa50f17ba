/**
 * `npm ci`: builds the console's page, where what builds it is installed. With `--omit=dev` it is not: then web/dist
 * must have come from elsewhere, or `/console` says that it is missing.
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
