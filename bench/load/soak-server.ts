/** Samples of the server's process after a full collection, for soak.ts. Needs `--expose-gc`. */
import { serveWatched } from './watched-server.ts';

export interface ProcessSample {
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly rssBytes: number;
  readonly timers: number;
  readonly sockets: number;
  /** Calls the server counts as live. */
  readonly liveCalls: number;
}

await serveWatched(({ app }) => (): ProcessSample => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  return {
    heapBytes: heapUsed,
    externalBytes: external,
    rssBytes: rss,
    timers: resources.filter((name) => name === 'Timeout').length,
    sockets: resources.filter((name) => name.startsWith('TCP')).length,
    liveCalls: app.calls.live.size,
  };
});
