/**
 * The product's server with a window into its process: started by console.ts in place of server/main.ts.
 *
 * The console is on when `API_KEYS` is set. Answers each IPC message with what the process has used and holds.
 */
import type { Socket } from 'node:net';
import { loadSettings, startServer } from '../../server/boot.ts';
import { createLogger } from '../../server/logger.ts';

export interface ServerSample {
  /** Processor time so far, in ms. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Written by us and not taken by the kernel: the connection that has most. */
  readonly unsentBytes: number;
  readonly connections: number;
  /** Entries of the longest journal of a live call. */
  readonly entries: number;
}

const settings = loadSettings(process.env);
const server = await startServer(settings, createLogger(settings.config.env.LOG_LEVEL, 'json'), {
  host: '127.0.0.1',
  isSandbox: false,
});
const sockets = new Set<Socket>();
server.app.server.on('connection', (socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

function sample(): ServerSample {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1_000,
    rssBytes: process.memoryUsage.rss(),
    unsentBytes: Math.max(0, ...[...sockets].map(({ writableLength }) => writableLength)),
    connections: sockets.size,
    entries: Math.max(
      0,
      ...[...server.app.calls.live].map(({ journal }) => (journal.entries.at(-1)?.seq ?? -1) + 1),
    ),
  };
}

process.on('message', () => process.send?.(sample()));
process.once('SIGTERM', async () => {
  await server.close();
  process.exit(0);
});
