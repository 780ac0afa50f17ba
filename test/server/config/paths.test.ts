/** Paths as an operator writes them, and folders that take no file. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../server/config/config.ts';
import { beginningOf, checkFolder, nearlyNamed, wholePath } from '../../../server/config/paths.ts';
import { inWords, isDiskFull } from '../../../server/config/system-errors.ts';
import { complaints } from '../../helpers/agent-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a path begins at the working directory, at home, or at the root', () => {
  expect(['a/b', './a', '~/a', '~', '/a/b', '~a'].map(wholePath)).toEqual([
    join(process.cwd(), 'a/b'),
    join(process.cwd(), 'a'),
    join(homedir(), 'a'),
    homedir(),
    '/a/b',
    join(process.cwd(), '~a'),
  ]);
  expect([beginningOf('/a'), beginningOf('a')]).toEqual([
    '',
    `; a path that does not begin with / begins at ${process.cwd()}`,
  ]);
});

/** dani-garcia/vaultwarden#698, datawhalechina/easy-langent#36, jef/streetmerchant#655, TobiasPankner/Teams-Auto-Joiner#20. */
describe('beside a file that is not there', () => {
  const nearly = (meant: string, ...there: string[]): string[] => {
    const own = mkdtempSync(join(folder, 'near-'));
    for (const name of there) writeFileSync(join(own, name), '');
    mkdirSync(join(own, '.env.d'));
    return nearlyNamed(join(own, meant)).sort();
  };

  it.each([
    ['.env', ['.env.txt', 'env', '.ENV', '.env.local', '.env.production', '.env ', 'env.txt.txt']],
    ['agent.json', ['agent.json.txt', 'Agent.JSON', 'agent.yaml', 'agent', ' agent.json']],
  ])('%s may have been meant: %j', (meant, there) => {
    expect(nearly(meant, ...there)).toEqual([...there].sort());
  });

  it('a copy for others is another file, and so is a folder of that name', () => {
    expect(nearly('.env', '.env.example', '.envrc', 'environment', 'venv')).toEqual([]);
    mkdirSync(join(folder, 'env'));
    expect([nearlyNamed(join(folder, '.env')), nearlyNamed('/no/such/.env')]).toEqual([[], []]);
  });
});

describe('JOURNAL_DIR', () => {
  const KEYS = {
    DEEPGRAM_API_KEY: 'k1',
    GROQ_API_KEY: 'k2',
    ELEVENLABS_API_KEY: 'k3',
    ELEVENLABS_VOICE_ID: 'v4',
  };
  const said = (path: string) => complaints(() => loadConfig({ ...KEYS, JOURNAL_DIR: path })).join();

  it('that takes files is used by its whole path, and keeps none of the attempt', () => {
    mkdirSync(join(folder, 'good'));
    const { env, warnings } = loadConfig({ ...KEYS, JOURNAL_DIR: `${folder}/./good/` });
    expect([env.JOURNAL_DIR, warnings, readdirSync(join(folder, 'good'))]).toEqual([
      join(folder, 'good'),
      [],
      [],
    ]);
  });

  it('that is none says why', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(said(join(folder, 'none'))).toContain(`and ${folder}/none does not exist (ENOENT)`);
    expect(said(join(folder, 'file'))).toContain('a part of its path is none (ENOTDIR)');
    expect(said('no-such-folder')).toContain(`${process.cwd()}/no-such-folder does not exist`);
  });

  it.runIf(process.platform === 'linux')('that takes no files says why', () => {
    expect(checkFolder('/proc').fault).toMatch(/^\/proc (does not exist|is not open|is on a file system)/);
  });
});

describe('what the operating system says', () => {
  const error = (code: string) => Object.assign(new Error(`${code}: raw`), { code });

  it.each([
    ['ENOSPC', 'is on a disk that is full (ENOSPC)', true],
    ['EDQUOT', 'is on a disk where the quota of this user is used up (EDQUOT)', true],
    // kubernetes-sigs/nfs-ganesha-server-and-external-provisioner#142, tox-dev/filelock PR#669: volumes over a network
    ['ESTALE', 'is on a volume that its server has replaced: mount it once more (ESTALE)', false],
    ['ENOTCONN', 'is on a volume whose program has ended: mount it once more (ENOTCONN)', false],
    ['ETIMEDOUT', 'is on a volume whose server does not answer (ETIMEDOUT)', false],
    ['EFBIG', 'would be longer than this process may write (ulimit -f) (EFBIG)', false],
    ['EROFS', 'is on a file system that takes no writes (EROFS)', false],
    ['EMFILE', 'cannot be opened: this process has too many files open (ulimit -n) (EMFILE)', false],
    ['EACCES', 'is not open to the user that runs this server (EACCES)', false],
    ['ENXIO', 'cannot be used (ENXIO)', false],
  ])('%s: %s', (code, words, isFull) => {
    expect([inWords(error(code)), isDiskFull(error(code))]).toEqual([words, isFull]);
  });

  it('is its message when it has no code', () => {
    expect([inWords(new Error('odd')), inWords('odd')]).toEqual([
      'cannot be used (odd)',
      'cannot be used (odd)',
    ]);
  });
});
