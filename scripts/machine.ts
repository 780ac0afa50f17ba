/**
 * `npm run machine -- 0123456789ab`: the commits whose chart is the machine that a journal names, newest first.
 *
 *   commits that changed machines/ ──> the chart's sources at each ──> their digest =? the journal's
 *
 * Exit codes: 0 found, 1 not in this checkout's history, 2 no digest given.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commitsWith, type ReadAt } from './machine-commits.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function git(...argv: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', argv, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

const readAt: ReadAt = (commit, path) => git('show', `${commit}:${path}`);

const [machine = ''] = process.argv.slice(2);
if (/^[0-9a-f]{12}$/.test(machine)) {
  const commits = git('rev-list', '--all', '--', 'machines').split('\n').filter(Boolean);
  const found = commitsWith(machine, commits, readAt);
  for (const commit of found) process.stdout.write(git('log', '-1', '--format=%H %cs %s', commit));
  if (found.length === 0) {
    process.stderr.write(
      `No commit of this checkout has machine ${machine}; \`git fetch --all\` may bring it\n`,
    );
    process.exitCode = 1;
  }
} else {
  process.stderr.write(
    `machine ${machine}: expected twelve hexadecimal digits, as in a journal's first line\n`,
  );
  process.exitCode = 2;
}
