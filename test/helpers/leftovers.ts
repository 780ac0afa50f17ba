/**
 * What a finished test leaves open in this process: sockets, servers, timers. An empty list is a clean end.
 *
 *   const leftovers = watchLeftovers(); … ; await leftovers(2_000)   // [] or e.g. ['1 TCPSocketWrap']
 */
const WATCHED = ['TCPSocketWrap', 'TCPServerWrap', 'TCPConnectWrap', 'Timeout', 'ProcessWrap'];

function count(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Remembers what is open now. The function it returns waits for all the rest to be gone. */
export function watchLeftovers(): (limitMs: number) => Promise<string[]> {
  const before = count();
  const more = () => {
    const now = count();
    return WATCHED.flatMap((name) => {
      const extra = (now.get(name) ?? 0) - (before.get(name) ?? 0);
      return extra > 0 ? [`${extra} ${name}`] : [];
    });
  };
  return async (limitMs) => {
    const until = performance.now() + limitMs;
    // an immediate, because a timer of ours would count as one left over
    while (more().length > 0 && performance.now() < until) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return more();
  };
}
