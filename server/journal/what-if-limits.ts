/**
 * How often the agent would have spoken up by itself with other limits: nudges into a silence, fillers for a slow model.
 *
 * A recorded wait that our own timer ended is known only up to there: what follows a longer limit is not.
 */
import type { Limits } from '../../machines/call.context.ts';
import { CallFacts } from '../../machines/call-facts.ts';
import type { JournalEntry } from '../../machines/journal-entry.ts';

export interface Interjections {
  readonly count: number;
  /** Waits that might have ended by themselves, had we waited longer. */
  readonly unknown: number;
}

interface Wait {
  readonly ms: number;
  /** Our own timer ended it. */
  readonly isCut: boolean;
}

/** Silences of both sides, each until somebody spoke. */
const silencesIn = (entries: readonly JournalEntry[]): Wait[] =>
  waitsIn(entries, ['listening.quiet'], 'SILENCE_TIMEOUT');

/** Waits for the model's first word; a filler does not end them. */
const thinkingIn = (entries: readonly JournalEntry[]): Wait[] =>
  waitsIn(entries, ['responding.processing.thinking', 'responding.processing.filling'], 'REPLY_TIMEOUT');

export const nudgesWith = (entries: readonly JournalEntry[], { silenceMs }: Limits): Interjections =>
  count(silencesIn(entries), silenceMs);

export const fillersWith = (
  entries: readonly JournalEntry[],
  { fillerMs }: Limits,
  filler: string,
): Interjections =>
  fillerMs === 0 || filler === '' ? { count: 0, unknown: 0 } : count(thinkingIn(entries), fillerMs);

const count = (waits: readonly Wait[], limitMs: number): Interjections => ({
  count: waits.filter(({ ms }) => ms >= limitMs - 1).length,
  unknown: waits.filter(({ ms, isCut }) => isCut && ms < limitMs - 1).length,
});

function waitsIn(entries: readonly JournalEntry[], states: readonly string[], timer: string): Wait[] {
  const facts = new CallFacts();
  const waits: Wait[] = [];
  let since: number | undefined;
  let isCut = false;
  for (const entry of entries) {
    if (entry.kind === 'timer') isCut = entry.name === timer;
    else if (entry.kind === 'event') isCut = false;
    facts.take(entry);
    const isIn = states.some((state) => facts.isIn(state));
    if (isIn) since ??= entry.atMs;
    else if (since !== undefined) {
      waits.push({ ms: entry.atMs - since, isCut });
      since = undefined;
    }
  }
  return waits;
}
