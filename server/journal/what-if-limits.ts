/**
 * How often the agent would have spoken unprompted with other limits: nudges in a silence, fillers for a slow model.
 *
 * A recorded wait that our own timer ended is known only up to that moment, so a longer limit's result is unknown.
 */
import type { Limits } from '../../machines/call.input.ts';
import type { DelayName } from '../../machines/delays.ts';
import type { StatePath } from '../../machines/state-paths.ts';
import { CallFacts } from '../../readings/call-facts.ts';
import { type AnyEntry, asRecorded } from '../../readings/journal-entry.ts';

export interface Interjections {
  readonly count: number;
  /** Number of waits that ended before the limit by our own timer, so that the result is unknown. */
  readonly unknown: number;
}

const NONE: Interjections = { count: 0, unknown: 0 };

interface Wait {
  readonly ms: number;
  /** Whether our own timer ended the wait. */
  readonly isCut: boolean;
  /** Number of turns that the caller had begun before the wait. */
  readonly turns: number;
}

/** Silences of both sides, each until the caller or the agent spoke. */
const silencesIn = (entries: readonly AnyEntry[]): Wait[] =>
  waitsIn(entries, ['listening.quiet'], 'SILENCE_TIMEOUT');

/** Waits for the model's first word; a filler does not end them. */
const thinkingIn = (entries: readonly AnyEntry[]): Wait[] =>
  waitsIn(entries, ['responding.processing.thinking', 'responding.processing.filling'], 'REPLY_TIMEOUT');

/** Nudges with these limits. In one silence the agent nudges at most `maxNudges` times, and then says goodbye. */
export function nudgesWith(
  entries: readonly AnyEntry[],
  { silenceMs, maxNudges }: Limits,
  nudge: string,
): Interjections {
  if (nudge === '') return NONE;
  const waits = silencesIn(entries);
  const runs = [...new Set(waits.map(({ turns }) => turns))].map((turns) =>
    waits.filter((wait) => wait.turns === turns),
  );
  const counts = runs.map((run) => count(run.slice(0, maxNudges), silenceMs));
  return {
    count: counts.reduce((sum, one) => sum + one.count, 0),
    unknown: counts.reduce((sum, one) => sum + one.unknown, 0),
  };
}

export const fillersWith = (
  entries: readonly AnyEntry[],
  { fillerMs }: Limits,
  filler: string,
): Interjections => (fillerMs === 0 || filler === '' ? NONE : count(thinkingIn(entries), fillerMs));

const count = (waits: readonly Wait[], limitMs: number): Interjections => ({
  count: waits.filter(({ ms }) => ms >= limitMs - 1).length,
  unknown: waits.filter(({ ms, isCut }) => isCut && ms < limitMs - 1).length,
});

function waitsIn(
  entries: readonly AnyEntry[],
  states: readonly StatePath<'turn'>[],
  timer: DelayName,
): Wait[] {
  const facts = new CallFacts();
  const waits: Wait[] = [];
  let since: number | undefined;
  let isCut = false;
  let turns = 0;
  let turnsBefore = 0;
  for (const entry of entries) {
    const { kind, name } = asRecorded(entry);
    if (kind === 'timer') isCut = name === timer;
    else if (kind === 'event') isCut = false;
    if (entry.kind === 'event' && entry.name === 'caller.startOfTurn') turns += 1;
    facts.take(entry);
    const isIn = states.some((state) => facts.isIn(state));
    if (isIn && since === undefined) {
      since = entry.atMs;
      turnsBefore = turns;
    } else if (isIn) continue;
    else if (since !== undefined) {
      waits.push({ ms: entry.atMs - since, isCut, turns: turnsBefore });
      since = undefined;
    }
  }
  return waits;
}
