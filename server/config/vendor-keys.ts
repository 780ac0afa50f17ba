/**
 * The environment keys of the vendors: which exist, which are secret, and which an agent needs.
 */
import { formOf, isNeeded, isSecret } from '../../actors/providers/environment.ts';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { offering, type Vendor, type VendorOf } from '../../actors/providers/vendor.ts';
import { VENDORS } from '../vendors.ts';
import { writtenValue } from './written-values.ts';

/** Whether the key has a value that is not blank. */
export const isSet = (env: Values, key: string): boolean => writtenValue(String(env[key] ?? '')) !== '';

const allKeys = VENDORS.flatMap(({ env }) => Object.entries(env));

/** Every vendor's keys, all optional, because no agent uses every vendor. */
export const vendorShape: Shape = Object.fromEntries(
  allKeys.map(([key, schema]) => [key, isNeeded(schema) ? schema.optional() : schema]),
);

/** Keys of vendors whose values are never shown. */
export const VENDOR_SECRETS: readonly string[] = allKeys
  .filter(([, schema]) => isSecret(schema))
  .map(([key]) => key);

/** Keys of vendors without a default. */
export const NEEDED_KEYS: readonly string[] = allKeys
  .filter(([, schema]) => isNeeded(schema))
  .map(([key]) => key);

const neededKeysOf = ({ env }: Vendor): string[] =>
  Object.keys(env).filter((key) => env[key] && isNeeded(env[key]));

/** The LLM vendor: the first whose keys are set, because an agent file does not name one. */
export const modelVendorIn = (env: Values): VendorOf<'llm'> | undefined =>
  offering(VENDORS, 'llm').find((vendor) => neededKeysOf(vendor).every((key) => isSet(env, key)));

/** A sentence for each LLM vendor whose keys are set and that takes no call, since another comes first. */
export function idleModelVendorsIn(env: Values): string[] {
  const chosen = modelVendorIn(env);
  return offering(VENDORS, 'llm')
    .filter((vendor) => vendor !== chosen && neededKeysOf(vendor).every((key) => isSet(env, key)))
    .map((vendor) => {
      const [key] = chosen ? neededKeysOf(chosen) : [];
      return `the model is asked of ${chosen?.name}, and not of ${vendor.name}, whose keys are set, too: unset ${key} to change that`;
    });
}

/** The vendors that an agent file chooses. */
export interface ChosenVendors {
  readonly stt: VendorOf<'stt'>;
  readonly tts: VendorOf<'tts'>;
}

interface MissingKeys {
  /** Alternatives of which one is enough: the keys that each lacks. */
  readonly lacks: readonly (readonly string[])[];
  /** The part of the agent that needs them. */
  readonly who: string;
}

/** `A is not set: the model needs it`, `A and B are not set: … needs them`. */
export function missingSentence({ lacks, who }: MissingKeys): string {
  const isPlural = lacks.some((keys) => keys.length > 1);
  const listed = lacks.map((keys) => keys.join(' and ')).join(isPlural ? ', or ' : ' or ');
  const needed = lacks.length > 1 && !isPlural ? 'one of them' : isPlural ? 'them' : 'it';
  return `${listed}${lacks.length > 1 && isPlural ? ',' : ''} ${isPlural ? 'are' : 'is'} not set: ${who} needs ${needed}`;
}

/** The keys that calls need and that have no value. Without an agent, any one vendor of each kind is enough. */
export function missingVendorKeys(env: Values, chosen: ChosenVendors | undefined): MissingKeys[] {
  const model = modelVendorIn(env);
  const lacksModel = model !== undefined && model.llm.defaultModel === undefined && !isSet(env, 'LLM_MODEL');
  return [
    ...missingOf(env, chosen ? [chosen.stt] : offering(VENDORS, 'stt'), "the agent's STT"),
    ...missingOf(env, chosen ? [chosen.tts] : offering(VENDORS, 'tts'), "the agent's voice"),
    ...missingOf(env, offering(VENDORS, 'llm'), 'the model'),
    ...(lacksModel ? [{ lacks: [['LLM_MODEL']], who: `${model.name}, which has no default model,` }] : []),
  ];
}

/** The missing keys of these vendors; empty when one of them has all its keys. */
function missingOf(env: Values, vendors: readonly Vendor[], who: string): MissingKeys[] {
  const lacks = vendors.map((vendor) => neededKeysOf(vendor).filter((key) => !isSet(env, key)));
  return lacks.some((keys) => keys.length === 0) ? [] : [{ lacks, who }];
}

/** The hosts of a vendor, in every region. */
function ownHostsOf({ env, endpoint }: Vendor): string[] {
  if (!endpoint) return [];
  const urls = [env[endpoint.key]?.parse(undefined), ...Object.values(endpoint.regions ?? {})];
  return urls.map((url) => new URL(String(url)).hostname);
}

/** The vendor's address, where the environment has one that can be read. */
function addressIn(given: Values, { endpoint }: Vendor): URL | undefined {
  const written = endpoint && given[endpoint.key];
  return typeof written === 'string' && URL.canParse(written) ? new URL(written) : undefined;
}

/** Whether this vendor is reached at its own address. Elsewhere, a model of one's own say, any key may be right. */
function isAtHome(vendor: Vendor, given: Values): boolean {
  const address = addressIn(given, vendor);
  return address === undefined || ownHostsOf(vendor).includes(address.hostname);
}

/** Addresses of vendors' own hosts at which the key would travel in the clear. */
export const openAddressesIn = (given: Values): string[] =>
  VENDORS.flatMap((vendor) => {
    const address = addressIn(given, vendor);
    const isOpen = address !== undefined && /^(?:http|ws):$/.test(address.protocol);
    return isOpen && isAtHome(vendor, given) && vendor.endpoint ? [vendor.endpoint.key] : [];
  });

/** Secrets of vendors that are reached at their own address, with the vendor of each. */
const secretsAtHome = (given: Values) =>
  VENDORS.filter((vendor) => isAtHome(vendor, given)).flatMap((vendor) =>
    Object.entries(vendor.env)
      .filter(([key, schema]) => isSecret(schema) && isSet(given, key))
      .map(([key, schema]) => ({ key, value: String(given[key]), schema, vendor })),
  );

/** The keys of vendors that an example's placeholder would be wrong in: secrets, and what has no default. */
export const vendorKeysToFill = (given: Values): string[] =>
  VENDORS.filter((vendor) => isAtHome(vendor, given)).flatMap(({ env }) =>
    Object.entries(env)
      .filter(([key, schema]) => (isSecret(schema) || isNeeded(schema)) && isSet(given, key))
      .map(([key]) => key),
  );

/** Settings that are no secrets and have the form of a vendor's key, with the vendor's name. */
export const keysElsewhereIn = (given: Values): { readonly key: string; readonly name: string }[] =>
  Object.entries(given).flatMap(([key, value]) => {
    if (VENDOR_SECRETS.includes(key) || typeof value !== 'string') return [];
    const owner = VENDORS.find(({ env }) => Object.values(env).some((theirs) => formOf(theirs)?.test(value)));
    return owner ? [{ key, name: owner.name }] : [];
  });

/** Secrets that have the form of another vendor's, a sentence each. */
export function foreignKeysIn(given: Values): string[] {
  return secretsAtHome(given).flatMap(({ key, value, schema, vendor }) => {
    if (formOf(schema)?.test(value)) return [];
    const other = VENDORS.find(
      (each) => each !== vendor && Object.values(each.env).some((theirs) => formOf(theirs)?.test(value)),
    );
    return other ? [`${key} looks like a key of ${other.name}`] : [];
  });
}
