/**
 * The end of a server: new callers are asked to call back, live calls finish, and after the limit they are hung up.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Resolves when no call is live. `limitMs` is how long live calls may go on. */
export async function drain({ calls, log }: FastifyInstance, limitMs: number): Promise<void> {
  calls.draining = true;
  log.info({ calls: calls.live.size, limitMs }, 'draining: new calls are turned away');
  const limit = new AbortController();
  const hadCalls = calls.live.size > 0;
  await Promise.race([calls.whenIdle(), sleep(limitMs, undefined, { signal: limit.signal }).catch(() => {})]);
  limit.abort();
  if (calls.live.size > 0) {
    log.warn({ calls: calls.live.size }, 'the drain limit has passed: hanging up');
    calls.hangUpAll('drained');
    await calls.whenIdle();
  }
  // The carrier's webhook still comes after its stream.
  if (hadCalls) await sleep(FOLLOW_UP_MS);
}

/**
 * What keeps SIGTERM from this process, as a sentence with what to do; undefined when nothing does. `first` is the command line of the
 * machine's, or the container's, first process.
 */
export function whatKeepsSignals(first = commandLineOf(1)): string | undefined {
  const [, starter] = /(?:^|[\s/])(npm|npm-cli\.js|yarn|pnpm)(?=\s|$)/.exec(first) ?? [];
  if (starter === undefined) return undefined;
  // Not its arguments, which may hold a secret.
  return `this container was started with ${starter}, which may end without telling Parley, so that calls are cut off: let the container run ${OWN_COMMAND}`;
}

const OWN_COMMAND = 'node --import tsx/esm server/main.ts';

/** Empty where the system does not tell. */
function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Longest time from the end of a stream to the carrier's webhook that follows it. */
const FOLLOW_UP_MS = 1_500;
