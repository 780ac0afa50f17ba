/**
 * The files of calls: of each its journal, written while the call lasts, and its recording, written afterwards.
 *
 *   begin(journal) ──> <id>.jsonl.part ──end(journal, recording)──> <id>.jsonl, <id>.wav
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../call/journal/journal.ts';
import type { Recording } from '../recording/recording.ts';
import { wavOf } from '../recording/wav-file.ts';
import { JournalWriter, OWN_AND_GROUP } from './journal-writer.ts';

/** A file that could not be written, with the reason of the operating system. Nothing is left of it. */
export interface UnwrittenFile {
  readonly path: string;
  readonly what: 'journal' | 'recording';
  readonly cause: unknown;
}

type OnUnwritten = (journal: Journal, file: UnwrittenFile) => void;

export class CallFiles {
  readonly #folder: string;
  readonly #onUnwritten: OnUnwritten;
  readonly #writers = new Map<Journal, JournalWriter>();
  readonly #ending = new Set<Promise<void>>();

  /** A call whose file could not be written goes on without it. */
  constructor(folder: string, onUnwritten: OnUnwritten) {
    this.#folder = folder;
    this.#onUnwritten = onUnwritten;
  }

  /** The journal has its id now. */
  begin(journal: Journal): void {
    const path = this.#pathOf(journal, 'jsonl');
    const failed = (cause: unknown): void => this.#onUnwritten(journal, { path, what: 'journal', cause });
    this.#writers.set(journal, new JournalWriter(journal, path, failed));
  }

  /** The call is over. */
  end(journal: Journal, recording: Recording | undefined): void {
    const ending = this.#end(journal, recording).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** Resolves when the files of all calls that are over are on disk. */
  async whenWritten(): Promise<void> {
    await Promise.all(this.#ending);
  }

  async #end(journal: Journal, recording: Recording | undefined): Promise<void> {
    const writer = this.#writers.get(journal);
    this.#writers.delete(journal);
    await writer?.end();
    if (!recording) return;
    const path = this.#pathOf(journal, 'wav');
    await writeWhole(path, wavOf(recording)).catch((cause: unknown) =>
      this.#onUnwritten(journal, { path, what: 'recording', cause }),
    );
  }

  #pathOf({ id }: Journal, ending: string): string {
    return join(this.#folder, `${id.replace(/[^\w-]/g, '_')}.${ending}`);
  }
}

/** Writes to `<path>.part` and renames it when complete, so that no reader sees a partial file and none is left. */
async function writeWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, content, { mode: OWN_AND_GROUP });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}
