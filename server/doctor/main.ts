/**
 * `npm run doctor`: examines what the environment names, prints one line a finding, and exits with 1 when one fails.
 * `npm run doctor -- --json`: the same as JSON.
 *
 *   environment ──> the server that runs on PORT, or one for the time of the examination ──> examination ──> report
 *
 * Without keys it examines the sandbox.
 */
import '../node-version.ts';
import pino from 'pino';
import { systemClock } from '../../machines/clock.ts';
import { VoiceError } from '../../machines/errors.ts';
import type { Examination, Finding } from '../../readings/findings.ts';
import { httpUrlOf } from '../app.ts';
import { loadSettings, patientOf, type Settings, startServer } from '../boot.ts';
import { isOurKey, SECRETS, wantsSandbox } from '../config/config.ts';
import { type LoadedEnvFile, loadEnvFile } from '../config/env-file.ts';
import { flagsIn } from '../flags.ts';
import { isUnlistenable } from '../listening.ts';
import { outliveReaders } from '../logger.ts';
import { INSTANCE_HEADER } from '../routes/health.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { examine, type Patient } from './doctor.ts';
import { failure, isFailure } from './finding.ts';
import { createHttp } from './http.ts';
import { reportOf } from './report.ts';
import { sandboxFinding } from './settings.ts';

const FLAGS = ['--json'];
const LIMIT_MS = 2_000;

interface Running {
  readonly server: Patient['server'];
  /** What keeps a server from running. */
  readonly findings?: readonly Finding[];
  close(): Promise<void>;
}

/** The server on PORT, if one of ours runs there; otherwise one that is started for the time of the examination. */
async function serverFor(settings: Settings, isSandbox: boolean): Promise<Running> {
  const { PORT: port, HOST: host } = settings.config.env;
  const address = httpUrlOf(host ?? '0.0.0.0', port);
  if (!isSandbox && port !== 0) {
    const http = createHttp(systemClock);
    const found = await http.request(`${address}/health`, { limitMs: LIMIT_MS }).catch(() => undefined);
    await http.close();
    const instance = found?.headers[INSTANCE_HEADER];
    if (typeof instance === 'string') return { server: { address, instance }, close: async () => {} };
  }
  const server = await startServer(settings, pino({ level: 'silent' }), {
    host: isSandbox ? '127.0.0.1' : '0.0.0.0',
    isSandbox,
    makesClips: false,
  });
  return { server, close: () => server.close() };
}

/** Another program on PORT hides nothing else: all that needs no server is examined. */
function withoutServer(thrown: unknown): Running {
  if (!isUnlistenable(thrown)) throw thrown;
  return { server: undefined, findings: [failure('settings.port', thrown.message)], close: async () => {} };
}

const settingsOf = (sandbox: Sandbox | undefined, fromFile: LoadedEnvFile): Settings =>
  sandbox
    ? loadSettings({ ...process.env, ...sandbox.env, PUBLIC_URL: undefined, PORT: '0' }, fromFile)
    : loadSettings(process.env, fromFile);

/** Wrong settings are the whole report: nothing can be examined with them. */
function withWrongSettings(thrown: unknown, at: string): Examination {
  if (!(thrown instanceof VoiceError)) throw thrown;
  const lines = (thrown.details.lines as string[] | undefined) ?? [thrown.message];
  return {
    at,
    tookMs: 0,
    findings: lines.map((line, i) => failure(`settings.${i + 1}`, line, { isFinal: true })),
  };
}

async function run(): Promise<Examination> {
  const at = new Date().toISOString();
  let sandbox: Sandbox | undefined;
  try {
    const fromFile = loadEnvFile(process.env, isOurKey, SECRETS);
    const isSandbox = wantsSandbox(process.env);
    if (isSandbox) sandbox = await startSandbox();
    const settings = settingsOf(sandbox, fromFile);
    const { server, findings = [], close } = await serverFor(settings, isSandbox).catch(withoutServer);
    if (server) await sandbox?.pointNumber(`${server.address}${settings.carrier.webhookPath}`);
    const examination = await examine({ ...patientOf(settings, isSandbox), server });
    await close();
    const first = isSandbox ? [sandboxFinding(process.env)] : findings;
    return { ...examination, findings: [...first, ...examination.findings] };
  } catch (thrown) {
    return withWrongSettings(thrown, at);
  } finally {
    await sandbox?.close();
  }
}

async function main(): Promise<void> {
  outliveReaders();
  const args = flagsIn(process.argv.slice(2), FLAGS, process.env);
  const examination = await run();
  const text = args.includes('--json') ? JSON.stringify(examination, null, 2) : reportOf(examination);
  process.stdout.write(`${text}\n`);
  process.exitCode = examination.findings.some(isFailure) ? 1 : 0;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
