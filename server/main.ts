/**
 * `npm start`: answers calls, with the keys of the environment or, without any, in the sandbox.
 * `npm run demo` (`--demo`): one demonstration call in the sandbox, a WAV of it, and the end.
 * `--vad-only`: no vendors, a recording answers every pause (vad-only.ts).
 * `--stately`: calls can also be watched in Stately's inspector (docs/stately.md).
 */
import './node-version.ts';
import { constants as access, accessSync, mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../machines/clock.ts';
import { loadSettings, patientOf, type RunningServer, type Settings, startServer } from './boot.ts';
import { CARRIERS } from './carriers.ts';
import { isOurKey, SECRETS, wantsSandbox } from './config/config.ts';
import { loadEnvFile } from './config/env-file.ts';
import { inWords } from './config/system-errors.ts';
import { isSet, NEEDED_KEYS } from './config/vendor-keys.ts';
import { runDemo } from './demo.ts';
import { logExamination, refuseHopelessStart } from './doctor/at-start.ts';
import { drain, whatKeepsSignals } from './drain.ts';
import { readFlags } from './flags.ts';
import { createLogger, outliveReaders } from './logger.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import type { StatelyListener } from './stately/listener.ts';
import { ABOUT_VAD_ONLY, vadOnlyEnv, vadOnlyParts } from './vad-only.ts';

const flags = orExit(() => readFlags(process.argv.slice(2), process.env));
/** Placeholders for vendors' keys, for modes that use no vendor or get the keys from the sandbox later. */
const NO_KEYS = Object.fromEntries(NEEDED_KEYS.map((key) => [key, '-']));
/** A key of any carrier's account keeps a start out of the sandbox. */
const CARRIER_TITLES = CARRIERS.map(({ title }) => title).join(', ');
const CONSOLE_IS_OFF = 'the console is off: API_KEYS has no key';
const WAV_FILE = 'out/demo.wav';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    fail(error);
  }
}

const ENDING_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const;

/** For the time before there is a server. Of a container's first process the system drops signals that it does not listen to. */
const endAtOnce = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal]);

/**
 * How long a signal may come again and be the same one, in ms: npm hands its own on, where a terminal or systemd has sent it to all
 * programs of the service and the shell between has made way for this process, as bash does (npm/cli#5021, arkime/arkime PR#1320).
 */
const SAME_MS = 500;

/** What PM2 sends in place of a signal where there are none, as on Windows (Unitech/pm2#3555, #4469). */
const SHUTDOWN = 'shutdown';

/**
 * The first SIGTERM, SIGINT or SIGQUIT lets live calls finish; a second one does not. So does SIGHUP, however often it comes: a terminal
 * that is closed sends it, and its shell once more. And so does PM2's message.
 */
function endOnSignal(
  server: RunningServer,
  beside: readonly (Sandbox | StatelyListener | undefined)[],
  logger: Logger,
  limitMs: number,
): void {
  let begunAt: number | undefined;
  const end = async (signal: NodeJS.Signals | typeof SHUTDOWN): Promise<void> => {
    const now = systemClock.now();
    if (begunAt !== undefined) {
      if (now - begunAt < SAME_MS || signal === 'SIGHUP' || signal === SHUTDOWN) return;
      process.exit(1);
    }
    begunAt = now;
    await drain(server.app, limitMs);
    await server.close();
    for (const each of beside) await each?.close();
    logger.info('stopped');
  };
  for (const signal of ENDING_SIGNALS) process.off(signal, endAtOnce).on(signal, end);
  process.on('message', (message) => {
    if (message === SHUTDOWN) void end(SHUTDOWN);
  });
  // The channel for it must not keep this process when all is over.
  process.channel?.unref();
}

async function main(): Promise<void> {
  outliveReaders();
  for (const signal of ENDING_SIGNALS) process.on(signal, endAtOnce);
  const fromFile = orExit(() => loadEnvFile(process.env, isOurKey, SECRETS));
  const given = flags.vadOnly ? vadOnlyEnv(process.env) : process.env;
  const inSandbox = wantsSandbox(given);
  if (flags.demo && !inSandbox) {
    throw new Error(`npm run demo runs in the sandbox: unset the provider and ${CARRIER_TITLES} keys`);
  }
  const keys = flags.vadOnly ? CARRIER_TITLES : 'provider';
  if (inSandbox) print(`No ${keys} keys in the environment: this is the sandbox. Everything is local.\n`);
  // Who sets it means real calls: keys that a shell has, or another folder's .env, are not a service's.
  if (inSandbox && isSet(given, 'PUBLIC_URL'))
    print(
      `PUBLIC_URL is set, and not used here: real calls need ${keys} keys, in the environment or in ${resolve('.env')}.\n`,
    );
  const checked = orExit(() =>
    loadSettings({ ...given, ...((inSandbox || flags.vadOnly) && NO_KEYS) }, fromFile),
  );
  const sandbox = inSandbox ? await startSandbox() : undefined;
  const settings = sandbox
    ? orExit(() => loadSettings({ ...given, ...sandbox.env, PUBLIC_URL: undefined }, fromFile))
    : checked;
  const { env } = settings.config;

  const logger = createLogger(env.LOG_LEVEL, inSandbox || process.stdout.isTTY ? 'pretty' : 'json');
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled promise rejection'));
  const isExamined = !inSandbox && !flags.vadOnly && env.DOCTOR === 'on';
  if (isExamined) await refuseHopelessStart(patientOf(settings, false));
  const stately = flags.stately ? await showInStately(logger) : undefined;
  const server = await startServer(settings, logger, {
    host: inSandbox ? '127.0.0.1' : '0.0.0.0',
    isSandbox: inSandbox,
    inspect: stately?.inspect,
    ...(flags.vadOnly && { partsOf: vadOnlyParts, makesClips: false }),
  });
  endOnSignal(server, [stately, sandbox], logger, env.DRAIN_TIMEOUT * 1_000);
  const deaf = whatKeepsSignals();
  if (deaf !== undefined) logger.warn(deaf);
  void sandbox?.died.then((how) => fail(new Error(`The sandbox ended with ${how}`)));

  if (flags.vadOnly) logger.info(ABOUT_VAD_ONLY);
  await sandbox?.pointNumber(server.webhookUrl);
  if (sandbox) await showSandbox(server, sandbox);
  else {
    // The doctor has asked the voice, too; without it the first fixed text decides.
    if (!isExamined) await server.voiceAsked;
    if (!server.app.calls.draining) sayReady(server, settings, logger);
  }
  if (isExamined) await logExamination(server.app.doctor, logger);
}

/** Logs, for an operator, the carrier's warnings and how to direct calls here. */
function sayReady(server: RunningServer, { carrier, config: { env } }: Settings, logger: Logger): void {
  for (const warning of carrier.warningsOf(env)) logger.warn(warning);
  logger.info(server.consoleUrl === undefined ? CONSOLE_IS_OFF : `the console is at ${server.consoleUrl}`);
  logger.info(`ready: ${carrier.howToPoint(env.PUBLIC_URL ?? server.address)}`);
}

/** Places the sandbox's call. With `--demo` the program ends with it. */
async function showSandbox(server: RunningServer, sandbox: Sandbox): Promise<void> {
  print(flags.vadOnly ? 'Placing a call.' : "Synthesizing the agent's fixed texts, then placing a call.");
  if (!flags.demo)
    print(server.consoleUrl === undefined ? `${CONSOLE_IS_OFF}\n` : `Watch the call: ${server.consoleUrl}\n`);
  if (!flags.demo) {
    await demonstrate(server, sandbox);
    print(whatNext(server));
    callAgainOnEnter(server, sandbox);
    return;
  }
  makeFolderOf(WAV_FILE);
  const failure = await demonstrate(server, sandbox, WAV_FILE);
  await server.close();
  await sandbox.close();
  if (failure === undefined) print(`The conversation is in ${WAV_FILE}: caller left, agent right.`);
  process.exit(failure === undefined ? 0 : 1);
}

/** Throws before the call when its recording could not be written. */
function makeFolderOf(file: string): void {
  const folder = dirname(resolve(file));
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, access.W_OK);
  } catch (error) {
    throw new Error(
      `The conversation is written to ${file}, and ${folder} ${inWords(error)}: begin in a folder that takes files`,
    );
  }
}

/** Starts the page for Stately's inspector. Its modules are loaded only with `--stately`. */
async function showInStately(logger: Logger): Promise<StatelyListener> {
  const { startStately } = await import('./stately/listener.ts');
  const stately = await startStately();
  logger.info(
    `Stately's inspector: open ${stately.address} in a browser of this machine. It gives the chart, its states and its events to a page of stately.ai, without a word of what is said`,
  );
  return stately;
}

/** Makes one sandbox call and prints its report. Resolves with the reason of a failure, or undefined. */
async function demonstrate(
  server: RunningServer,
  sandbox: Sandbox,
  wavFile?: string,
): Promise<string | undefined> {
  const { report, failure } = await runDemo(server, sandbox, wavFile);
  print(`\n${report}\n`);
  if (failure !== undefined) process.stderr.write(`The demonstration call failed: ${failure}\n`);
  return failure;
}

function callAgainOnEnter(server: RunningServer, sandbox: Sandbox): void {
  if (!process.stdin.isTTY) return;
  let isCalling = false;
  process.stdin.unref();
  process.stdin.on('data', async () => {
    if (isCalling || server.app.calls.draining) return;
    isCalling = true;
    await demonstrate(server, sandbox).catch((error) => process.stderr.write(`${error}\n`));
    isCalling = false;
  });
}

function whatNext({ address, consoleUrl }: RunningServer): string {
  const ways = [
    ...(consoleUrl === undefined
      ? []
      : [
          [consoleUrl, 'watch calls on their chart, step through this one, or call the agent yourself'],
          [
            `curl ${address}/trace/latest`,
            'the latencies of this call, as JSON; with -H "Authorization: Bearer …" if API_KEYS is set',
          ],
        ]),
    ...(process.stdin.isTTY ? [['Enter', 'another call']] : []),
    [`npm run demo${flags.vadOnly ? ' -- --vad-only' : ''}`, 'the same call once more, written to a WAV'],
    ['cp .env.example .env', 'with your keys in it, `npm start` answers real calls'],
  ];
  return [
    `Still here, on ${address}. What next:`,
    ...ways.map(([what = '', why]) => `  ${what.padEnd(40)}  ${why}`),
    'Ctrl-C stops.',
  ].join('\n');
}

main().catch(fail);
