/**
 * The machine that Parley runs on: names that resolve, time of day, disk, proxy.
 */
import { statfs } from 'node:fs/promises';
import { isIP } from 'node:net';
import { proxyFor } from '../../actors/providers/proxy/proxy-settings.ts';
import { toVoiceError } from '../../machines/errors.ts';
import type { Finding } from '../../readings/findings.ts';
import { checkFolder } from '../config/paths.ts';
import { failedWith, failure, ok, skipped, warning } from './finding.ts';
import { NoAnswer } from './http.ts';
import { isUnresolved, type Reached } from './reach.ts';

/** The hosts that were tried, each with what came of it. */
type Hosts = ReadonlyMap<string, Reached | NoAnswer>;

export function dnsFinding(hosts: Hosts): Finding {
  const named = [...hosts].filter(([host]) => isIP(host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) === 0);
  if (named.length === 0) return skipped('machine.dns', 'no address has a name to resolve');
  const lost = named.filter(([, reached]) => reached instanceof NoAnswer && isUnresolved(reached));
  if (lost.length === 0) return ok('machine.dns', `${named.length} names resolve`);
  return failure('machine.dns', `no address for ${lost.map(([host]) => host).join(', ')}`, {
    advice:
      lost.length === named.length
        ? 'no name resolves: check /etc/resolv.conf, the network and egress on port 53'
        : 'other names resolve: check how it is written',
  });
}

/** Of the time of day: Date headers are to the second. */
const SLIGHT_MS = 5_000;
/** Certificates and signed requests are refused beyond some minutes. */
const MUCH_MS = 120_000;

export function clockFinding(hosts: Hosts): Finding {
  const ahead = [...hosts.values()]
    .flatMap((reached) => (reached instanceof NoAnswer ? [] : (reached.aheadMs ?? [])))
    .sort((a, b) => a - b);
  const median = ahead[Math.floor(ahead.length / 2)];
  if (median === undefined) return skipped('machine.clock', 'no host has said what time it is');
  const seconds = Math.round(Math.abs(median) / 1_000);
  const figures = { skewMs: -median };
  if (Math.abs(median) < SLIGHT_MS)
    return ok('machine.clock', 'the time of day is that of the vendors', { figures });
  const said = `the clock is ${seconds} s ${median > 0 ? 'behind' : 'ahead of'} the vendors'`;
  const advice = 'switch time synchronization on (NTP)';
  return Math.abs(median) < MUCH_MS
    ? warning('machine.clock', said, { advice, figures })
    : failure('machine.clock', said, {
        advice: `${advice}: certificates and signatures depend on it`,
        figures,
      });
}

/** Of free disk. A recorded call takes 1 MB a minute, a journal 100 KB. */
const LITTLE_MB = 1_000;
const NONE_MB = 50;

/**
 * `folder`: JOURNAL_DIR. Since the start, which has written to it, it may have lost its volume or its rights, or be full: of files, too,
 * while there is room.
 */
export async function diskFinding(folder: string | undefined): Promise<Finding> {
  if (folder === undefined) return skipped('machine.disk', 'JOURNAL_DIR is not set: nothing is written');
  const { fault, isPassing } = checkFolder(folder);
  if (fault !== undefined)
    return failure('machine.disk', `no journal can be written, because ${fault}`, {
      advice: isPassing
        ? 'make room; df -i tells whether files are what is used up'
        : 'check JOURNAL_DIR and its volume',
    });
  return freeFinding(await freeMbIn(folder));
}

/** Undefined where the file system does not tell: some that are mounted from elsewhere say that they have no blocks at all. */
export async function freeMbIn(folder: string): Promise<number | undefined> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder);
    return blocks === 0 ? undefined : Math.floor((bavail * bsize) / 2 ** 20);
  } catch {
    return undefined;
  }
}

export function freeFinding(freeMb: number | undefined): Finding {
  if (freeMb === undefined)
    return ok(
      'machine.disk',
      'JOURNAL_DIR takes files, and its file system does not tell how much room there is',
    );
  const said = `JOURNAL_DIR has ${freeMb} MB free`;
  const figures = { freeMb };
  const advice = 'make room, or move JOURNAL_DIR: a call that cannot be written is lost when it ends';
  if (freeMb < NONE_MB) return failure('machine.disk', said, { advice, figures });
  return freeMb < LITTLE_MB
    ? warning('machine.disk', said, { advice, figures })
    : ok('machine.disk', said, { figures });
}

type Env = Readonly<Record<string, string | undefined>>;

/** Whether requests to this URL go through a proxy of the environment. A variable that is no proxy counts as none. */
export function isProxied(url: string, env: Env): boolean {
  try {
    return proxyFor(url, env) !== undefined;
  } catch {
    return false;
  }
}

export function proxyFinding(env: Env, urls: readonly string[]): Finding {
  const check = 'machine.proxy';
  try {
    const proxies = urls.map((url) => proxyFor(url, env)).filter((proxy) => proxy !== undefined);
    if (proxies.length === 0) return ok(check, 'no address is asked through a proxy');
    const hosts = [...new Set(proxies.map(({ host }) => host))].join(', ');
    return ok(check, `${proxies.length} of ${urls.length} addresses are asked through ${hosts}`, {
      figures: { proxied: proxies.length },
    });
  } catch (thrown) {
    return failedWith(check, toVoiceError(thrown));
  }
}
