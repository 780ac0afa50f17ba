/**
 * Ports for servers that must know theirs before they listen. They lie below the ports that a system gives to sockets which
 * ask for any (32768 and up on Linux, 49152 and up elsewhere), and each worker of Vitest has its own: nobody takes one
 * between the question whether it is free and the server's start.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const PORTS_OF_A_WORKER = 500;
const WORKERS = 24;

const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
let given = 0;

/** The next port of this worker on which no program listens. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_OF_A_WORKER; tried++) {
    const port = FIRST + worker * PORTS_OF_A_WORKER + (given++ % PORTS_OF_A_WORKER);
    if (await isFree(port)) return port;
  }
  throw new Error(`programs listen on all ${PORTS_OF_A_WORKER} ports of worker ${worker}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const listens = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!listens) return false;
  server.close();
  await once(server, 'close');
  return true;
}
