/**
 * The sockets, servers and timers that a finished test leaves open in this process. An empty list is a clean end.
 *
 *   const leftovers = watchLeftovers(); …  await eventually(() => expect(leftovers()).toEqual([]))   // or ['1 TCPSocketWrap']
 */
import { timersSet } from './virtual-time.ts';

const WATCHED = ['TCPSocketWrap', 'TCPServerWrap', 'ConnectWrap', 'Timeout', 'ProcessWrap'];
/** Timers on a clock of the test's own, where all of them count. */
const OWN_TIMERS = 'timers of the test’s clock';

function count(): Map<string, number> {
  const counts = new Map([[OWN_TIMERS, timersSet()]]);
  for (const name of process.getActiveResourcesInfo())
    if (WATCHED.includes(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Remembers what is open now. The function it returns lists what is open beyond that. */
export function watchLeftovers(): () => string[] {
  const before = count();
  return () =>
    [...count()].flatMap(([name, now]) => {
      const more = now - (before.get(name) ?? 0);
      return more > 0 ? [`${more} ${name}`] : [];
    });
}
