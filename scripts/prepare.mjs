/**
 * `npm ci`: refuses a Node that is too old, of which npm only warns and which fails at a start with the name of a function. Then
 * builds the console's page when Vite is installed. With `--omit=dev` Vite is not: then web/dist
 * must come from elsewhere, or `/console` answers that the page is missing.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace('>=', '');
const numbersOf = (version) => version.split('.').map(Number);
const [[major, minor], [neededMajor, neededMinor]] = [process.versions.node, needed].map(numbersOf);
if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `Parley needs Node ${needed} or newer, and this is ${process.versions.node}: install another, then npm ci once more\n`,
  );
  process.exit(1);
}

const vite = await import('vite').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes("'vite'")) throw error;
  process.stdout.write('The console page is not built: development packages are not installed.\n');
});
if (vite) {
  const root = fileURLToPath(new URL('../web', import.meta.url));
  await vite.build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'warn' });
}
