/**
 * REGION: one setting that moves every vendor and the carrier.
 *
 *   given keys, REGION=eu ──> given keys, and the region's addresses for those who have the region
 *
 * A vendor whose address the environment sets keeps it.
 */
import type { GivenKeys } from '../carrier.ts';
import { CARRIERS } from '../carriers.ts';
import { VENDORS } from '../vendors.ts';

/** Every region that a vendor or a carrier has. */
export const REGIONS: readonly string[] = [
  ...new Set([
    ...VENDORS.flatMap(({ endpoint }) => Object.keys(endpoint?.regions ?? {})),
    ...CARRIERS.flatMap(({ places }) => Object.keys(places.regions)),
  ]),
];

export function withRegion(given: GivenKeys): GivenKeys {
  const region = given.REGION?.toLowerCase();
  if (region === undefined) return given;
  const added: Record<string, string> = {};
  for (const { endpoint } of VENDORS) {
    const url = endpoint?.regions?.[region];
    if (!endpoint || url === undefined || endpoint.mayUse?.(region, given) === false) continue;
    added[endpoint.key] = url;
  }
  for (const { places } of CARRIERS) {
    if (places.keys.some((key) => given[key] !== undefined)) continue;
    Object.assign(added, places.regions[region]);
  }
  return { ...added, ...given };
}
