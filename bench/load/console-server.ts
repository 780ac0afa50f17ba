/** Samples of the server's process for console.ts: processor time, memory, sockets. The console is on when `API_KEYS` is set. */
import type { Socket } from 'node:net';
import { serveWatched } from './watched-server.ts';

export interface ServerSample {
  /** Processor time so far, in ms. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Written by the server and not taken by the kernel: of the connection that has most. */
  readonly unsentBytes: number;
  readonly connections: number;
  /** Entries of the longest journal of a live call. */
  readonly entries: number;
}

await serveWatched(({ app }) => {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return (): ServerSample => {
    const { user, system } = process.cpuUsage();
    return {
      cpuMs: (user + system) / 1_000,
      rssBytes: process.memoryUsage.rss(),
      unsentBytes: Math.max(0, ...[...sockets].map(({ writableLength }) => writableLength)),
      connections: sockets.size,
      entries: Math.max(
        0,
        ...[...app.calls.live].map(({ journal }) => (journal.entries.at(-1)?.seq ?? -1) + 1),
      ),
    };
  };
});
