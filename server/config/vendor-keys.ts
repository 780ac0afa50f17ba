/**
 * The environment keys of the vendors: which there are, which are secret, and which an agent cannot do without.
 */
import { isNeeded, isSecret } from '../../actors/providers/environment.ts';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { offering, type Vendor, type VendorOf } from '../../actors/providers/vendor.ts';
import { VENDORS } from '../vendors.ts';

/** Blanks are no value. */
export const isSet = (env: Values, key: string): boolean => String(env[key] ?? '').trim() !== '';

const allKeys = VENDORS.flatMap(({ env }) => Object.entries(env));

/** None of them needs a value, because no agent uses every vendor. */
export const vendorShape: Shape = Object.fromEntries(
  allKeys.map(([key, schema]) => [key, isNeeded(schema) ? schema.optional() : schema]),
);

/** Keys of vendors whose values are never shown. */
export const VENDOR_SECRETS: readonly string[] = allKeys
  .filter(([, schema]) => isSecret(schema))
  .map(([key]) => key);

const neededKeysOf = ({ env }: Vendor): string[] =>
  Object.keys(env).filter((key) => env[key] && isNeeded(env[key]));

/** The vendor of the model: the first whose keys are set, because an agent file does not name one. */
export const modelVendorIn = (env: Values): VendorOf<'llm'> | undefined =>
  offering(VENDORS, 'llm').find((vendor) => neededKeysOf(vendor).every((key) => isSet(env, key)));

/** What an agent file chooses. */
export interface ChosenVendors {
  readonly stt: VendorOf<'stt'>;
  readonly tts: VendorOf<'tts'>;
}

interface MissingKey {
  /** Or several that would do. */
  readonly key: string;
  /** Who needs it. */
  readonly who: string;
}

/** The keys that calls cannot do without and that have no value. Without an agent, any vendor of each kind will do. */
export function missingVendorKeys(env: Values, chosen: ChosenVendors | undefined): MissingKey[] {
  return [
    ...missingOf(env, chosen ? [chosen.stt] : offering(VENDORS, 'stt'), "the agent's transcriber"),
    ...missingOf(env, chosen ? [chosen.tts] : offering(VENDORS, 'tts'), "the agent's voice"),
    ...missingOf(env, offering(VENDORS, 'llm'), 'the model'),
  ];
}

/** Nothing when one of these vendors has all its keys. */
function missingOf(env: Values, vendors: readonly Vendor[], who: string): MissingKey[] {
  const missing = vendors.map((vendor) => neededKeysOf(vendor).filter((key) => !isSet(env, key)));
  if (missing.some((keys) => keys.length === 0)) return [];
  return [{ key: missing.map((keys) => keys.join(' and ')).join(' or '), who }];
}
