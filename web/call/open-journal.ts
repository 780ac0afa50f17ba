/**
 * A journal's file as a tape. It stays in this browser: nothing is sent anywhere.
 */
import { signal } from '@preact/signals';
import type { CallInput } from '../../machines/call.input.ts';
import type { CallHeader } from '../../readings/console.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';
import { callIdsOf, type JournalText, readJournalText } from '../../readings/journal-text.ts';
import { crc32 } from './crc32.ts';
import { Tape } from './tape.ts';

interface OpenedJournal {
  /** Counts what was opened, since two files may have one name. */
  readonly number: number;
  readonly name: string;
  readonly tape: Tape;
  /** Its sound, when a recording was opened with it. */
  readonly recording?: Blob;
}

export const opened = signal<OpenedJournal | undefined>(undefined);
let count = 0;
const IS_SOUND = /\.wav$/i;

/** A journal, and perhaps its recording. Rejects with a sentence for the person who chose them. */
export async function openJournal(files: readonly File[]): Promise<void> {
  const file = files.find(({ name }) => !IS_SOUND.test(name));
  const recording = files.find(({ name }) => IS_SOUND.test(name));
  if (!file) throw new Error('Choose a journal: a .jsonl file, and its .wav if you have it');
  const tape = new Tape();
  const { header, entries } = await read(file);
  tape.begin(headerOf(header, recording !== undefined));
  tape.add(entries.map(entryOf));
  tape.state.value = 'whole';
  opened.value = { number: ++count, name: file.name, tape, ...(recording && { recording }) };
}

/** What is wrong with a file is said with its name. */
async function read(file: File): Promise<JournalText> {
  try {
    return readJournalText(await file.text(), crc32);
  } catch (error) {
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : error}`);
  }
}

function headerOf(header: JournalText['header'], hasRecording: boolean): CallHeader {
  const { startedAt, machine, transcripts, input } = header;
  if (!isObject(input) || !isObject(input.limits))
    throw new Error('line 1: it does not say what its call was given');
  return {
    id: String(callIdsOf(header).callId),
    startedAt: String(startedAt),
    isLive: false,
    nowMs: 0,
    input: input as unknown as CallInput,
    machine: String(machine),
    transcripts: transcripts === true,
    hasRecording,
  };
}

function entryOf(entry: Readonly<Record<string, unknown>>, i: number): JournalEntry {
  const { atMs, kind, name, data } = entry;
  if (typeof atMs !== 'number' || typeof kind !== 'string' || typeof name !== 'string' || !isObject(data))
    throw new Error(`line ${i + 2}: it is not an entry`);
  return entry as unknown as JournalEntry;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
