/** `npm start` as a process of its own, in a folder of a test's choice, with nothing of our own environment. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { eventually } from '../time/virtual-time.ts';

export const sourceFile = (path: string): string =>
  fileURLToPath(new URL(`../../../${path}`, import.meta.url));
export const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;

export class Run {
  output = '';
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  #isOver = false;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(env: Record<string, string>, folder: string, ...flags: string[]) {
    const { PATH = '' } = process.env;
    this.#child = spawn(process.execPath, ['--import', TSX, sourceFile('server/main.ts'), ...flags], {
      cwd: folder,
      env: { PATH, ...env },
      // The channel is what PM2 gives its programs.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }) as ChildProcessByStdio<null, Readable, Readable>;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      this.#isOver = true;
      return { code, signal };
    });
  }

  /** Rejects at once when it has ended without it. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    const found = await eventually(
      () => what.exec(this.output) ?? (this.#isOver ? undefined : this.#lacks(what)),
    );
    return found ?? this.#lacks(what);
  }

  #lacks(what: RegExp): never {
    return expect.fail(`${what} was not said, but: ${this.output}`);
  }

  /** Closes the pipes that its output goes to, as when a log shipper ends or a terminal is closed. */
  losesItsReaders(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  gets(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** By the channel between processes. */
  isTold(message: string): void {
    this.#child.send(message);
  }
}
