/**
 * How well turns are taken: scripted callers (bench/turns/) against every strategy and profile, in real time.
 *
 *   npm run bench:turns                                    everything, about fifteen minutes
 *   npm run bench:turns -- --strategies flux,nova-text     some strategies; --profiles fast,patient some profiles
 *   npm run bench:turns -- --only dictation                callers whose name holds this; --faults names what went wrong
 *   npm run bench:turns -- --callers 8                     so many calls at once; --journals DIR keeps every call's journal
 *
 * The phone's record is what is judged. docs/turn-taking.md has a table and what it cannot show.
 */
import { parseArgs } from 'node:util';
import { print } from './stats.ts';
import { corpus } from './turns/corpus.ts';
import { type Run, run } from './turns/run.ts';
import { faultsOf, markdown, scoreboard } from './turns/scores.ts';
import { setUp } from './turns/stage.ts';
import { PROFILES, STRATEGY_NAMES } from './turns/strategies.ts';

const { values: flags } = parseArgs({
  options: {
    strategies: { type: 'string', default: STRATEGY_NAMES.join() },
    profiles: { type: 'string', default: PROFILES.join() },
    callers: { type: 'string', default: '16' },
    only: { type: 'string', default: '' },
    journals: { type: 'string' },
    faults: { type: 'boolean', default: false },
  },
});

/** The names chosen, in our order. */
function chosen<T extends string>(flag: string, given: string, known: readonly T[]): T[] {
  const names = given.split(',');
  const unknown = names.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`--${flag} ${unknown}: choose from ${known.join(', ')}`);
  return known.filter((each) => names.includes(each));
}

const strategies = chosen('strategies', flags.strategies, STRATEGY_NAMES);
const profiles = chosen('profiles', flags.profiles, PROFILES);
const callers = corpus.filter(({ name }) => name.includes(flags.only));
if (callers.length === 0) throw new Error(`--only ${flags.only}: no caller's name holds it`);
const env = flags.journals ? { JOURNAL_DIR: flags.journals, JOURNAL_TRANSCRIPTS: 'on' } : {};

const stage = await setUp(callers);
const runs: Run[] = [];
for (const strategy of strategies) {
  for (const profile of profiles) {
    const done = await run(stage, strategy, profile, { atOnce: Number(flags.callers), env });
    runs.push(done);
    print(
      `${strategy}, ${profile}: ${callers.length} callers in ${Math.round(done.wallMs / 1_000)} s; event loop p99: product ${done.productLagMs.toFixed(0)} ms, bench ${done.benchLagMs.toFixed(0)} ms; words lost in ${done.lost.length} turns`,
    );
    if (flags.faults) for (const fault of faultsOf(done)) print(`  ${fault}`);
  }
}
await stage.close();
print(`\n${scoreboard(runs)}\n\n${markdown(runs)}`);
process.exit(0);
