/**
 * The log: JSON lines for machines, `19:43:33.120 ◆ LISTENING → PROCESSING` for a person at a terminal.
 *
 *   line ──> standard output      full disk, quota, slow reader: the line is lost and counted      closed by its reader: no later line is written
 *
 * A line that cannot be written must cost a line and never a call. pino's own destination ends the process on a full disk and,
 * as it ends, waits for the disk for ever, with its port open and every call silent.
 */
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { systemCodeOf } from './config/system-errors.ts';

export function createLogger(level: string, form: 'json' | 'pretty'): Logger {
  const put = (bytes: Buffer): number => writeSync(process.stdout.fd, bytes);
  if (form === 'json')
    return pino(
      { level, serializers: SERIALIZERS },
      new LineWriter(put, (msg) => JSON.stringify({ level: 40, time: Date.now(), msg })),
    );
  const lines = new LineWriter(put, (text) => `${timeOf(Date.now())} ${warning(40)}${text}`);
  const stream = pretty({
    colorize: process.stdout.isTTY === true && takesColors(process.env),
    destination: new Writable({
      decodeStrings: false,
      write(line, _encoding, done) {
        lines.write(String(line));
        done();
      },
    }),
    ignore: 'pid,hostname,callId,carrierCallId,level,time',
    messageFormat: (log, messageKey) => `${timeOf(log.time)} ${warning(log.level)}${String(log[messageKey])}`,
    singleLine: true,
  });
  return pino({ level, serializers: SERIALIZERS }, stream);
}

/** Whether the reader of a terminal wants colors: no-color.org, and terminals that show escapes as they stand. */
export const takesColors = ({ NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean =>
  (NO_COLOR ?? '') === '' && TERM !== 'dumb';

/**
 * What a line says of an error, and nothing that a library has hung on it: an error of axios has the whole request, with its
 * Authorization (axios/axios#6919).
 */
export function factsOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, details } = error as { code?: unknown; details?: unknown };
  const { stack } = pino.stdSerializers.err(error);
  return { type: error.name, message: error.message, stack, code, details };
}

const SERIALIZERS = { err: factsOf };

/** Texts for a person at a terminal, and errors of the start: without a listener, a reader that is gone would end the process. */
export function outliveReaders(
  streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) stream.on('error', () => {});
}

/**
 * How often a reader that is slow for the moment is tried, a millisecond apart: a pause that no caller hears. A reader that let a
 * line be lost is tried once for each further line, until it takes one.
 */
const MOST_TRIES = 20;

/** Writes whole lines, each before `write` returns. */
export class LineWriter {
  readonly #put: (bytes: Buffer) => number;
  readonly #lineOf: (text: string) => string;
  #lost = 0;
  /** The last line ended in its middle. */
  #isTorn = false;
  #isOver = false;

  /** `put` writes bytes and returns how many it took, as `writeSync` does; `lineOf` makes a line of a text about lost lines. */
  constructor(put: (bytes: Buffer) => number, lineOf: (text: string) => string) {
    this.#put = put;
    this.#lineOf = lineOf;
  }

  write(line: string): void {
    if (this.#isOver) return;
    try {
      if (this.#isTorn) this.#whole('\n');
      this.#isTorn = false;
      if (this.#lost > 0) this.#whole(`${this.#lineOf(this.#loss)}\n`);
      this.#lost = 0;
      this.#whole(line);
    } catch (error) {
      this.#lost++;
      // The reader has closed the pipe: no later line can be written.
      this.#isOver = ['EPIPE', 'EBADF'].includes(systemCodeOf(error) ?? '');
    }
  }

  get #loss(): string {
    return `${this.#lost} ${this.#lost === 1 ? 'line' : 'lines'} of the log could not be written: the disk was full, or the reader too slow`;
  }

  #whole(line: string): void {
    let rest = Buffer.from(line);
    for (let tries = 0; rest.length > 0; tries++) {
      try {
        const taken = this.#put(rest);
        rest = rest.subarray(taken);
        this.#isTorn = rest.length > 0;
      } catch (error) {
        const most = this.#lost > 0 ? 0 : MOST_TRIES;
        if (systemCodeOf(error) !== 'EAGAIN' || tries >= most) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  }
}

const timeOf = (time: unknown): string => {
  const at = new Date(Number(time));
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
};

/** Level 40 is `warn`. */
const warning = (level: unknown): string => (Number(level) >= 40 ? 'WARNING ' : '');
