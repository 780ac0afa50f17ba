/**
 * The environment, read once: keys, endpoints and limits. Behaviour lives in the agent file (server/agent/agent-file.ts).
 *
 * The error names each wrong key, its value (never a secret) and the allowed values; all mistakes are in one error.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { z } from 'zod';
import { httpUrl } from '../../actors/providers/environment.ts';
import type { Shape, Values } from '../../actors/providers/values.ts';
import { DEFAULT_CARRIER } from '../carriers.ts';
import { CARRIER_ACCOUNTS, CARRIER_SECRETS, carrierProblemsIn, carrierShape } from './carrier-keys.ts';
import { ConfigProblems, HIDDEN } from './config-problems.ts';
import { type ChosenVendors, isSet, missingVendorKeys, VENDOR_SECRETS, vendorShape } from './vendor-keys.ts';

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
/** The keys that belong to no vendor and no carrier. */
const OwnSchema = z.object({
  /** Port for HTTP and media WebSockets; 0 takes any free one. */
  PORT: wholeNumber(0, 65_535).default(3040),
  /** Address to listen on. Default 127.0.0.1 in the sandbox, 0.0.0.0 otherwise. */
  HOST: z.string().optional(),
  /** URL at which the carrier reaches this server; `https` becomes `wss` for the media stream. */
  PUBLIC_URL: httpUrl()
    .refine((text) => !/[?#]/.test(text), { error: 'a URL without a query' })
    .transform((text) => text.replace(/^https?/i, (scheme) => scheme.toLowerCase()))
    .optional(),

  /** The carrier of the calls: a name of server/carriers.ts. */
  CARRIER: z.string().default(DEFAULT_CARRIER),

  /** The model's name. Default: that of the LLM vendor. */
  LLM_MODEL: z.string().optional(),

  /** Bearer keys of the HTTP API, separated by commas. */
  API_KEYS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((key) => key.trim())
        .filter(Boolean),
    )
    .default([]),
  /** Seconds that live calls may go on after SIGTERM. */
  DRAIN_TIMEOUT: wholeNumber(0, 86_400).default(300),
  AGENT_FILE: z.string().default('agents/default.json'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  /** Whether logs, traces and journals hold transcripts. Default on in the sandbox, off otherwise. */
  JOURNAL_TRANSCRIPTS: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  /** Whether the console shows words and phone numbers. Default on in the sandbox, off otherwise. */
  CONSOLE_TRANSCRIPTS: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  /** Whether both sides of every call are recorded, for the console's replay. Default on in the sandbox that keeps transcripts. */
  RECORDINGS: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  /** Existing folder for one JSON Lines journal per call and its recording. Unset: no files are written. */
  JOURNAL_DIR: z.string().optional(),
});

/** Every key of the environment. */
export const EnvSchema = z.object<Shape>({ ...OwnSchema.shape, ...carrierShape, ...vendorShape });

/** The checked environment. Keys of carriers and vendors are values by name: each reads its own. */
type Env = z.output<typeof OwnSchema> & Values;

/** Keys whose values are never shown. */
export const SECRETS: ReadonlySet<string> = new Set(['API_KEYS', ...CARRIER_SECRETS, ...VENDOR_SECRETS]);

/** Hides also a secret pasted into the wrong line: vendors' keys are long and have no punctuation. */
const mayShow = (key: string, value = ''): boolean => !SECRETS.has(key) && !/^[\w-]{20,}$/.test(value);

type RawEnv = Readonly<Record<string, string | undefined>>;

/** Whether to run against the sandbox: no vendor's secret and no account with a carrier is set. */
export const wantsSandbox = (env: RawEnv): boolean =>
  ![...VENDOR_SECRETS, ...CARRIER_ACCOUNTS].some((key) => isSet(env, key));

export interface Config {
  readonly env: Readonly<Env>;
}

/** The keys of the schema that have a value, without blanks around it; not checked. */
export const givenKeysIn = (raw: RawEnv): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.keys(EnvSchema.shape)
      .filter((key) => isSet(raw, key))
      .map((key) => [key, raw[key]?.trim()]),
  );

/**
 * The whole environment, checked, for an agent that has chosen these vendors. Throws `CONFIG_INVALID` with every mistake.
 */
export function loadConfig(raw: RawEnv, chosen?: ChosenVendors): Config {
  const given = givenKeysIn(raw);
  const parsed = EnvSchema.safeParse(given);
  const problems = new ConfigProblems();
  for (const issue of parsed.error?.issues ?? []) {
    const key = String(issue.path[0]);
    problems.add(key, mayShow(key, given[key]) ? given[key] : HIDDEN, `it must be ${issue.message}`);
  }
  for (const { key, who } of missingVendorKeys(raw, chosen)) {
    problems.add(key, undefined, `${who} needs it; unset the other keys too to run the sandbox`);
  }
  for (const { key, given: value, rule } of carrierProblemsIn(given)) problems.add(key, value, rule);
  if (given.JOURNAL_DIR !== undefined && !isWritableFolder(given.JOURNAL_DIR)) {
    problems.add('JOURNAL_DIR', given.JOURNAL_DIR, 'it must be a folder that exists and can be written to');
  }
  problems.throwIfAny();
  return { env: Object.freeze({ ...parsed.data, ...OwnSchema.parse(given) }) };
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
