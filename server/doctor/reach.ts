/**
 * Whether a host answers, how far it is, and what time it is there.
 *
 *   name ──DNS──> address ──TCP──> round trip;   GET ──> any answer, with its Date
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { CallClock } from '../../machines/clock.ts';
import type { Finding } from '../../readings/findings.ts';
import { failure, ms, ok, skipped } from './finding.ts';
import { type Http, meaningOf, NoAnswer } from './http.ts';

/** For the whole of it. */
const LIMIT_MS = 3_000;

export interface Reached {
  readonly host: string;
  /** Of TCP's handshake; of a whole request when a proxy is between, and then mostly the proxy's and the vendor's own. */
  readonly roundTripMs: number;
  /** How far the host's time of day is ahead of ours, in ms, to the second; undefined when it sends no Date. */
  readonly aheadMs: number | undefined;
}

interface ReachOptions {
  readonly http: Http;
  readonly clock: CallClock;
  /** In ms since 1970. */
  readonly timeOfDay: () => number;
  readonly isProxied: boolean;
}

/** Rejects with `NoAnswer`. `isProxied`: names are then resolved by the proxy, and no direct connection is tried. */
export async function reach(
  origin: string,
  { http, clock, timeOfDay, isProxied }: ReachOptions,
): Promise<Reached> {
  const url = new URL(origin);
  const { headers } = await http.request(url.origin, { limitMs: LIMIT_MS });
  const date = typeof headers.date === 'string' ? Date.parse(headers.date) - timeOfDay() : Number.NaN;
  const startedAt = clock.now();
  if (isProxied) await http.request(url.origin, { limitMs: LIMIT_MS });
  const roundTripMs = isProxied ? clock.now() - startedAt : await roundTrip(url, clock);
  return { host: url.host, roundTripMs, aheadMs: Number.isNaN(date) ? undefined : date };
}

type Resolve = (host: string) => Promise<readonly LookupAddress[]>;
const resolveByDns: Resolve = (host) => lookup(host, { all: true });

/** An address of IPv6 without the brackets that a URL has around it. */
export const hostIn = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * Time of TCP's handshake with a host, in ms: with its first address of IPv4 and of IPv6, whichever answers first, since calls go
 * on to the next address, too. Rejects with `NoAnswer`.
 */
export async function roundTrip(
  url: URL,
  clock: CallClock,
  resolve: Resolve = resolveByDns,
): Promise<number> {
  const host = hostIn(url);
  const port = Number(url.port) || (/^(https|wss):$/.test(url.protocol) ? 443 : 80);
  const found = await resolve(host).catch((cause: NodeJS.ErrnoException) => {
    throw new NoAnswer(cause.code ?? 'ENOTFOUND', cause);
  });
  const firsts = found.filter(({ family }, i) => found.findIndex((other) => other.family === family) === i);
  const over = new AbortController();
  try {
    return await Promise.any(firsts.map(({ address }) => handshake(address, port, clock, over.signal)));
  } catch (thrown) {
    throw thrown instanceof AggregateError ? (thrown.errors[0] ?? new NoAnswer('ENOTFOUND')) : thrown;
  } finally {
    over.abort();
  }
}

/** `signal` ends the attempt when another has an answer. */
function handshake(address: string, port: number, clock: CallClock, signal: AbortSignal): Promise<number> {
  const startedAt = clock.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, address);
    const end = (settle: () => void): void => {
      clock.clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const timer = clock.setTimeout(() => end(() => reject(new NoAnswer('TIMEOUT'))), LIMIT_MS);
    signal.addEventListener('abort', () => end(() => reject(new NoAnswer('TIMEOUT'))), { once: true });
    socket.once('connect', () => end(() => resolve(clock.now() - startedAt)));
    socket.once('error', (cause: NodeJS.ErrnoException) =>
      end(() => reject(new NoAnswer(cause.code ?? 'unknown', cause))),
    );
  });
}

interface Asked {
  /** The name in the message. */
  readonly vendor: string;
  /** The environment key to check, and its value. */
  readonly addressKey: string;
  readonly address: string;
}

export function reachFinding(
  check: string,
  { vendor, addressKey, address }: Asked,
  reached: Reached | NoAnswer,
): Finding {
  if (!(reached instanceof NoAnswer)) {
    const roundTripMs = ms(reached.roundTripMs);
    return ok(check, `${vendor} is ${roundTripMs} ms away, at ${reached.host}`, { figures: { roundTripMs } });
  }
  if (isUnresolved(reached)) return skipped(check, `${vendor}: see machine.dns`);
  return failure(check, `${vendor} cannot be reached (${reached.reason})`, {
    advice: `${meaningOf(reached.reason)}${ofContainer(address, reached)}; the address is ${addressKey}`,
    figures: { reason: reached.reason },
  });
}

/** A model beside the container, at an address that means the container itself within it. */
const ofContainer = (address: string, { reason }: NoAnswer): string =>
  reason === 'ECONNREFUSED' && /^\w+:\/\/(?:localhost(?=[:/]|$)|127\.|\[::1\])/i.test(address)
    ? ' (in a container, localhost is the container: a program of its host is at host.docker.internal)'
    : '';

/** Whether the host's name could not be resolved: machine.dns reports that, once for all hosts. */
export const isUnresolved = ({ reason }: NoAnswer): boolean => /^(ENOTFOUND|EAI_)/.test(reason);
