/**
 * A journal as JSON Lines, and back. Each line ends with a checksum of itself and all lines before it.
 *
 *   {"parley":1,"machine":…}      what the call was composed of
 *   {"seq":0,"atMs":…}            entries, in order
 *   {"end":{"entries":n}}         nothing is missing
 *
 * A file that was cut or edited, or that another format or chart wrote, is refused with the line and the reason.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { CallInput } from '../../machines/call.context.ts';
import { VoiceError } from '../../machines/errors.ts';
import type { EntryKind, JournalEntry } from '../../machines/journal-entry.ts';
import { AgentSchema, limitsOf } from '../agent-file.ts';
import type { Journal, JournalSubject } from './journal.ts';
import { MACHINE_VERSION } from './machine-version.ts';

const FORMAT = 1;

/** A call as its file tells it. */
export interface RecordedCall extends JournalSubject {
  readonly callSid: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Whether texts were kept, or only how many words they have and which are the same. */
  readonly transcripts: boolean;
  readonly entries: readonly JournalEntry[];
}

/** The file's lines before the first entry. */
const LINES_BEFORE = 1;
/** Line of an entry in its file, counted from 1. */
export const lineOf = ({ seq }: Pick<JournalEntry, 'seq'>): number => seq + LINES_BEFORE + 1;

/** The file of a call that is over. Throws when nobody composed it. */
export const writeJournal = (journal: Journal): string => [...journalLines(journal)].join('');

/** The same, line by line: a long call's file is not made in one go while other calls wait. */
export function* journalLines(journal: Journal): Generator<string> {
  const { subject, callSid, startedAt, keepsTranscripts, entries } = journal;
  if (!subject) throw new VoiceError('JOURNAL_INVALID', 'This journal does not say what call it is of');
  const header = { parley: FORMAT, callSid, startedAt, transcripts: keepsTranscripts, ...subject };
  let sum = 0;
  for (const line of [header, ...entries, { end: { entries: entries.length } }]) {
    const json = JSON.stringify(line);
    sum = crc32(json, sum);
    yield `${json.slice(0, -1)},"crc":"${hex(sum)}"}\n`;
  }
}

const hex = (sum: number): string => sum.toString(16).padStart(8, '0');

/** What was said without the model, and every limit: all of it is needed, or the chart cannot run. */
const Input = z.object({
  script: z.record(
    z.enum(['greeting', 'nudge', 'filler', 'apology', 'goodbye', 'timeUp', 'outOfOrder']),
    z.string(),
  ),
  limits: z.record(z.string(), z.union([z.number(), z.array(z.number())])).refine(hasEveryLimit, {
    error: 'lacks a limit',
  }),
});
const Header = z.object({
  parley: z.number(),
  machine: z.string(),
  callSid: z.string(),
  startedAt: z.string(),
  transcripts: z.boolean(),
  input: Input,
  settings: z.looseObject({
    transcriber: z.looseObject({
      eotThreshold: z.number(),
      eagerEotThreshold: z.number().nullable(),
      eotTimeoutMs: z.number(),
    }),
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

const End = z.object({ end: z.object({ entries: z.number() }) });

export interface ReadOptions {
  /** Read it even if it was recorded on another chart. */
  readonly anyMachine?: boolean;
}

/** Throws `JOURNAL_INVALID` with the line number and the reason. */
export function readJournal(file: string, { anyMachine = false }: ReadOptions = {}): RecordedCall {
  const lines = checked(file);
  const header = parse(Header, lines[0], 1, 'the header of a journal');
  if (header.parley !== FORMAT)
    throw refused(1, `format ${header.parley}; this version reads format ${FORMAT}`);
  if (header.machine !== MACHINE_VERSION && !anyMachine) {
    throw refused(1, `it was recorded on machine ${header.machine}; this is machine ${MACHINE_VERSION}`);
  }
  const last = lines.length;
  if (!End.safeParse(lines[last - 1]).success)
    throw refused(last, 'the journal ends here without its last line: it was cut');
  const entries = lines
    .slice(LINES_BEFORE, -1)
    .map((line, i) => parse(Entry, line, i + LINES_BEFORE + 1, 'an entry') as JournalEntry);
  entries.forEach((entry, i) => {
    if (entry.seq !== i)
      throw refused(i + LINES_BEFORE + 1, `entry ${i} is missing: ${whyMissing(i, entry.seq)}`);
  });
  const { end } = parse(End, lines[last - 1], last, 'the last line');
  if (entries.length === 0) throw refused(last, 'there is nothing in it');
  if (end.entries !== entries.length)
    throw refused(last, `${end.entries} entries were written, ${entries.length} are here`);
  return { ...header, input: header.input as unknown as CallInput, entries };
}

const whyMissing = (expected: number, seq: number): string =>
  expected === 0
    ? `the call was so long that its first ${seq} entries were dropped`
    : `the line before is ${expected - 1}, this is ${seq}`;

/** The lines as JSON, once every checksum is right. */
function checked(file: string): unknown[] {
  const lines = file.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw refused(1, 'the file is empty');
  let sum = 0;
  return lines.map((line, i) => {
    const { json, crc } = splitSum(line, i + 1);
    const value = parseJson(json, i + 1);
    sum = crc32(json, sum);
    if (crc !== hex(sum)) throw refused(i + 1, 'its checksum is wrong: this line or its order was changed');
    return value;
  });
}

function splitSum(line: string, number: number): { json: string; crc: string } {
  const [, body, crc] = /^(\{.*),"crc":"([0-9a-f]{8})"\}$/s.exec(line) ?? [];
  if (body === undefined || crc === undefined)
    throw refused(number, 'it is not a line of a journal: no checksum at its end');
  return { json: `${body}}`, crc };
}

function parseJson(json: string, number: number): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw refused(number, 'it is not JSON');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, number: number, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refused(number, `it is not ${what}: ${issue?.path.join('.')} ${issue?.message}`);
}

const refused = (line: number, why: string): VoiceError =>
  new VoiceError('JOURNAL_INVALID', `line ${line}: ${why}`, { details: { line } });
