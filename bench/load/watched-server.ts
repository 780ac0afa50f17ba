/**
 * The product's server with a window into its process: a bench starts it in place of server/main.ts.
 *
 *   bench ──any IPC message──> sampler that `watch` made of the server ──its sample──> bench
 */
import { loadSettings, type RunningServer, startServer } from '../../server/boot.ts';
import { createLogger } from '../../server/logger.ts';

/** Serves until SIGTERM. */
export async function serveWatched(watch: (server: RunningServer) => () => object): Promise<void> {
  const settings = loadSettings(process.env);
  const server = await startServer(settings, createLogger(settings.config.env.LOG_LEVEL, 'json'), {
    host: '127.0.0.1',
    isSandbox: false,
  });
  const sample = watch(server);
  process.on('message', () => process.send?.(sample()));
  process.once('SIGTERM', async () => {
    await server.close();
    process.exit(0);
  });
}
