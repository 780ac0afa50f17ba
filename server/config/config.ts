/**
 * The environment, read once: keys, endpoints and limits. Behaviour lives in the agent file (server/agent/agent-file.ts).
 *
 * The error names each wrong key, its value (never a secret) and the allowed values; all mistakes are in one error.
 */
import { z } from 'zod';
import { elsewhere, faultOfSecret } from '../../actors/providers/environment.ts';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { offering } from '../../actors/providers/vendor.ts';
import { CARRIERS, DEFAULT_CARRIER } from '../carriers.ts';
import { VENDORS } from '../vendors.ts';
import { CARRIER_ACCOUNTS, CARRIER_SECRETS, carrierProblemsIn, carrierShape } from './carrier-keys.ts';
import { ConfigProblems, HIDDEN, plainRule } from './config-problems.ts';
import { misspeltIn, namedElsewhereIn, tlsDoubtsIn } from './doubtful-names.ts';
import { checkFolder, wholePath } from './paths.ts';
import { isPlaceholder } from './placeholders.ts';
import { publicUrl } from './public-url.ts';
import { REGIONS, withRegion } from './region.ts';
import {
  type ChosenVendors,
  foreignKeysIn,
  idleModelVendorsIn,
  isSet,
  keysElsewhereIn,
  missingSentence,
  missingVendorKeys,
  openAddressesIn,
  VENDOR_SECRETS,
  vendorKeysToFill,
  vendorShape,
} from './vendor-keys.ts';
import { faultOf, isEncoded, writtenValue } from './written-values.ts';

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  const inRange = z.number().min(min, { error }).max(max, { error });
  return z.string().regex(/^\d+$/, { error }).transform(Number).pipe(inRange);
};
/** One of these words, in any case: other programs have INFO and On. */
const oneOf = <const W extends readonly string[]>(words: W, error = `one of ${words.join(', ')}`) =>
  z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(z.enum(words, { error }));
/** In YAML, `RECORDINGS: on` means true, and that is what compose hands on. */
const FROM_YAML: Readonly<Record<string, string>> = { true: 'on', false: 'off' };
const onOrOff = () =>
  z
    .string()
    .transform((text) => FROM_YAML[text.toLowerCase()] ?? text)
    .pipe(oneOf(['on', 'off'], 'on or off'));

/** Each of the keys must fit into a header, and must not be that of an example. */
const apiKeys = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((key) => key.trim())
      .filter(Boolean),
  )
  .superRefine((keys, context) => {
    for (const key of keys) {
      const isExample = isPlaceholder('API_KEYS', key);
      const foreign = /[;[\]{}]/.exec(key)?.[0];
      const fault = isExample
        ? 'none that an example has'
        : (faultOfSecret(key) ?? (foreign && `without ${foreign}, which other lists have`));
      if (fault === undefined) continue;
      context.addIssue({ code: 'custom', message: `keys with commas between them, each ${fault}` });
    }
  });

/** What others call the model's name: after its vendor, as they do its key. */
const MODEL_NAMES = offering(VENDORS, 'llm').flatMap(({ env }) =>
  Object.keys(env).flatMap((key) =>
    key.endsWith('_API_KEY') ? ['MODEL', 'MODEL_NAME'].map((name) => key.replace('API_KEY', name)) : [],
  ),
);

/** The keys that belong to no vendor and no carrier. */
const OwnSchema = z.object({
  /** Port for HTTP and media WebSockets; 0 takes any free one. */
  PORT: wholeNumber(0, 65_535).default(3040),
  /** Address or host name to listen on, an IPv6 address with or without brackets. Default 127.0.0.1 in the sandbox, 0.0.0.0 otherwise. */
  HOST: z
    .string()
    .transform((text) => text.replace(/^\[(.*)\]$/, '$1'))
    .refine((text) => !/\/|\s|^[^:]*:\d+$|\]/.test(text), {
      error: 'a host name or an address alone, without scheme and port',
    })
    .optional(),
  /** URL at which the carrier reaches this server; `https` becomes `wss` for the media stream. */
  PUBLIC_URL: elsewhere(
    publicUrl([
      ...CARRIERS.flatMap(({ webhookPath: path }) => [path, `${path}/after`, `${path}/status`]),
      '/ws',
      '/console',
      '/health',
      '/v1/calls',
    ]).optional(),
    'PUBLIC_BASE_URL',
    'NGROK_URL',
    'TUNNEL_URL',
  ),

  /** Where vendors and carrier are, unless their own keys say: see region.ts. Default: their usual addresses. */
  REGION: oneOf(REGIONS).optional(),

  /** The carrier of the calls: a name of server/carriers.ts. */
  CARRIER: z.string().default(DEFAULT_CARRIER),

  /** The model's name. Default: that of the LLM vendor. */
  LLM_MODEL: elsewhere(z.string().optional(), ...MODEL_NAMES),

  /** Bearer keys of the HTTP API, separated by commas. */
  API_KEYS: apiKeys.default([]),
  /** Whether a start tries the vendors first, and does not start when no call could work. Default on. */
  DOCTOR: onOrOff().default('on'),
  /** Seconds that live calls may go on after SIGTERM. */
  DRAIN_TIMEOUT: wholeNumber(0, 86_400).default(300),
  AGENT_FILE: z.string().default('agents/default.json'),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Whether logs, traces and journals hold transcripts. Default on in the sandbox, off otherwise. */
  JOURNAL_TRANSCRIPTS: onOrOff().optional(),
  /** Whether the console shows words and phone numbers. Default on in the sandbox, off otherwise. */
  CONSOLE_TRANSCRIPTS: onOrOff().optional(),
  /** Whether both sides of every call are recorded, for the console's replay. Default on in the sandbox that keeps transcripts. */
  RECORDINGS: onOrOff().optional(),
  /** Existing folder for one JSON Lines journal per call and its recording. Unset: no files are written. */
  JOURNAL_DIR: z.string().transform(wholePath).optional(),
});

/** Every key of the environment. */
export const EnvSchema = z.object<Shape>({ ...OwnSchema.shape, ...carrierShape, ...vendorShape });

/** The checked environment. Keys of carriers and vendors are values by name: each reads its own. */
type Env = z.output<typeof OwnSchema> & Values;

/** Keys whose values are never shown. */
export const SECRETS: ReadonlySet<string> = new Set(['API_KEYS', ...CARRIER_SECRETS, ...VENDOR_SECRETS]);

type RawEnv = Readonly<Record<string, string | undefined>>;

const NAMES = Object.keys(EnvSchema.shape);
const ACCOUNTS = new Set([...VENDOR_SECRETS, ...CARRIER_ACCOUNTS]);

export const isOurKey = (key: string): boolean => NAMES.includes(key);

/** What keeps a start out of the sandbox, by name: vendors' secrets, keys of an account with a carrier, and misspelt ones. */
const realKeysIn = (env: RawEnv): string[] => [
  ...[...ACCOUNTS].filter((key) => isSet(env, key)),
  ...misspeltIn(env, NAMES).flatMap(({ written, meant }) => (ACCOUNTS.has(meant) ? [written] : [])),
];

export const wantsSandbox = (env: RawEnv): boolean => realKeysIn(env).length === 0;

/** What to do for whoever wanted the sandbox; nothing where no key is in its way. */
function wayToSandbox(env: RawEnv): string {
  const keys = realKeysIn(env);
  return keys.length === 0 ? '' : `; or, for the sandbox, unset ${keys.join(', ')}`;
}

export interface Config {
  readonly env: Readonly<Env>;
  /** What is allowed and may not have been meant: a sentence each. */
  readonly warnings: readonly string[];
}

/** The keys of the schema that have a value, as its writer meant it (written-values.ts); not checked. */
export const givenKeysIn = (raw: RawEnv): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    NAMES.filter((key) => isSet(raw, key)).map((key) => [key, writtenValue(raw[key] ?? '')]),
  );

/**
 * The whole environment, checked, for an agent that has chosen these vendors. Throws `CONFIG_INVALID` with every mistake.
 */
export function loadConfig(raw: RawEnv, chosen?: ChosenVendors): Config {
  const given = withRegion(givenKeysIn(raw));
  const parsed = EnvSchema.safeParse(given, { error: plainRule });
  const problems = new ConfigProblems();
  const misplaced = new Set(misplacedIn(given).map(({ key }) => key));
  for (const [key, rule] of wrongIn(given, parsed.error))
    problems.add(key, SECRETS.has(key) || misplaced.has(key) ? HIDDEN : given[key], rule);
  const warnings = [...foreignKeysIn(given), ...idleModelVendorsIn(given), ...tlsDoubtsIn(raw)];
  for (const { written, meant } of misspeltIn(raw, NAMES)) {
    const doubt = `${written} is no setting: did you mean ${meant}?`;
    // Another program may have a LOGLEVEL; nobody else has keys of these vendors under other names.
    if (meant in OwnSchema.shape) warnings.push(doubt);
    else problems.say(doubt);
  }
  const missing = missingVendorKeys(raw, chosen);
  for (const [i, lack] of missing.entries())
    problems.say(`${missingSentence(lack)}${i === missing.length - 1 ? wayToSandbox(raw) : ''}`);
  for (const { key, given: value, rule } of carrierProblemsIn(given))
    problems.add(key, value !== undefined && SECRETS.has(key) ? HIDDEN : value, rule);
  const { JOURNAL_DIR: folder } = given;
  const { fault, isPassing } = folder === undefined ? {} : checkFolder(wholePath(folder));
  if (isPassing) warnings.push(`JOURNAL_DIR=${folder}: no journal can be written now, because ${fault}`);
  else if (fault !== undefined)
    problems.add(
      'JOURNAL_DIR',
      folder,
      `it must be a folder that exists and can be written to, and ${fault}`,
    );
  const doubts = namedElsewhereIn(raw, EnvSchema.shape)
    .filter(
      ({ meant }) => isConcerned(meant, raw) || missing.some(({ lacks }) => lacks.flat().includes(meant)),
    )
    .map(({ written, meant }) => `${written} is not read here: the setting is ${meant}`);
  // Where something is wrong, they may be why.
  if (problems.lines.length > 0) for (const doubt of doubts) problems.say(doubt);
  else warnings.push(...doubts);
  problems.throwIfAny();
  return { env: Object.freeze({ ...parsed.data, ...OwnSchema.parse(given) }), warnings };
}

/** Vendors' keys in the place of something else. Our own API keys may have any form. */
const misplacedIn = (given: ReturnType<typeof givenKeysIn>) =>
  keysElsewhereIn(given).filter(({ key }) => key !== 'API_KEYS');

/** Whether this start uses a key, or the vendor or carrier that has it: other programs' keys may be around. */
const isConcerned = (key: string, env: RawEnv): boolean =>
  key in OwnSchema.shape ||
  [...VENDORS, ...CARRIERS].some(
    (owner) => key in owner.env && Object.keys(owner.env).some((own) => isSet(env, own)),
  );

/** The rule that each wrong value breaks, by key: one a key. */
function wrongIn(given: ReturnType<typeof givenKeysIn>, error: z.ZodError | undefined): Map<string, string> {
  const rules = new Map<string, string>();
  const own = [...vendorKeysToFill(given), ...CARRIER_SECRETS];
  const placeholders = own.filter((key) => isPlaceholder(key, given[key] ?? ''));
  for (const [key, value = ''] of Object.entries(given)) {
    const fault = faultOf(key, value);
    if (fault !== undefined) rules.set(key, fault);
  }
  for (const key of placeholders)
    if (!rules.has(key)) rules.set(key, 'it must be your own, not what an example has in its place');
  for (const key of own.filter((name) => isEncoded(given[name] ?? '')))
    rules.set(
      key,
      'it must be as its vendor shows it: it is in base64, once too often for a Kubernetes Secret',
    );
  for (const { key, name } of misplacedIn(given))
    rules.set(key, `it must not be a key, and this looks like one of ${name}`);
  for (const key of openAddressesIn(given))
    if (!rules.has(key))
      rules.set(key, 'it must begin with https:// or wss://: the key would be sent in the clear');
  for (const { path, message } of error?.issues ?? []) {
    const key = String(path[0]);
    if (!rules.has(key)) rules.set(key, `it must be ${message}`);
  }
  return rules;
}
