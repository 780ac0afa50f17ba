/**
 * A simulated call as lines to read: the entries of its journal, with the steps of the caller and the faults between them.
 *
 *     1.587  caller  startOfTurn  turnIndex 0
 *     1.587  chart   silence
 *     1.587  line    clear        frames 3
 */
import type { JournalEntry } from '../readings/journal-entry.ts';
import { error } from '../readings/record/checks.ts';
import type { EntryKind } from '../readings/record/entry-facts.ts';
import type { SimulatedCall } from './simulate-call.ts';

type Lane = 'world' | 'caller' | 'vendor' | 'chart' | 'line' | 'BROKEN';

interface Line {
  readonly atMs: number;
  readonly lane: Lane;
  readonly what: string;
}

/** The lane of an entry, by the first word of its name. */
const LANES: Readonly<Record<string, Lane>> = {
  caller: 'caller',
  stt: 'vendor',
  llm: 'vendor',
  tts: 'vendor',
  filler: 'vendor',
  transport: 'line',
  operator: 'line',
  playback: 'line',
  outbox: 'line',
};

function laneOf({ kind, name }: JournalEntry): Lane {
  if (kind === 'vendor') return 'vendor';
  if (kind === 'wire') return 'line';
  const subject = name.split('.')[0] ?? '';
  return kind === 'event' || kind === 'note' ? (LANES[subject] ?? 'chart') : 'chart';
}

/** Data keys left out, because they repeat from line to line. */
const OMITTED_KEYS = new Set(['region', 'from', 'requestId', 'provider']);
/** Prefixes of names, by the kind of an entry. */
const SUBJECTS: Readonly<Partial<Record<EntryKind, string>>> = {
  timer: 'timer ',
  state: '=> ',
  transition: 'transition ',
};

/** Leaves out runs of frames and updates within a turn. */
const isShown = (entry: JournalEntry): boolean =>
  entry.name !== 'media' && !(entry.name === 'stt.fact' && entry.data.fact === 'update');

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return /\s|^$/.test(value) ? JSON.stringify(value) : value;
  return error(value) && value.code !== undefined ? value.code : JSON.stringify(value);
}

function lineOf(entry: JournalEntry): Line {
  const { kind, name, atMs } = entry;
  const facts = Object.entries<unknown>(entry.data)
    .filter(([key, value]) => !OMITTED_KEYS.has(key) && value !== undefined)
    .map(([key, value]) => (key === 'is' ? String(value) : `${key} ${wordsOf(value)}`));
  return { atMs, lane: laneOf(entry), what: [`${SUBJECTS[kind] ?? ''}${name}`, ...facts].join('  ') };
}

export function sequenceOf({ entries, world, broken }: SimulatedCall): string[] {
  const faults = world.faults.injected.map(({ atMs, fault: { name, forMs } }): Line => {
    return { atMs, lane: 'world', what: `fault ${name}${forMs === undefined ? '' : ` for ${forMs} ms`}` };
  });
  const lines: Line[] = [
    ...world.events.map(({ atMs, what }): Line => ({ atMs, lane: 'world', what })),
    ...faults,
    ...entries.filter(isShown).map(lineOf),
    ...broken.map(({ id, atMs, what }): Line => ({ atMs, lane: 'BROKEN', what: `${id}: ${what}` })),
  ];
  // A stable sort: entries of the same millisecond stay in the order above.
  lines.sort((a, b) => a.atMs - b.atMs);
  return lines.map(
    ({ atMs, lane, what }) => `${(atMs / 1_000).toFixed(3).padStart(9)}  ${lane.padEnd(6)}  ${what}`,
  );
}
