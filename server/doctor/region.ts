/**
 * Whether another region of a vendor is nearer than the one in use.
 *
 *   base URLs of all regions ──TCP──> round trips ──> the nearest
 */

import type { Values } from '../../actors/providers/values.ts';
import type { Endpoint } from '../../actors/providers/vendor.ts';
import type { Finding } from '../../readings/findings.ts';
import { ms, ok, skipped, warning } from './finding.ts';

/** A region is worth moving to when it is so much nearer, in ms, and at most this share of the way. */
const GAIN_MS = 30;
const SHARE = 0.6;

interface RegionQuestion {
  readonly kind: string;
  readonly vendor: string;
  readonly endpoint: Endpoint;
  readonly env: Values;
  /** Round trip to a host in ms; rejects when it cannot be reached. */
  readonly measure: (url: URL) => Promise<number>;
}

/** Empty for a vendor that has one address. */
export async function regionFinding(question: RegionQuestion): Promise<Finding[]> {
  const { kind, vendor, endpoint, env, measure } = question;
  const { key, regions = {}, mayUse } = endpoint;
  if (Object.keys(regions).length === 0) return [];
  const check = `${kind}.region`;
  const [used] = Object.entries(regions).find(([, url]) => url === env[key]) ?? [];
  if (used === undefined) return [skipped(check, `${vendor} has an address of your own, ${key}`)];
  const open = Object.entries(regions).filter(([region]) => mayUse?.(region, env) !== false);
  const measured = await Promise.all(
    open.map(async ([region, url]) => ({
      region,
      roundTripMs: await measure(new URL(url)).catch(() => Number.POSITIVE_INFINITY),
    })),
  );
  return [judge(check, vendor, used, measured)];
}

interface Measured {
  readonly region: string;
  readonly roundTripMs: number;
}

function judge(check: string, vendor: string, used: string, measured: readonly Measured[]): Finding {
  const [nearest] = [...measured].sort((a, b) => a.roundTripMs - b.roundTripMs);
  const own = measured.find(({ region }) => region === used)?.roundTripMs ?? Number.POSITIVE_INFINITY;
  if (!nearest || !Number.isFinite(own)) return skipped(check, `${vendor}: its regions cannot be measured`);
  const figures = Object.fromEntries(
    measured
      .filter(({ roundTripMs }) => Number.isFinite(roundTripMs))
      .map(({ region, roundTripMs }) => [region, ms(roundTripMs)]),
  );
  const isNearer = own - nearest.roundTripMs > GAIN_MS && nearest.roundTripMs < own * SHARE;
  if (!isNearer)
    return ok(check, `${vendor} is used in "${used}", and no region is much nearer`, { figures });
  return warning(
    check,
    `${vendor} is ${ms(own)} ms away in "${used}", and ${ms(nearest.roundTripMs)} ms in "${nearest.region}"`,
    { advice: `set REGION=${nearest.region}`, figures },
  );
}
