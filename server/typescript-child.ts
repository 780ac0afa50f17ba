/** Node's flags for a child process that runs TypeScript, wherever it is started from. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const TYPESCRIPT: readonly string[] = [
  '--import',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href,
];
