/**
 * Reads the text of a journal's file: header and entries, once every checksum is right and no entry is missing.
 *
 *   {"parley":1,"machine":…}      the header: chart, agent, limits
 *   {"seq":0,"atMs":…}            entries, in order
 *   {"end":{"entries":n}}         nothing is missing
 *
 * Each line ends with `"crc"`: the CRC-32 of all lines up to here without theirs.
 */
import { VoiceError } from '../machines/errors.ts';
import type { AnyEntry } from './journal-entry.ts';
import { isObject, type Unchecked } from './record/checks.ts';
import { readEntry } from './record/read-entry.ts';

export const FORMAT = 1;
/** The file's lines before the first entry. */
export const LINES_BEFORE = 1;

/** The ids of a header's call. Files of earlier versions have the carrier's alone, as `callSid`. */
export function callIdsOf(header: Readonly<Record<string, unknown>>): {
  callId: unknown;
  carrierCallId: unknown;
} {
  const { callSid, callId = callSid, carrierCallId = callSid } = header;
  return { callId, carrierCallId };
}

/** Continues `sum` with a text, in UTF-8. */
export type Crc32 = (text: string, sum: number) => number;

export interface JournalText {
  readonly header: Unchecked;
  /** Entries are numbered from 0 without a hole; `entriesIn` checks the rest. */
  readonly entries: readonly Unchecked[];
}

/**
 * Throws `JOURNAL_INVALID` with the number of the line and the reason. `isUnfinished`: the call has not ended, or the
 * process that wrote the file died; the file has no last line, and what was written after its last whole line is left out.
 */
export function readJournalText(file: string, crc32: Crc32, isUnfinished = false): JournalText {
  const written = isUnfinished ? file.slice(0, file.lastIndexOf('\n') + 1) : file;
  const [header = {}, ...rest] = checkedLines(written, crc32);
  if (typeof header.parley !== 'number') throw refused(1, 'it is not the header of a journal');
  if (header.parley !== FORMAT)
    throw refused(1, `format ${header.parley}; this version reads format ${FORMAT}`);
  const entries = isUnfinished ? rest.length : takeEnd(rest);
  rest.forEach(({ seq }, i) => {
    if (seq !== i) throw refused(i + LINES_BEFORE + 1, `entry ${i} is missing: ${whyMissing(i, seq)}`);
  });
  const last = rest.length + LINES_BEFORE + 1;
  if (rest.length === 0) throw refused(last, 'the journal has no entries');
  if (entries !== rest.length)
    throw refused(last, `${entries} entries were written, ${rest.length} are here`);
  return { header, entries: rest };
}

/** Takes the last line off. Returns how many entries it counts. */
function takeEnd(lines: Unchecked[]): number {
  const number = lines.length + LINES_BEFORE;
  const end = lines.pop()?.end;
  if (isObject(end) && typeof end.entries === 'number') return end.entries;
  throw refused(number, 'the journal ends here without its last line: it was cut');
}

/** The entries, each checked once. Throws `JOURNAL_INVALID` with the number of the line and the reason. */
export const entriesIn = ({ entries }: JournalText): AnyEntry[] =>
  entries.map((entry, i) =>
    readEntry(entry, (why) => refused(i + LINES_BEFORE + 1, `it is not an entry: ${why}`)),
  );

const whyMissing = (expected: number, seq: unknown): string =>
  expected === 0
    ? `the call was so long that its first ${seq} entries were dropped`
    : `the line before is ${expected - 1}, this is ${seq}`;

function checkedLines(file: string, crc32: Crc32): Unchecked[] {
  // Git, an editor or FTP may have given them the ends of Windows; no checksum is of these.
  const lines = file.split(/\r?\n/);
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

/** A checksum as lines have it. */
export const hex = (sum: number): string => sum.toString(16).padStart(8, '0');

function splitSum(line: string, number: number): { json: string; crc: string } {
  const [, body, crc] = /^(\{.*),"crc":"([0-9a-f]{8})"\}$/s.exec(line) ?? [];
  if (body === undefined || crc === undefined)
    throw refused(number, 'it is not a line of a journal: no checksum at its end');
  return { json: `${body}}`, crc };
}

function parseJson(json: string, number: number): Unchecked {
  try {
    return JSON.parse(json);
  } catch {
    throw refused(number, 'it is not JSON');
  }
}

export const refused = (line: number, why: string): VoiceError =>
  new VoiceError('JOURNAL_INVALID', `line ${line}: ${why}`, { details: { line } });
