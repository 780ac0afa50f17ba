/**
 * The programs under test, each a child process started as its users start it, on a core of its own.
 *
 *   startProduct  server/main.ts, with keys and base URLs of the bench's vendors
 *   startFloor    bench/floor.ts
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
/** Further arguments for the product's Node, such as `--cpu-prof`. */
const NODE_ARGS = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean);
const HERE = fileURLToPath(new URL('.', import.meta.url));
export const agentFile = (name: string): string => `${HERE}${name}.json`;

export const PROGRAM_CORE = '0';
const BENCH_CORE = '1';
const canPin = pinSelf();

export const pinning = canPin
  ? `the program under test on core ${PROGRAM_CORE}, bench, vendors and phones on core ${BENCH_CORE}`
  : 'not pinned: taskset is not available, or there is one core only';

function pinSelf(): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', BENCH_CORE, String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(
  name: Program['name'],
  cwd: string,
  args: string[],
  env: Record<string, string>,
  ipc = false,
): ChildProcess {
  const node = [process.execPath, '--import', 'tsx', ...args];
  const [command = '', ...rest] = canPin ? ['taskset', '-c', PROGRAM_CORE, ...node] : node;
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'inherit', ...(ipc ? (['ipc'] as const) : [])],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  child.once('exit', (code) => {
    if (code) process.stderr.write(`bench: the ${name} ended with code ${code}\n`);
  });
  return child;
}

/** The first HTTP address a program prints. */
async function addressOf(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error('bench: a program without standard output');
  let printed = '';
  for await (const [data] of onData(stdout)) {
    printed += data;
    const port = /http:\/\/[\d.]+:(\d+)/.exec(printed)?.[1];
    if (port === undefined) continue;
    stdout.on('data', (more: Buffer) => process.stderr.write(more));
    return `ws://127.0.0.1:${port}`;
  }
  throw new Error(`bench: a program ended before it listened: ${printed}`);
}

async function* onData(stream: NodeJS.ReadableStream): AsyncGenerator<[Buffer]> {
  for (;;) yield (await once(stream, 'data', { signal: AbortSignal.timeout(30_000) })) as [Buffer];
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

export const productEnv = (vendors: string, agent: string): Record<string, string> => ({
  PORT: '0',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  DRAIN_TIMEOUT: '1',
  AGENT_FILE: agentFile(agent),
  DEEPGRAM_API_KEY: 'bench',
  DEEPGRAM_BASE_URL: `ws://${vendors}`,
  GROQ_API_KEY: 'bench',
  GROQ_BASE_URL: `http://${vendors}`,
  ELEVENLABS_API_KEY: 'bench',
  ELEVENLABS_BASE_URL: `ws://${vendors}`,
});

export async function startProduct(
  vendors: string,
  { agent = 'agent', entry = 'server/main.ts', nodeArgs = NODE_ARGS, root = ROOT } = {},
): Promise<Program> {
  const isOurs = entry !== 'server/main.ts';
  const child = run('product', root, [...nodeArgs, entry], productEnv(vendors, agent), isOurs);
  const url = await addressOf(child);
  await clipsMade(child.pid as number);
  return {
    name: 'product',
    pid: child.pid as number,
    url,
    mediaUrl: `${url}/ws`,
    process: child,
    stop: () => stop(child),
  };
}

export async function startFloor(vendors: string): Promise<Program> {
  const child = run('floor', HERE, ['floor.ts'], { VENDORS: vendors, AGENT_FILE: agentFile('agent') });
  const url = await addressOf(child);
  return {
    name: 'floor',
    pid: child.pid as number,
    url,
    mediaUrl: url,
    process: child,
    stop: () => stop(child),
  };
}

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
