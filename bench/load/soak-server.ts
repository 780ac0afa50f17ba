/**
 * The product's server with a window into its process: started by soak.ts in place of server/main.ts.
 *
 * Answers each IPC message with what the process holds, after a full collection; needs `--expose-gc`.
 */

import { loadSettings, startServer } from '../../server/boot.ts';
import { createLogger } from '../../server/logger.ts';

export interface ProcessSample {
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly rssBytes: number;
  readonly timers: number;
  readonly sockets: number;
  /** Calls the server counts as live. */
  readonly liveCalls: number;
}

const settings = loadSettings(process.env);
const server = await startServer(settings, createLogger(settings.config.env.LOG_LEVEL, 'json'), {
  host: '127.0.0.1',
  isSandbox: false,
});

function sample(): ProcessSample {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  return {
    heapBytes: heapUsed,
    externalBytes: external,
    rssBytes: rss,
    timers: resources.filter((name) => name === 'Timeout').length,
    sockets: resources.filter((name) => name.startsWith('TCP')).length,
    liveCalls: server.app.calls.live.size,
  };
}

process.on('message', () => process.send?.(sample()));
process.once('SIGTERM', async () => {
  await server.close();
  process.exit(0);
});
