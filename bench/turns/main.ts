/**
 * The scoreboard of turn-taking: scripted callers (bench/turns/) against every strategy and profile, in real time.
 *
 *   npm run bench:turns                                    everything, about fifteen minutes
 *   npm run bench:turns -- --strategies flux,nova-text     some strategies; --profiles fast,patient some profiles
 *   npm run bench:turns -- --only dictation                callers whose name holds this; --faults lists each fault
 *   npm run bench:turns -- --callers 8                     so many calls at once; --journals DIR keeps every call's journal
 *
 * The phone's record is judged. docs/turn-taking.md has a table and its limits.
 */
import { print } from '../stats.ts';
import { answerTo } from './answers.ts';
import { corpus } from './corpus.ts';
import type { PreparedCaller } from './lines.ts';
import { type Options, readOptions } from './options.ts';
import { type Run, run } from './run.ts';
import { faultsOf, markdown, scoreboard } from './scores.ts';
import { setUp } from './stage.ts';

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

/** A caller for each answer of the model. */
const oneForEachAnswer = (cast: readonly PreparedCaller[]): PreparedCaller[] => [
  ...new Map(cast.map((each) => [answerOf(each), each])).values(),
];
function answerOf({ caller }: PreparedCaller): string {
  const asks = caller.steps.find((step) => step.do === 'turn');
  return answerTo([{ role: 'user', content: asks?.says.join(' ') ?? '' }]);
}

const { strategies, profiles, callers: atOnce, only, journals, faults } = optionsOrExit();
const callers = corpus.filter(({ name }) => name.includes(only));
if (callers.length === 0) {
  process.stderr.write(`--only ${only}: no caller's name holds it\n`);
  process.exit(2);
}
const env = journals ? { JOURNAL_DIR: journals, JOURNAL_TRANSCRIPTS: 'on' } : {};

const stage = await setUp(callers);
const runs: Run[] = [];
// The TTS stand-in synthesizes each line once, which takes time: callers are judged only afterwards.
await run(stage, 'flux', 'balanced', { atOnce: 6, cast: oneForEachAnswer(stage.cast) });
for (const strategy of strategies) {
  for (const profile of profiles) {
    const done = await run(stage, strategy, profile, { atOnce, env });
    runs.push(done);
    print(
      `${strategy}, ${profile}: ${callers.length} callers in ${Math.round(done.wallMs / 1_000)} s; answers to /health p99 ${done.pulseMs[0].toFixed(0)} ms, longest ${done.pulseMs[1].toFixed(0)} ms; placed again ${done.placedAgain}, stalled all the same ${done.stalled}; words lost in ${done.lost.length} turns`,
    );
    if (faults) for (const fault of faultsOf(done)) print(`  ${fault}`);
  }
}
await stage.close();
print(`\n${scoreboard(runs)}\n\n${markdown(runs)}`);
process.exit(0);
