/**
 * A journal as JSON Lines, and back.
 *
 *   journal ──> header, entries, end, each with a checksum ──> file (readings/journal-text.ts)
 *
 * A file that was cut or edited, or that another format or chart wrote, is refused with the line and the reason.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Journal, JournalSubject } from '../../call/journal/journal.ts';
import { MACHINE_VERSION } from '../../call/journal/machine-version.ts';
import type { CallInput } from '../../machines/call.input.ts';
import { VoiceError } from '../../machines/errors.ts';
import type { EntryKind, JournalEntry } from '../../readings/journal-entry.ts';
import {
  callIdsOf,
  FORMAT,
  hex,
  LINES_BEFORE,
  readJournalText,
  refused,
} from '../../readings/journal-text.ts';
import { AgentSchema } from '../agent/agent-file.ts';
import { limitsOf } from '../agent/call-input.ts';

/** A call as its file tells it. */
export interface RecordedCall extends JournalSubject {
  readonly callId: string;
  /** What the carrier called it. */
  readonly carrierCallId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Whether texts were kept, or only how many words they have and which are the same. */
  readonly transcripts: boolean;
  readonly entries: readonly JournalEntry[];
}

/** Line of an entry in its file, counted from 1. */
export const lineOf = ({ seq }: Pick<JournalEntry, 'seq'>): number => seq + LINES_BEFORE + 1;

/** The file of a call that is over. Throws when nobody composed it. */
export const writeJournal = (journal: Journal): string => [...journalLines(journal)].join('');

/** The same, line by line: a long call's file is not made in one go while other calls wait. */
export function* journalLines(journal: Journal): Generator<string> {
  const { subject, id: callId, carrierCallId, startedAt, keepsTranscripts, entries } = journal;
  if (!subject) throw new VoiceError('JOURNAL_INVALID', 'This journal does not say what call it is of');
  const ids = { callId, carrierCallId };
  const header = { parley: FORMAT, ...ids, startedAt, transcripts: keepsTranscripts, ...subject };
  let sum = 0;
  for (const line of [header, ...entries, { end: { entries: entries.length } }]) {
    const json = JSON.stringify(line);
    sum = crc32(json, sum);
    yield `${json.slice(0, -1)},"crc":"${hex(sum)}"}\n`;
  }
}

/** What was said without the model, and every limit: all of it is needed, or the chart cannot run. */
const Input = z.object({
  script: z.record(
    z.enum(['greeting', 'nudge', 'filler', 'cutIn', 'apology', 'goodbye', 'timeUp', 'outOfOrder']),
    z.string(),
  ),
  limits: z.record(z.string(), z.union([z.number(), z.array(z.number())])).refine(hasEveryLimit, {
    error: 'lacks a limit',
  }),
  uninterruptible: z.array(z.string()),
  hasVad: z.boolean(),
});
const Header = z.object({
  machine: z.string(),
  callId: z.string(),
  carrierCallId: z.string(),
  startedAt: z.string(),
  transcripts: z.boolean(),
  input: Input,
  settings: z.looseObject({
    transcriber: z.looseObject({ kind: z.string() }),
    startSpeakingPlan: z.looseObject({ endpointing: z.string() }),
  }),
});
const KINDS = [
  'event',
  'timer',
  'transition',
  'command',
  'state',
  'child',
  'wire',
  'vendor',
  'note',
] as const;
const Entry = z.object({
  seq: z.number(),
  atMs: z.number(),
  kind: z.enum(KINDS satisfies readonly EntryKind[]),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** As many, and of the kind, as any agent has. */
function hasEveryLimit(limits: Readonly<Record<string, unknown>>): boolean {
  const any = limitsOf(AgentSchema.parse({ model: { messages: [{ role: 'system', content: '-' }] } }));
  return Object.entries(any).every(([name, value]) => typeof limits[name] === typeof value);
}

export interface ReadOptions {
  /** Read it even if it was recorded on another chart. */
  readonly anyMachine?: boolean;
}

/** Throws `JOURNAL_INVALID` with the line number and the reason. */
export function readJournal(file: string, { anyMachine = false }: ReadOptions = {}): RecordedCall {
  const { header, entries } = readJournalText(file, crc32);
  const known = parse(Header, { ...header, ...callIdsOf(header) }, 1, 'the header of a journal');
  if (known.machine !== MACHINE_VERSION && !anyMachine) {
    throw refused(1, `it was recorded on machine ${known.machine}; this is machine ${MACHINE_VERSION}`);
  }
  return {
    ...known,
    input: known.input as unknown as CallInput,
    entries: entries.map(
      (entry) => parse(Entry, entry, lineOf(entry as { seq: number }), 'an entry') as JournalEntry,
    ),
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, number: number, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refused(number, `it is not ${what}: ${issue?.path.join('.')} ${issue?.message}`);
}
