/**
 * Ends a program on a Node that is too old, before anything else of it is evaluated: `npm ci` refuses one, and a service or an image may
 * run what another Node has installed. It would fail with the name of a function, at a start or within a call.
 *
 * The first import of a program. It must import nothing of ours.
 */
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly engines: { readonly node: string };
};
const needed = engines.node.replace('>=', '');
const numbersOf = (version: string): number[] => version.split('.').map(Number);
const [major = 0, minor = 0] = numbersOf(process.versions.node);
const [neededMajor = 0, neededMinor = 0] = numbersOf(needed);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `Parley needs Node ${needed} or newer, and this is ${process.versions.node}, at ${process.execPath}: start it with another\n`,
  );
  process.exit(1);
}
