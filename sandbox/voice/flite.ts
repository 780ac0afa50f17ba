/**
 * Speech synthesis of the sandbox: Flite in WASM, in a thread of its own so that synthesis never delays a socket.
 *
 *   speak(text, voice) ──> cache ──> worker, one line at a time ──> mu-law with word times
 *
 * Owns the worker and its scratch directory; `close()` removes both.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Flite's built-in voices. `kal` is 8 kHz, the others 16 kHz; `awb_time` is left out, because that voice has only the words of clock times. */
export type FliteVoice = 'kal' | 'kal16' | 'awb' | 'rms' | 'slt';

export interface SpokenWord {
  /** A whitespace-separated token of the text, punctuation kept. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface SpokenLine {
  readonly text: string;
  /** Mu-law at 8 kHz in whole 20 ms frames; empty when nothing in the text can be spoken. Shared: do not write to it. */
  readonly audio: Uint8Array;
  /** Times are from the start of `audio`, in order, inside it. See word-times.ts for their accuracy. */
  readonly words: readonly SpokenWord[];
}

export interface Synthesizer {
  /** Rejects when the synthesis thread fails or `close()` comes first. */
  speak(text: string, voice: FliteVoice): Promise<SpokenLine>;
  /** Stops the thread and removes its files; idempotent. */
  close(): Promise<void>;
}

export interface FliteRequest {
  readonly id: number;
  readonly text: string;
  readonly voice: FliteVoice;
}

export type FliteReply = { readonly id: number } & (
  | { readonly line: SpokenLine }
  | { readonly error: string }
);

interface Waiting {
  resolve(line: SpokenLine): void;
  reject(error: Error): void;
}

/** Lines kept in memory; the line unused for longest is dropped first. */
const CACHE_LINES = 256;

export const createSynthesizer = (): Synthesizer => {
  const directory = mkdtempSync(join(tmpdir(), 'parley-voice-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeDirectory);

  const worker = new Worker(new URL('./flite.worker.mjs', import.meta.url), {
    workerData: { directory },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const pending = new Map<number, Waiting>();
  let lastId = 0;
  let closing: Promise<void> | undefined;
  let failure: Error | undefined;

  const fail = (error: Error) => {
    failure ??= error;
    for (const { reject } of pending.values()) reject(failure);
    pending.clear();
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`The voice thread ended with code ${code}`)));
  worker.on('message', (reply: FliteReply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if (pending.size === 0) worker.unref();
    if ('line' in reply) waiting?.resolve(reply.line);
    else waiting?.reject(new Error(reply.error));
  });
  // A message listener makes the thread keep the process alive; `unref` lets the process end.
  worker.unref();

  const ask = (text: string, voice: FliteVoice): Promise<SpokenLine> => {
    if (failure) return Promise.reject(failure);
    const id = ++lastId;
    worker.ref();
    worker.postMessage({ id, text, voice } satisfies FliteRequest);
    return new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
  };

  return {
    speak: remembering(ask),
    close() {
      fail(new Error('The voice was closed before it had spoken'));
      closing ??= worker.terminate().then(() => {
        process.off('exit', removeDirectory);
        removeDirectory();
      });
      return closing;
    },
  };
};

/** `speak` with a cache before it. A line that failed is synthesized again at the next request. */
function remembering(speak: Synthesizer['speak']): Synthesizer['speak'] {
  const lines = new Map<string, Promise<SpokenLine>>();
  return (text, voice) => {
    const key = `${voice}\n${text}`;
    const line = lines.get(key) ?? speak(text, voice);
    lines.delete(key);
    lines.set(key, line);
    line.catch(() => lines.delete(key));
    const [oldest] = lines.keys();
    if (lines.size > CACHE_LINES && oldest !== undefined) lines.delete(oldest);
    return line;
  };
}
