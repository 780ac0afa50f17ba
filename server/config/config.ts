/**
 * The environment, read once: keys, endpoints and limits. Behaviour lives in the agent file (agent-file.ts).
 *
 * A wrong value names its key, what was given (never a secret) and what is allowed; all mistakes are told at once.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { z } from 'zod';
import { ConfigProblems, HIDDEN } from './config-problems.ts';
import { E164 } from './e164.ts';

const url = (protocols: RegExp, what: string) =>
  z
    .url({ protocol: protocols, error: `a URL that begins with ${what}` })
    .transform((text) => text.replace(/\/+$/, ''));
const http = () => url(/^https?$/, 'https:// or http://');
const socket = () => url(/^(wss?|https?)$/, 'wss://, ws://, https:// or http://');
const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
const secret = () => z.string().min(1);

export const EnvSchema = z.object({
  /** Port for HTTP and media WebSockets; 0 takes any free one. */
  PORT: wholeNumber(0, 65_535).default(3040),
  /** Address to listen on. Default 127.0.0.1 in the sandbox, 0.0.0.0 otherwise. */
  HOST: z.string().optional(),
  /** Where Twilio reaches this server; `https` becomes `wss` for the media stream. */
  PUBLIC_URL: http()
    .refine((text) => !/[?#]/.test(text), { error: 'a URL without a query' })
    .transform((text) => text.replace(/^https?/i, (scheme) => scheme.toLowerCase()))
    .optional(),

  TWILIO_ACCOUNT_SID: z.string().regex(/^AC/, { error: 'an account SID, beginning with AC' }).optional(),
  /** Checks X-Twilio-Signature on webhooks and media sockets whenever it is set. */
  TWILIO_AUTH_TOKEN: secret().optional(),
  /** The number that `npm run call` calls from, in E.164. */
  TWILIO_PHONE_NUMBER: z
    .string()
    .regex(E164, { error: 'a number in E.164, such as +15551234567' })
    .optional(),
  TWILIO_EDGE: z.string().optional(),
  TWILIO_REGION: z.string().optional(),
  TWILIO_BASE_URL: http().optional(),

  DEEPGRAM_API_KEY: secret().optional(),
  DEEPGRAM_BASE_URL: socket().default('wss://api.deepgram.com'),

  ASSEMBLYAI_API_KEY: secret().optional(),
  ASSEMBLYAI_BASE_URL: socket().default('wss://streaming.assemblyai.com'),

  /** The model's vendor: Groq when this is set, otherwise the OpenAI-compatible endpoint. */
  GROQ_API_KEY: secret().optional(),
  GROQ_BASE_URL: http().default('https://api.groq.com'),
  OPENAI_API_KEY: secret().optional(),
  OPENAI_BASE_URL: http().default('https://api.openai.com/v1'),
  /** Default `openai/gpt-oss-20b` on Groq, `gpt-4o-mini` elsewhere. */
  LLM_MODEL: z.string().optional(),

  ELEVENLABS_API_KEY: secret().optional(),
  ELEVENLABS_BASE_URL: socket().default('wss://api.elevenlabs.io'),
  ELEVENLABS_VOICE_ID: z.string().default('21m00Tcm4TlvDq8ikWAM'),

  /** Another Silero file than the packaged one, at 8 kHz and of a hash we know (actors/providers/silero/model.ts). */
  SILERO_MODEL: z.string().optional(),

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
  /** Whether logs, traces and journals hold what was said. Default on in the sandbox, off otherwise. */
  JOURNAL_TRANSCRIPTS: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  /** Whether the console shows words and numbers. Default on in the sandbox, off otherwise. */
  CONSOLE_TRANSCRIPTS: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  /** Whether both sides of every call are recorded, for the console's replay. Default on in the sandbox that keeps transcripts. */
  RECORDINGS: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  /** Existing folder for one JSON Lines journal per call, and its recording; none are written without it. */
  JOURNAL_DIR: z.string().optional(),
});

export type Env = z.output<typeof EnvSchema>;

/** Keys whose values are never shown. */
export const SECRETS: ReadonlySet<string> = new Set([
  'TWILIO_AUTH_TOKEN',
  'DEEPGRAM_API_KEY',
  'ASSEMBLYAI_API_KEY',
  'GROQ_API_KEY',
  'OPENAI_API_KEY',
  'ELEVENLABS_API_KEY',
  'API_KEYS',
]);

export const PROVIDER_KEYS = [
  'DEEPGRAM_API_KEY',
  'ASSEMBLYAI_API_KEY',
  'GROQ_API_KEY',
  'OPENAI_API_KEY',
  'ELEVENLABS_API_KEY',
] as const;
const TWILIO_KEYS = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER'] as const;

/** A secret pasted into the wrong line must not be shown either: keys are long and have no punctuation. */
const mayShow = (key: string, value = ''): boolean => !SECRETS.has(key) && !/^[\w-]{20,}$/.test(value);

type RawEnv = Readonly<Record<string, string | undefined>>;
const isSet = (env: RawEnv, key: string): boolean => (env[key] ?? '').trim() !== '';

/** With no key of any provider or of Twilio, everything runs against the sandbox. */
export const wantsSandbox = (env: RawEnv): boolean =>
  ![...PROVIDER_KEYS, ...TWILIO_KEYS].some((key) => isSet(env, key));

export interface Config {
  readonly env: Readonly<Env>;
  readonly elevenLabsKey: string;
  readonly llm: { readonly vendor: 'groq' | 'openai'; readonly apiKey: string };
}

/** The whole environment, checked. Throws `ConfigProblems` with every mistake. */
export function loadConfig(raw: RawEnv): Config {
  const given = Object.fromEntries(
    Object.keys(EnvSchema.shape)
      .filter((key) => isSet(raw, key))
      .map((key) => [key, raw[key]?.trim()]),
  );
  const parsed = EnvSchema.safeParse(given);
  const problems = new ConfigProblems();
  for (const issue of parsed.error?.issues ?? []) {
    const key = String(issue.path[0]);
    problems.add(key, mayShow(key, given[key]) ? given[key] : HIDDEN, `it must be ${issue.message}`);
  }
  for (const key of missingKeys(raw)) {
    problems.add(key, undefined, 'other keys are, so it must be too; unset all of them to run the sandbox');
  }
  if (isSet(raw, 'TWILIO_BASE_URL') && (isSet(raw, 'TWILIO_EDGE') || isSet(raw, 'TWILIO_REGION'))) {
    problems.add(
      'TWILIO_BASE_URL',
      given.TWILIO_BASE_URL,
      'it must be unset when TWILIO_EDGE or TWILIO_REGION chooses the host',
    );
  }
  if (given.JOURNAL_DIR !== undefined && !isWritableFolder(given.JOURNAL_DIR)) {
    problems.add('JOURNAL_DIR', given.JOURNAL_DIR, 'it must be a folder that exists and can be written to');
  }
  problems.throwIfAny();
  const env = Object.freeze(parsed.data as Env);
  return {
    env,
    elevenLabsKey: env.ELEVENLABS_API_KEY as string,
    llm:
      env.GROQ_API_KEY !== undefined
        ? { vendor: 'groq', apiKey: env.GROQ_API_KEY }
        : { vendor: 'openai', apiKey: env.OPENAI_API_KEY as string },
  };
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function missingKeys(env: RawEnv): string[] {
  const missing = isSet(env, 'ELEVENLABS_API_KEY') ? [] : ['ELEVENLABS_API_KEY'];
  if (!isSet(env, 'DEEPGRAM_API_KEY') && !isSet(env, 'ASSEMBLYAI_API_KEY'))
    missing.unshift('DEEPGRAM_API_KEY');
  if (!isSet(env, 'GROQ_API_KEY') && !isSet(env, 'OPENAI_API_KEY'))
    missing.push('GROQ_API_KEY or OPENAI_API_KEY');
  const twilio = TWILIO_KEYS.filter((key) => isSet(env, key));
  if (twilio.length > 0 && !isSet(env, 'TWILIO_AUTH_TOKEN')) missing.push('TWILIO_AUTH_TOKEN');
  return missing;
}
