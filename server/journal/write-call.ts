/** Writes a call's files: its journal and, if there is one, its recording. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Journal } from '../../call/journal/journal.ts';
import type { Recording } from '../recording/recording.ts';
import { wavOf } from '../recording/wav-file.ts';
import { journalLines } from './journal-file.ts';

/** Lines serialized in one go: less than a millisecond. */
const SLICE = 200;

export async function writeCall(
  folder: string,
  journal: Journal,
  recording: Recording | undefined,
): Promise<void> {
  const path = join(folder, journal.id.replace(/[^\w-]/g, '_'));
  await writeWhole(`${path}.jsonl`, await textOf(journal));
  if (recording) await writeWhole(`${path}.wav`, wavOf(recording));
}

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
async function writeWhole(path: string, content: string | AsyncIterable<Uint8Array>): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
