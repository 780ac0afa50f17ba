/**
 * Measures Parley from outside, against targets and against a floor (floor.ts) in the same run:
 *
 *   npm run bench                  everything, about fifteen minutes
 *   npm run bench -- overhead      how long Parley itself takes from end of turn to first frame
 *   npm run bench -- bargein       how soon the phone is told to be silent, and what stops after that
 *   npm run bench -- heard         whether the history holds what the caller heard, to the word
 *   npm run bench -- soak          10,000 turns in one process: what grows
 *   npm run bench -- console       what it costs that people watch, and that one of them does not read
 *   npm run bench -- modes         what a caller waits in each mode of hearing, beside the least that is possible
 *
 * Everything runs on loopback with vendors that answer at once (vendors.ts) and phones that cost little (phone.ts); `modes`
 * with the sandbox's, which speak and hear.
 */
import { bargein } from './bargein.ts';
import { heard } from './heard.ts';
import { watched } from './load/console.ts';
import { soak } from './load/soak.ts';
import { modes } from './modes.ts';
import { overhead } from './overhead.ts';
import { pinning } from './programs.ts';
import { print, verdicts } from './stats.ts';

const SECTIONS: Readonly<Record<string, () => Promise<void>>> = {
  overhead,
  bargein,
  heard,
  soak,
  console: watched,
  modes,
};
const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(SECTIONS);

print(`Pinning: ${pinning}.`);
for (const name of names) {
  const section = SECTIONS[name];
  if (!section)
    throw new Error(`There is no section "${name}": choose from ${Object.keys(SECTIONS).join(', ')}`);
  const startedAt = performance.now();
  print(`\n== ${name}`);
  await section();
  print(`  (${Math.round((performance.now() - startedAt) / 1_000)} s)`);
}
const missed = verdicts.filter(({ passed }) => !passed);
print(
  `\n${verdicts.length - missed.length} of ${verdicts.length} targets met${missed.length > 0 ? `; missed: ${missed.map(({ what }) => what).join('; ')}` : ''}.`,
);
process.exit(missed.length === 0 ? 0 : 1);
