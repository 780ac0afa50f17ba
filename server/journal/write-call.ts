/** Writes a call's files: its journal and, if there is one, its recording. Nothing is left of a file that could not be written. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Journal } from '../../call/journal/journal.ts';
import type { Recording } from '../recording/recording.ts';
import { wavOf } from '../recording/wav-file.ts';
import { journalLines } from './journal-file.ts';

/** Lines serialized in one go: less than a millisecond. */
const SLICE = 200;

/** A file that could not be written, with the reason of the operating system. */
export interface UnwrittenFile {
  readonly path: string;
  readonly what: 'journal' | 'recording';
  readonly cause: unknown;
}

/** Resolves with the files that could not be written: without its recording, a call still has a journal. */
export async function writeCall(
  folder: string,
  journal: Journal,
  recording: Recording | undefined,
): Promise<UnwrittenFile[]> {
  const path = join(folder, journal.id.replace(/[^\w-]/g, '_'));
  const unwritten: UnwrittenFile[] = [];
  const write = async (file: Omit<UnwrittenFile, 'cause'>, content: Content): Promise<void> => {
    await writeWhole(file.path, content).catch((cause: unknown) => unwritten.push({ ...file, cause }));
  };
  await write({ path: `${path}.jsonl`, what: 'journal' }, await textOf(journal));
  if (recording) await write({ path: `${path}.wav`, what: 'recording' }, wavOf(recording));
  return unwritten;
}

type Content = string | AsyncIterable<Uint8Array>;

async function textOf(journal: Journal): Promise<string> {
  let text = '';
  let count = 0;
  for (const line of journalLines(journal)) {
    text += line;
    if (++count % SLICE === 0) await nextTick();
  }
  return text;
}

/** Writes to `<path>.part` and renames it when complete, so that no reader sees a partial file. */
async function writeWhole(path: string, content: Content): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {}); // on a disk that is broken too, the first error is the reason
    throw error;
  }
}
