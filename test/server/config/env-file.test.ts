/**
 * `.env` as people write it: each form is read alike on every Node, or refused by its line.
 *
 * The rows come from what readers of such files do: Node 20.19, 22 and 24 (`util.parseEnv`), dotenv 17, docker, and reports.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadEnvFile, parseEnvFile } from '../../../server/config/env-file.ts';
import { readTextFile } from '../../../server/config/text-file.ts';
import { complaints } from '../../helpers/agent-files.ts';

const isOurs = (key: string): boolean => ['A', 'B', 'C'].includes(key);
const read = (text: string) => {
  const { values, problems } = parseEnvFile(text, '.env', isOurs);
  return { values: Object.fromEntries(values), problems: problems.lines };
};

describe('a line of .env is read', () => {
  it.each([
    ['blanks and tabs around everything (Node 20 keeps the tabs)', '\tA\t=\t1 \t\n', { A: '1' }],
    ['no-break spaces (Node keeps them)', 'A=1\u00a0\nB\u00a0=\u00a02', { A: '1', B: '2' }],
    ['zero-width characters, in the key and in the value', '\u200bA=1\nB=\u200b2\u2060', { A: '1', B: '2' }],
    ['a byte order mark in the middle, from two files put together', 'A=1\n\ufeffB=2', { A: '1', B: '2' }],
    ['export, with more blanks than one (Node 20 keeps one)', 'export A=1\nexport  B=2', { A: '1', B: '2' }],
    [
      'KEY: value, as YAML (Node 20 makes one key of two lines, 22 drops it)',
      'A: 1\nB=2',
      { A: '1', B: '2' },
    ],
    ['quotation marks of three kinds', 'A=\'a b\'\nB="b"\nC=`c`', { A: 'a b', B: 'b', C: 'c' }],
    ['a blank before the quotation mark (nodejs/node#53461)', 'A= "x"', { A: 'x' }],
    ['a comment behind a value', 'A=1 # one\nB="x" # y\nC= # nothing', { A: '1', B: 'x', C: '' }],
    ['quotation marks in that comment (nodejs/node#51508)', 'A="v" # or "w"', { A: 'v' }],
    ['a commented-out line (nodejs/node#52084)', 'A=1\n\n# B=2\n#A=3', { A: '1' }],
    ['# within quotation marks', 'A="#x # y"', { A: '#x # y' }],
    ['a value over lines', 'A="one\ntwo"\nB=3', { A: 'one\ntwo', B: '3' }],
    ['\\n in double quotes only', 'A="a\\nb"\nB=\'a\\nb\'', { A: 'a\nb', B: 'a\\nb' }],
    ['= and blanks within a value', 'A=a=b=\nB=hello world', { A: 'a=b=', B: 'hello world' }],
    ['no value', 'A=\nB=""\nC=3', { A: '', B: '', C: '3' }],
    ['$ as it is', 'A=$HOME', { A: '$HOME' }],
    ['a key twice with one value, or once blank', 'A=\nA=1\nB=2\nB=\nC=3\nC="3"', { A: '1', B: '2', C: '3' }],
    ['another program’s key twice, and # in its value, as Node does', 'X=1\nX=2\nY=a#b', { X: '2', Y: 'a' }],
  ])('%s', (_, text, values) => {
    expect(read(text)).toEqual({ values, problems: [] });
  });
});

it('.env.example is read to its end', () => {
  const { values, problems } = parseEnvFile(readTextFile('.env.example'), '.env', () => true);
  expect([values.get('PORT'), values.get('AGENT_FILE'), problems.lines]).toEqual([
    '3040',
    'agents/default.json',
    [],
  ]);
});

describe('a line of .env is refused', () => {
  const NO_PAIR = 'is no KEY=value (the line is not shown)';
  it.each([
    ['a word alone (nodejs/node#56775)', 'foo\nA=1', [`.env, line 1, ${NO_PAIR}`]],
    ['JSON', '{\n"A": "1"\n}', [1, 2, 3].map((n) => `.env, line ${n}, ${NO_PAIR}`)],
    ['a list of YAML', 'A=1\n- B=2', [`.env, line 2, ${NO_PAIR}`]],
    [
      'a command of PowerShell or cmd',
      '$env:A="1"\nset B=2\nsetx C 3',
      [1, 2, 3].map(
        (n) => `.env, line ${n}, is a command of PowerShell or cmd: it must have the form KEY=value`,
      ),
    ],
    [
      'a quotation mark that is not closed, or closed too early',
      "A=\"abc\nC='a'b",
      [1, 2].map(
        (n) => `.env, line ${n}, has a quotation mark that is not closed, or text after the closing one`,
      ),
    ],
    [
      'a # that docker and a shell take for the value and Node for a comment (motdotla/dotenv PR#1029)',
      'B=x\nA=a#b',
      [
        '.env, line 2, has a # that may begin a comment: write quotation marks around the value, or a blank before the comment',
      ],
    ],
    [
      'a line of a unit of systemd, whose key is another (etcd-io/etcd#3110)',
      'Environment="A=1"\nEnvironment=B=2\nC=3',
      [
        '.env, line 1, sets Environment and not A: write A=… alone',
        '.env, line 2, sets Environment and not B: write B=… alone',
      ],
    ],
    [
      'a key with two values',
      'A=1\nB=2\nA=3',
      ['A stands twice in .env, in lines 1 and 3, with two values: keep one'],
    ],
    ['after a value over lines, with its own number', 'A="1\n2\n3"\nfoo', [`.env, line 4, ${NO_PAIR}`]],
  ])('%s', (_, text, problems) => {
    expect(read(text).problems).toEqual(problems);
  });

  it('without a word of what it says', () => {
    const secret = 'gsk_0123456789';
    for (const line of [secret, `A="${secret}`, `A=${secret}#x`, `A=1\nA=${secret}`, `$env:A="${secret}"`])
      expect(read(line).problems.join()).not.toContain(secret);
  });
});

describe('.env', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-env-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);

  it('fills in what the environment lacks, or has as a blank', () => {
    writeFileSync(at('some'), '\ufeffA=1\r\nB=2\r\nC=3\r\n');
    const env: NodeJS.ProcessEnv = { B: '""', C: '4', D: '5' };
    const { overruled, problems, warnings } = loadEnvFile(env, isOurs, new Set(['C', 'D']), at('some'));
    expect(env).toEqual({ A: '1', B: '2', C: '4', D: '5' });
    expect([overruled, problems.lines]).toEqual([['C'], []]);
    // aispace-sh/aispace-client PR#31: precedence is silent otherwise
    expect(warnings).toEqual([`C of the environment is used: ${at('some')} has another value for it`]);
  });

  it('need not be there', () => {
    const env = {};
    expect(loadEnvFile(env, isOurs, new Set(), at('none')).problems.lines).toEqual([]);
    expect(env).toEqual({});
  });

  it('that is not there while .env.txt is, as Notepad saves it, is said to be missed (dani-garcia/vaultwarden#698)', () => {
    const own = mkdtempSync(join(folder, 'txt-'));
    const path = join(own, '.env');
    writeFileSync(`${path}.txt`, 'A=1');
    const said = ['.env.txt is not read: settings are read of a file named .env alone'];
    expect(loadEnvFile({}, isOurs, new Set(), path).warnings).toEqual(said);
    writeFileSync(path, '');
    expect(loadEnvFile({}, isOurs, new Set(), path).warnings).toEqual([]);
  });

  it('that is a folder, as docker makes of a missing one (Servas#32), or a symlink to nothing, says so', () => {
    mkdirSync(at('folder'));
    symlinkSync(at('nothing'), at('dangling'));
    const said = (name: string) => complaints(() => loadEnvFile({}, isOurs, new Set(), at(name))).join();
    expect(said('folder')).toMatch(/folder is a folder \(EISDIR\): it must be a file with a line KEY=value/);
    expect(said('dangling')).toMatch(/dangling does not exist \(ENOENT\): it must be a file/);
  });
});

// nodejs/node#51426, oven-sh/bun#42988: the variable is there, and TLS does not know of it.
describe('a setting that Node reads before .env', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-late-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  const warningsOf = (text: string, env: NodeJS.ProcessEnv = {}) => {
    writeFileSync(path, text);
    return loadEnvFile(env, isOurs, new Set(), path).warnings;
  };

  it.each(['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE'])('%s', (key) => {
    expect(warningsOf(`${key}=x`)).toEqual([
      `${key} of ${path} has no effect: Node reads it before ${path}; set it for the whole process`,
    ]);
    expect(warningsOf(`${key}=x`, { [key]: 'x' })).toEqual([]);
    expect(warningsOf(`${key}=`)).toEqual([]);
  });

  it('is none that Node reads when it is needed', () => {
    expect(warningsOf('NODE_TLS_REJECT_UNAUTHORIZED=0\nNODE_ENV=production\nTZ=UTC\nHTTPS_PROXY=')).toEqual(
      [],
    );
  });
});

/**
 * Secrets of docker, systemd (LoadCredential) and Kubernetes are files, and a key with _FILE behind it names one: Noooste/garage-ui#61,
 * suitenumerique/docs#909, Majorfi/immich-stack PR#74, LordMike/MBW.BlueRiiot2MQTT#59.
 */
describe('a value in a file of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-secret-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = (env: NodeJS.ProcessEnv) => {
    const { problems } = loadEnvFile(env, isOurs, new Set(), join(folder, 'no.env'));
    return { env, problems: problems.lines };
  };
  const file = (content: string | Uint8Array): string => {
    const path = join(folder, 'secret');
    writeFileSync(path, content);
    return path;
  };

  it.each([
    ['with a line break at its end', 'abc\n', 'abc'],
    ['from Windows', '\ufeffabc\r\n', 'abc'],
    ['of PowerShell, in UTF-16', Buffer.from('\ufeffabc\r\n', 'utf16le'), 'abc'],
    ['with a comma', 'abc,def', 'abc,def'],
  ])('%s is read', (_, content, value) => {
    const path = file(content);
    expect(load({ A_FILE: ` "${path}"\r` })).toEqual({
      env: { A_FILE: ` "${path}"\r`, A: value },
      problems: [],
    });
  });

  it('is named by .env as well', () => {
    const path = join(folder, '.env');
    writeFileSync(path, `A_FILE=${file('abc')}\n`);
    const env: NodeJS.ProcessEnv = {};
    loadEnvFile(env, isOurs, new Set(), path);
    expect(env.A).toBe('abc');
  });

  it('that cannot be read is refused with its path', () => {
    expect(load({ A_FILE: '/no/such' }).problems).toEqual([
      'A_FILE is "/no/such": it must be a file with the value of A, and /no/such does not exist (ENOENT)',
    ]);
    expect(load({ A_FILE: folder }).problems.join()).toContain(`${folder} is a folder (EISDIR)`);
    expect(load({ A_FILE: file(' \n') }).problems.join()).toContain('is empty');
  });

  it('is refused beside a value', () => {
    expect(load({ A: '1', A_FILE: file('abc') }).problems).toEqual(['A_FILE and A are both set: keep one']);
    expect(load({ A: '""', A_FILE: file('abc') }).env.A).toBe('abc');
  });

  it('is nobody’s when the setting is none of ours, or ends in _FILE itself', () => {
    const env = { X_FILE: '/no/such', A_FILE: '' };
    expect(load({ ...env })).toEqual({ env, problems: [] });
    const all = (key: string): boolean => ['AGENT', 'AGENT_FILE'].includes(key);
    expect(loadEnvFile({ AGENT_FILE: '/no/such' }, all, new Set(), '/no/env').problems.lines).toEqual([]);
  });
});
