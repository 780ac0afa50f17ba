/**
 * From an environment to a listening server. main.ts decides what to do with it.
 */
import { randomUUID } from 'node:crypto';
import { getDefaultAutoSelectFamilyAttemptTimeout, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { proxyFor } from '../actors/providers/proxy/proxy-settings.ts';
import type { CallParts } from '../call/compose-call.ts';
import { systemClock } from '../machines/clock.ts';
import { type Agent, loadAgent, warningsOf } from './agent/agent-file.ts';
import { callSettingsOf } from './agent/call-settings-of.ts';
import { carrierTextsOf } from './agent/carrier-texts.ts';
import { createApp, listeningUrl } from './app.ts';
import type { Carrier } from './carrier.ts';
import { carrierOf, PAGE_PHONE } from './carriers.ts';
import { ClipStore } from './clips/clips.ts';
import { type Config, givenKeysIn, loadConfig } from './config/config.ts';
import { ConfigProblems, readAll } from './config/config-problems.ts';
import type { LoadedEnvFile } from './config/env-file.ts';
import type { ChosenVendors } from './config/vendor-keys.ts';
import { examine, type Patient } from './doctor/doctor.ts';
import { listen } from './listening.ts';
import type { Examine } from './plugins/doctor.ts';
import { addressesOf, chosenBy, llmOf, modelWarningOf, sttOf, ttsOf, voiceOrderOf } from './providers.ts';
import { openVad } from './vad.ts';

/**
 * How long a connection to one address of a name may take to open before the next address is tried, in ms. Node's own 250 ms end
 * every connection to a host that is further away, or whose first packet is lost, where the name has an address of IPv6 and this
 * machine has none (nodejs/node#52216, #54359). A packet that is lost is sent again after a second.
 */
const ADDRESS_LIMIT_MS = 1_500;
setDefaultAutoSelectFamilyAttemptTimeout(
  Math.max(getDefaultAutoSelectFamilyAttemptTimeout(), ADDRESS_LIMIT_MS),
);

export interface Settings {
  readonly config: Config;
  readonly agent: Agent;
  readonly carrier: Carrier;
}

/**
 * Reads environment and agent file; every mistake of both, and those found before, are in the one error it throws. `before`: what
 * came of `.env`.
 */
export function loadSettings(
  env: NodeJS.ProcessEnv,
  before: Pick<LoadedEnvFile, 'problems' | 'warnings'> = { problems: new ConfigProblems(), warnings: [] },
): Settings {
  let chosen: ChosenVendors | undefined;
  const given = givenKeysIn(env);
  const [, agent, config, carrier] = readAll(
    () => before.problems.throwIfAny(),
    () => {
      const read = loadAgent(given.AGENT_FILE ?? 'agents/default.json');
      chosen = chosenBy(read);
      return read;
    },
    () => loadConfig(env, chosen),
    () => carrierOf(given),
  );
  return { config: { ...config, warnings: [...before.warnings, ...config.warnings] }, agent, carrier };
}

const isOn = (setting: 'on' | 'off' | undefined, byDefault: boolean): boolean =>
  setting === undefined ? byDefault : setting === 'on';

/** Whether only this machine reaches the host. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

export interface RunningServer {
  readonly app: FastifyInstance;
  /** An id of this server: GET /health tells it. */
  readonly instance: string;
  /** The listening address, e.g. `http://127.0.0.1:3040` or `http://[::1]:3040`; this machine's own when it listens on all. */
  readonly address: string;
  /** URL of the carrier's webhook, as this machine reaches it. */
  readonly webhookUrl: string;
  /** URL of the console; undefined when the console is off. */
  readonly consoleUrl: string | undefined;
  /** Settles when the agent's fixed texts have been synthesized or have failed. */
  readonly clipsMade: Promise<void>;
  /**
   * Settles when the voice has spoken the first of these texts or has failed to. Rejects when the vendor will refuse every
   * text: decision 0036. Calls are answered meanwhile.
   */
  readonly voiceAsked: Promise<void>;
  /** Hangs up what is still live and closes everything. */
  close(): Promise<void>;
}

/** The parts of a call that the server does not add itself. */
export type ServerParts = Omit<CallParts, 'clock' | 'inspect' | 'onVendorBroken'> & {
  readonly clips: ClipStore;
};

/** The parts of a call from the vendors that the agent file names. */
async function vendorParts({ config, agent, carrier }: Settings, logger: Logger): Promise<ServerParts> {
  // A variable that is no proxy would end every connection of every call.
  for (const url of [...addressesOf(config, agent), carrier.apiUrlOf(config.env)]) proxyFor(url, process.env);
  const vad = agent.vad.enabled ? await openVad(config.env, (warning) => logger.warn(warning)) : undefined;
  const [stt, llm, tts] = await Promise.all([
    sttOf(config, agent, vad !== undefined),
    llmOf(config),
    ttsOf(voiceOrderOf(config, agent)),
  ]);
  const warning = modelWarningOf(config, Date.now());
  if (warning !== undefined) logger.warn(warning);
  const settings = callSettingsOf(agent, vad !== undefined);
  return { settings, stt, vad, llm, tts, clips: new ClipStore(agent) };
}

/** What the doctor examines, without a server that runs. */
export const patientOf = (settings: Settings, isSandbox: boolean): Patient => ({
  ...settings,
  clock: systemClock,
  timeOfDay: () => Date.now(),
  proxies: process.env,
  isSandbox,
});

interface StartDefaults {
  readonly host: string;
  /** Callers and vendors are local too, so that transcripts may be kept and shown. */
  readonly isSandbox: boolean;
  /** Makes the parts of calls. Default: from the vendors of the configuration. */
  readonly partsOf?: ((settings: Settings, logger: Logger) => Promise<ServerParts>) | undefined;
  /** Whether the agent's fixed texts are synthesized at boot, which takes a child process two seconds. Default true. */
  readonly makesClips?: boolean;
  /** Receives the inspection events of every call's chart: server/stately. */
  readonly inspect?: CallParts['inspect'];
}

export async function startServer(
  settings: Settings,
  logger: Logger,
  defaults: StartDefaults,
): Promise<RunningServer> {
  const { config, agent, carrier } = settings;
  const { env } = config;
  const { texts: spoken, warning: unsaid = [] } = carrierTextsOf(agent, carrier);
  for (const warning of [...config.warnings, ...warningsOf(agent)].concat(unsaid)) logger.warn(warning);
  const parts = await (defaults.partsOf ?? vendorParts)(settings, logger);
  const host = env.HOST ?? defaults.host;
  const keepsTranscripts = isOn(env.JOURNAL_TRANSCRIPTS, defaults.isSandbox);
  const instance = randomUUID();
  const app = await createApp({
    instance,
    parts: {
      ...parts,
      clock: systemClock,
      inspect: defaults.inspect,
      onVendorBroken: ({ code, message, details: { provider, method } }, { id }) =>
        logger.warn({ code, provider, method, call: id }, message),
    },
    logger,
    publicUrl: env.PUBLIC_URL,
    carrier,
    pagePhone: PAGE_PHONE,
    signingKeys: carrier.signingKeysOf(env),
    spoken,
    keepsTranscripts,
    isLocal: defaults.isSandbox && env.API_KEYS.length === 0 && isLoopback(host),
    consoleTranscripts: isOn(env.CONSOLE_TRANSCRIPTS, defaults.isSandbox),
    journalDir: env.JOURNAL_DIR,
    records: isOn(env.RECORDINGS, defaults.isSandbox && keepsTranscripts),
    apiKeys: env.API_KEYS,
    examine: examinerOf(settings, defaults, () => ({ address: listeningUrl(app), instance })),
    dialer: () => carrier.createDialer(env),
  });
  const address = await listen(app, env.PORT, host);
  const closing = new AbortController();
  const clips =
    defaults.makesClips === false
      ? undefined
      : parts.clips.make(voiceOrderOf(config, agent), closing.signal, (failure) =>
          logger.warn(failure, 'a clip could not be made'),
        );
  return {
    app,
    instance,
    address,
    webhookUrl: `${address}${carrier.webhookPath}`,
    consoleUrl: app.mayBeViewed ? `${env.PUBLIC_URL ?? address}/console` : undefined,
    clipsMade: clips?.all ?? Promise.resolve(),
    voiceAsked: clips?.first ?? Promise.resolve(),
    async close() {
      closing.abort();
      await app.close();
      await parts.llm.close();
    },
  };
}

/** Examinations of a running server; undefined when its parts are not those of vendors. */
function examinerOf(
  settings: Settings,
  { isSandbox, partsOf }: StartDefaults,
  server: () => NonNullable<Patient['server']>,
): Examine | undefined {
  if (partsOf) return undefined;
  return (signal) => examine({ ...patientOf(settings, isSandbox), signal, server: server() });
}
