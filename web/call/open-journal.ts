/**
 * A journal's file as a tape. The file stays in this browser and is sent nowhere.
 */
import { signal } from '@preact/signals';
import type { CallHeader } from '../../readings/console.ts';
import type { AnyEntry } from '../../readings/journal-entry.ts';
import {
  callIdsOf,
  entriesIn,
  type JournalText,
  readJournalText,
  refused,
} from '../../readings/journal-text.ts';
import { isObject } from '../../readings/record/checks.ts';
import { limitsToShow } from '../../readings/record/limits.ts';
import { crc32 } from './crc32.ts';
import { Tape } from './tape.ts';

interface OpenedJournal {
  /** Counts the opened files, since two files may have the same name. */
  readonly number: number;
  readonly name: string;
  readonly tape: Tape;
  /** The call's recording, when one was opened with the journal. */
  readonly recording?: Blob;
}

export const opened = signal<OpenedJournal | undefined>(undefined);
let count = 0;
const IS_SOUND = /\.wav$/i;

/** Opens a journal, and its recording if it is among the files. Rejects with a sentence for the viewer. */
export async function openJournal(files: readonly File[]): Promise<void> {
  const file = files.find(({ name }) => !IS_SOUND.test(name));
  const recording = files.find(({ name }) => IS_SOUND.test(name));
  if (!file) throw new Error('Choose a journal: a .jsonl file, and its .wav if you have it');
  const tape = new Tape();
  const { header, entries } = await read(file, recording !== undefined);
  tape.begin(header);
  tape.add(entries);
  tape.state.value = 'whole';
  opened.value = { number: ++count, name: file.name, tape, ...(recording && { recording }) };
}

/** Reads a journal's file. Errors begin with the file's name. */
async function read(
  file: File,
  hasRecording: boolean,
): Promise<{ readonly header: CallHeader; readonly entries: readonly AnyEntry[] }> {
  try {
    const text = readJournalText(await file.text(), crc32);
    return { header: headerOf(text.header, hasRecording), entries: entriesIn(text) };
  } catch (error) {
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : error}`);
  }
}

function headerOf(header: JournalText['header'], hasRecording: boolean): CallHeader {
  const { startedAt, machine, version, transcripts, input } = header;
  const limits = isObject(input) ? limitsToShow(input.limits) : undefined;
  if (!limits) throw refused(1, 'it does not say what its call was given');
  return {
    id: String(callIdsOf(header).callId),
    startedAt: String(startedAt),
    isLive: false,
    nowMs: 0,
    input: { limits },
    machine: String(machine),
    ...(typeof version === 'string' && { version }),
    transcripts: transcripts === true,
    hasRecording,
  };
}
