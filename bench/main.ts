/**
 * Measures Parley from outside, against targets and against a floor (floor.ts) in the same run:
 *
 *   npm run bench                  everything, about fifteen minutes
 *   npm run bench -- overhead      how long Parley itself takes from end of turn to first frame
 *   npm run bench -- bargein       how soon after an interruption `clear` reaches the phone, and the streams stop
 *   npm run bench -- heard         whether the history holds what the caller heard, to the word
 *   npm run bench -- soak          10,000 turns in one process: growth of memory
 *   npm run bench -- longcall      one call of 300 turns: whether its last answers are as fast as its first
 *   npm run bench -- console       the cost of viewers, and of one that does not read
 *   npm run bench -- modes         a caller's wait in each STT mode, beside the lower bound
 *
 * Everything runs on loopback with vendors that answer at once (vendors.ts) and phones that cost little (phone.ts); `modes`
 * with the sandbox's, which synthesize and recognize speech.
 */
import { bargein } from './bargein.ts';
import { heard } from './heard.ts';
import { watched } from './load/console.ts';
import { longCall } from './load/long-call.ts';
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
  longcall: longCall,
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
