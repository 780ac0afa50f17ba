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
import { MACHINE_VERSION, PARLEY_VERSION } from '../../call/journal/machine-version.ts';
import type { CallInput, Limits } from '../../machines/call.input.ts';
import { VoiceError } from '../../machines/errors.ts';
import type { AnyEntry, JournalEntry } from '../../readings/journal-entry.ts';
import {
  callIdsOf,
  entriesIn,
  FORMAT,
  hex,
  LINES_BEFORE,
  readJournalText,
  refused,
} from '../../readings/journal-text.ts';
import { isLimits } from '../../readings/record/limits.ts';
import { howToGet, recordedOn } from '../../readings/record/other-machine.ts';

/** A call as read from its file. */
export interface RecordedCall extends JournalSubject {
  /** Version of the Parley that wrote the file; absent in files that are older than this field. */
  readonly version?: string | undefined;
  readonly callId: string;
  /** The carrier's id of the call. */
  readonly carrierCallId: string;
  /** Date and time in ISO 8601. */
  readonly startedAt: string;
  /** Whether texts were kept; otherwise each text is a number of words and an id that equal texts share. */
  readonly transcripts: boolean;
  readonly entries: readonly AnyEntry[];
}

/** Line of an entry in its file, counted from 1. */
export const lineOf = ({ seq }: Pick<AnyEntry, 'seq'>): number => seq + LINES_BEFORE + 1;

/** The file of a call that is over. Throws when the journal has no subject. */
export const writeJournal = (journal: Journal): string => [...journalLines(journal)].join('');

/** The file line by line, so that a long call's file does not block other calls. */
export function* journalLines(journal: Journal): Generator<string> {
  const lines = new JournalLines();
  yield lines.header(journal);
  for (const entry of journal.entries) yield lines.entry(entry);
  yield lines.end();
}

/** The lines of one file, to be written in this order: its header, its entries, its end. */
export class JournalLines {
  /** Checksum of the lines so far. */
  #sum = 0;
  #entries = 0;

  /** Throws when the journal has no subject. */
  header({ subject, id: callId, carrierCallId, startedAt, keepsTranscripts }: Journal): string {
    if (!subject) throw new VoiceError('JOURNAL_INVALID', 'This journal does not say what call it is of');
    const own = { callId, carrierCallId, startedAt, transcripts: keepsTranscripts };
    return this.#line({ parley: FORMAT, version: PARLEY_VERSION, ...own, ...subject });
  }

  entry(entry: JournalEntry): string {
    this.#entries++;
    return this.#line(entry);
  }

  end(): string {
    return this.#line({ end: { entries: this.#entries } });
  }

  #line(value: object): string {
    const json = JSON.stringify(value);
    this.#sum = crc32(json, this.#sum);
    return `${json.slice(0, -1)},"crc":"${hex(this.#sum)}"}\n`;
  }
}

/** The chart's input: fixed texts and every limit. The chart cannot run without all of it. */
const Input = z.object({
  script: z.record(
    z.enum(['greeting', 'nudge', 'filler', 'cutIn', 'apology', 'goodbye', 'timeUp', 'outOfOrder']),
    z.string(),
  ),
  limits: z
    .record(z.string(), z.union([z.number(), z.array(z.number())]))
    .transform((limits, context): Limits => {
      if (isLimits(limits)) return limits;
      context.addIssue('lacks a limit');
      return z.NEVER;
    }),
  uninterruptible: z.array(z.enum(['reply', 'resume', 'greeting', 'nudge', 'apology', 'goodbye'])),
  hasVad: z.boolean(),
}) satisfies z.ZodType<CallInput>;
/** The origin of the file: its chart and its Parley. */
const Origin = z.object({ machine: z.string(), version: z.string().optional() });
const Header = Origin.extend({
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

interface ReadOptions {
  /** Accepts a file that was recorded on another chart. */
  readonly anyMachine?: boolean;
  /** Reads a file that is still being written, or whose process died: it ends without its last line. */
  readonly isUnfinished?: boolean;
}

/** The call in a file. Throws `JOURNAL_INVALID` with the line, the reason and, for another machine, how to get it. */
export function readJournal(file: string, { anyMachine, isUnfinished }: ReadOptions = {}): RecordedCall {
  const text = readJournalText(file, crc32, isUnfinished);
  const origin = parseHeader(Origin, text.header);
  if (origin.machine !== MACHINE_VERSION && !anyMachine) {
    const here = `this is machine ${MACHINE_VERSION} of Parley ${PARLEY_VERSION}`;
    throw refused(1, `it was ${recordedOn(origin)}; ${here}. ${howToGet(origin, PARLEY_VERSION)}`);
  }
  return { ...parseHeader(Header, { ...text.header, ...callIdsOf(text.header) }), entries: entriesIn(text) };
}

function parseHeader<T>(schema: z.ZodType<T>, header: unknown): T {
  const parsed = schema.safeParse(header);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refused(1, `it is not the header of a journal: ${issue?.path.join('.')} ${issue?.message}`);
}
