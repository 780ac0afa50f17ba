/** What the doctor says of the machine: names, time of day, disk, proxy. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../server/doctor/http.ts';
import {
  clockFinding,
  diskFinding,
  dnsFinding,
  freeFinding,
  freeMbIn,
  isProxied,
  proxyFinding,
} from '../../../server/doctor/machine.ts';

const reached = (host: string, aheadMs?: number) => ({ host, roundTripMs: 20, aheadMs });

describe('the names of the vendors', () => {
  it.each([
    ['resolve', [['a.example', reached('a.example')]], 'ok', /1 names resolve/],
    ['resolve although nothing answers', [['a.example', new NoAnswer('ECONNREFUSED')]], 'ok', /resolve/],
    [
      'do not resolve, one of them',
      [
        ['a.example', reached('a.example')],
        ['b.example', new NoAnswer('ENOTFOUND')],
      ],
      'failure',
      /b\.example/,
    ],
    ['do not resolve, none of them', [['a.example', new NoAnswer('EAI_AGAIN')]], 'failure', /a\.example/],
    [
      'are addresses',
      [
        ['127.0.0.1:80', reached('127.0.0.1:80')],
        ['[::1]:80', reached('[::1]:80')],
      ],
      'skipped',
      /no address has a name/,
    ],
  ] as const)('%s', (_, hosts, outcome, says) => {
    const finding = dnsFinding(new Map<string, NoAnswer | ReturnType<typeof reached>>(hosts as never));
    expect(finding.outcome).toBe(outcome);
    expect(finding.message).toMatch(says);
  });
});

describe('the time of day', () => {
  const of = (...ahead: (number | undefined)[]) =>
    clockFinding(new Map(ahead.map((aheadMs, i) => [`host-${i}`, reached(`host-${i}`, aheadMs)])));

  it.each([
    ['to the second', [-900, 0, 800], 'ok'],
    ['with one host that is wrong', [0, 0, 3_600_000], 'ok'],
    ['by half a minute', [30_000, 30_000], 'warning'],
    ['by an hour', [-3_600_000, -3_599_000], 'failure'],
    ['of nobody', [undefined], 'skipped'],
  ] as const)('is that of the vendors %s', (_, ahead, outcome) => {
    expect(of(...ahead).outcome).toBe(outcome);
  });
});

describe('the disk', () => {
  it('is enough, little or full', async () => {
    expect(freeFinding(20_000).outcome).toBe('ok');
    expect(freeFinding(400).outcome).toBe('warning');
    expect(freeFinding(3)).toMatchObject({ outcome: 'failure', message: 'JOURNAL_DIR has 3 MB free' });
    expect((await diskFinding(undefined)).outcome).toBe('skipped');
    expect((await diskFinding(tmpdir())).figures?.freeMb).toBeGreaterThanOrEqual(0);
  });

  // rclone/rclone#2356, #894, GoogleCloudPlatform/gcsfuse#125, quantcast/qfs#255: full, it was said, while it took every file
  it('that does not tell is not full', async () => {
    const { outcome, message } = freeFinding(undefined);
    expect([outcome, message]).toEqual(['ok', expect.stringContaining('does not tell')]);
    expect(await freeMbIn('/no/such/folder')).toBeUndefined();
    if (process.platform === 'linux') expect(await freeMbIn('/proc')).toBeUndefined();
    expect(await freeMbIn(tmpdir())).toBeGreaterThanOrEqual(0);
  });

  // NixOS/nixpkgs#74524, longhorn/longhorn#4508: "No space left" beside gigabytes that are free. A volume may go while the server runs.
  it.each([
    ['is gone', '/no/such/folder', /\/no\/such\/folder does not exist \(ENOENT\)/],
    ['takes no files, whatever is free', '/proc', /no journal can be written, because \/proc/],
  ])('that %s is a failure, and says so', async (_, folder, says) => {
    const { outcome, message, advice } = await diskFinding(folder);
    expect(outcome).toBe('failure');
    expect(message).toMatch(says);
    expect(advice).toMatch(/JOURNAL_DIR/);
  });
});

describe('a proxy', () => {
  const PROXY = { HTTPS_PROXY: 'http://proxy.example:3128' };
  it.each([
    ['none is set', {}, 'https://api.example', false],
    ['it is set', PROXY, 'https://api.example', true],
    ['in small letters', { https_proxy: 'http://proxy.example:3128' }, 'wss://api.example', true],
    ['for the other protocol', { HTTP_PROXY: 'http://proxy.example:3128' }, 'https://api.example', false],
    ['except for the host', { ...PROXY, NO_PROXY: 'api.example' }, 'https://api.example', false],
    ['except for its domain', { ...PROXY, NO_PROXY: 'localhost, .example' }, 'https://api.example', false],
    ['except for another', { ...PROXY, NO_PROXY: 'pi.example' }, 'https://api.example', true],
    ['except for all', { ...PROXY, no_proxy: '*' }, 'https://api.example', false],
  ])('is used when %s', (_, env, url, expected) => {
    expect(isProxied(url, env)).toBe(expected);
  });

  it('is named without the name and password in it', () => {
    const finding = proxyFinding({ HTTPS_PROXY: 'http://joe:hidden@proxy.example:3128' }, [
      'https://a.example',
    ]);
    expect(finding.message).toBe('1 of 1 addresses are asked through proxy.example:3128');
  });

  it('that is no URL is a failure', () => {
    expect(proxyFinding({ HTTPS_PROXY: 'ftp://proxy.example' }, ['https://a.example']).outcome).toBe(
      'failure',
    );
  });
});
