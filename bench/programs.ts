/**
 * The programs under test, each a child process started as its users start it, on a core of its own.
 *
 *   startProduct  server/main.ts, with keys and base URLs of the bench's vendors
 *   startFloor    bench/floor.ts
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly name: 'product' | 'floor';
  readonly pid: number;
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  /** Where phones connect. */
  readonly mediaUrl: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** The checkout under test; `BENCH_ROOT` names another one. */
const ROOT = process.env.BENCH_ROOT ?? fileURLToPath(new URL('..', import.meta.url));
/** Node's arguments, of product and floor alike. On one core the collector's threads only take the core from the calls. */
const NODE_ARGS = (process.env.BENCH_NODE_ARGS ?? '--single-threaded-gc').split(' ').filter(Boolean);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const agentFile = (name: string): string => `${HERE}${name}.json`;

export const PROGRAM_CORE = '0';
const BENCH_CORE = '1';
const canPin = pinSelf();

export const pinning = canPin
  ? `the program under test on core ${PROGRAM_CORE}, bench, vendors and phones on core ${BENCH_CORE}`
  : 'not pinned: taskset is not available, or there is one core only';

// Without this, a bench that is stopped by a signal would leave its programs behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

function pinSelf(): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', BENCH_CORE, String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Start {
  readonly name: Program['name'];
  readonly cwd: string;
  /** Of Node: the program and what comes before it. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ipc?: boolean;
  readonly mediaPath: string;
}

async function start({ name, cwd, args, env, ipc = false, mediaPath }: Start): Promise<Program> {
  const port = await freePort();
  const node = [process.execPath, '--import', 'tsx/esm', ...args];
  const [command = '', ...rest] = canPin ? ['taskset', '-c', PROGRAM_CORE, ...node] : node;
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), ...env },
    stdio: ['pipe', 'inherit', 'inherit', ...(ipc ? (['ipc'] as const) : [])],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', (code) => {
    process.off('exit', killWithUs);
    if (code) process.stderr.write(`bench: the ${name} ended with code ${code}\n`);
  });
  await listening(child, port);
  const url = `ws://127.0.0.1:${port}`;
  const pid = child.pid as number;
  return { name, pid, url, mediaUrl: url + mediaPath, process: child, stop: () => stop(child) };
}

/** A port on which no program listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Returns once the program takes connections. */
async function listening(child: ChildProcess, port: number, limitMs = 30_000): Promise<void> {
  const until = Date.now() + limitMs;
  while (child.exitCode === null && Date.now() < until) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await sleep(50);
  }
  throw new Error(`bench: a program did not listen on port ${port} within ${limitMs} ms`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(limit);
}

const productEnv = (vendors: string, agent: string): Record<string, string> => ({
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  DRAIN_TIMEOUT: '1',
  AGENT_FILE: agentFile(agent),
  DEEPGRAM_API_KEY: 'bench',
  DEEPGRAM_BASE_URL: `ws://${vendors}`,
  GROQ_API_KEY: 'bench',
  GROQ_BASE_URL: `http://${vendors}`,
  ELEVENLABS_API_KEY: 'bench',
  ELEVENLABS_VOICE_ID: 'bench',
  ELEVENLABS_BASE_URL: `ws://${vendors}`,
  DOCTOR: 'off', // which asks for more than these vendors have
});

export async function startProduct(
  vendors: string,
  {
    agent = 'agent',
    entry = 'server/main.ts',
    nodeArgs = [] as readonly string[],
    args = [] as readonly string[],
    root = ROOT,
    env = {} as Readonly<Record<string, string>>,
  } = {},
): Promise<Program> {
  const product = await start({
    name: 'product',
    cwd: root,
    args: [...NODE_ARGS, ...nodeArgs, entry, ...args],
    env: { ...productEnv(vendors, agent), ...env },
    ipc: entry !== 'server/main.ts',
    mediaPath: '/ws',
  });
  await clipsMade(product.pid);
  return product;
}

export const startFloor = (vendors: string): Promise<Program> =>
  start({
    name: 'floor',
    cwd: HERE,
    args: [...NODE_ARGS, 'floor.ts'],
    env: { VENDORS: vendors, AGENT_FILE: agentFile('agent') },
    mediaPath: '',
  });

/** The server makes the agent's fixed texts in a process of its own, which must not run while we measure. */
async function clipsMade(pid: number, limitMs = 30_000): Promise<void> {
  const until = Date.now() + limitMs;
  await sleep(500);
  while (Date.now() < until && childrenOf(pid).some((each) => each.includes('clips.process')))
    await sleep(100);
}

function childrenOf(pid: number): string[] {
  try {
    const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return pids.map((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8'));
  } catch {
    return [];
  }
}
