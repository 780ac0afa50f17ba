/**
 * A call's journal on disk while the call lasts: after a crash of the process, the file has all but the last second.
 *
 *   journal ──new entries, once a second──> <id>.jsonl.part ──end of the call──> <id>.jsonl
 *
 * The file also has the entries of a long call that the journal in memory has dropped.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Journal } from '../../call/journal/journal.ts';
import { JournalLines } from './journal-file.ts';

/** Rights of a call's files, of which umask takes more: what was said is no business of everybody on this machine. */
export const OWN_AND_GROUP = 0o640;

const EVERY_MS = 1_000;
/** Entries serialized in one go: less than a millisecond. */
const SLICE = 200;

export class JournalWriter {
  readonly #journal: Journal;
  readonly #path: string;
  readonly #lines = new JournalLines();
  readonly #onFailed: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  /** All that was asked of the disk so far. Undefined within: the disk has failed, and the file was removed. */
  #work: Promise<FileHandle | undefined>;
  /** Number of the last entry that was given to the disk. */
  #seq = -1;
  #isWriting = false;

  /**
   * `path` without `.part`. The journal must have its subject and its id. `onFailed` is called at most once, with what the
   * disk reported; nothing is written afterwards.
   */
  constructor(journal: Journal, path: string, onFailed: (error: unknown) => void) {
    this.#journal = journal;
    this.#path = path;
    this.#onFailed = onFailed;
    this.#work = open(this.#part, 'w', OWN_AND_GROUP).catch((error) => this.#failed(error));
    this.#then((file) => file.write(this.#lines.header(journal)));
    this.#timer = setInterval(() => this.#writeNew(), EVERY_MS);
    this.#timer.unref();
  }

  /** The call is over. Resolves when the file is complete, or has failed. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#then((file) => this.#writeRest(file));
    this.#then(async (file) => {
      await file.write(this.#lines.end());
      await file.close();
      await rename(this.#part, this.#path);
    });
    await this.#work;
  }

  get #part(): string {
    return `${this.#path}.part`;
  }

  /** A disk that is slower than the call gets more entries at once, and not more writes. */
  #writeNew(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#then(async (file) => {
      await this.#writeRest(file);
      this.#isWriting = false;
    });
  }

  async #writeRest(file: FileHandle): Promise<void> {
    for (;;) {
      const entries = this.#journal.entriesAfter(this.#seq, SLICE);
      const last = entries.at(-1);
      if (!last) return;
      if (entries[0]?.seq !== this.#seq + 1) throw new Error('The disk was so slow that entries are missing');
      this.#seq = last.seq;
      await file.write(entries.map((entry) => this.#lines.entry(entry)).join(''));
      await nextTick();
    }
  }

  #then(act: (file: FileHandle) => Promise<unknown>): void {
    this.#work = this.#work.then(async (file) => {
      if (!file) return undefined;
      try {
        await act(file);
        return file;
      } catch (error) {
        await file.close().catch(() => {});
        return this.#failed(error);
      }
    });
  }

  async #failed(error: unknown): Promise<undefined> {
    clearInterval(this.#timer);
    await rm(this.#part, { force: true }).catch(() => {});
    this.#onFailed(error);
  }
}
