/** The package as a program meets it that embeds Parley: plain Node, its own vendors, no server of ours. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MACHINE_VERSION } from '../../call/journal/machine-version.ts';
import { sourceFile, TSX } from '../helpers/start/run-main.ts';

/** Answers no call by itself: it composes one, lets the media start and hangs up. */
const EMBEDDER = `
import { composeCall, type CallParts } from 'parley/call/compose-call';
import { Journal } from 'parley/call/journal/journal';
import { MACHINE_VERSION } from 'parley/call/journal/machine-version';
import { byText } from 'parley/actors/stt/endpointing';
import type { TtsProvider } from 'parley/actors/providers/tts-provider';
import { systemClock } from 'parley/machines/clock';
import type { Limits } from 'parley/machines/call.input';
import { violationsOf } from 'parley/readings/invariants';

const limits: Limits = {
  connectMs: 1_000, maxDurationMs: 60_000, silenceMs: 10_000, maxNudges: 1, turnMs: 60_000, overdueMs: 1_000,
  strandedMs: 4_000, speculationMs: 5_000, maxSpeculations: 3, fillerMs: 0, replyMs: 7_000, speechMs: 60_000,
  echoMs: 300, falseInterruptionMs: 2_000, maxDoubts: 2, maxFalseInRow: 3, backoffMs: 0, waitMs: 0,
  goodbyeMs: 8_000, finalTextMs: 1_800, lastTextMs: 200, reopenMs: [250], steadyMs: 5_000, maxFailures: 3,
};
const script = {
  greeting: '', nudge: '', filler: '', cutIn: '', apology: 'Sorry.', goodbye: 'Bye.', timeUp: '', outOfOrder: 'Broken.',
};
const tts: TtsProvider = {
  name: 'mine',
  createVoice: () => ({ warm() {}, close() {}, speak: () => ({ send() {}, finish() {}, cancel() {} }) }),
  synthesize: () => Promise.reject(new Error('none')),
};
const needed = byText({ onPunctuationMs: 100, onNoPunctuationMs: 900, onNumberMs: 500 });
const parts: CallParts = {
  settings: {
    language: 'en',
    input: { script, limits, uninterruptible: [], hasVad: false },
    stt: { keyterms: [], connectTimeoutMs: 1_500 },
    endpointing: { needed, rules: [], usual: {}, gate: 'none' },
    stopSpeaking: { numWords: 0, acknowledgements: [], interruptions: [] },
    minSpeechMs: 0,
    model: { systemPrompt: '', temperature: 0, maxTokens: 1, firstTokenTimeoutMs: 1, interTokenTimeoutMs: 1 },
    tts: { connectTimeoutMs: 5_000, stallTimeoutMs: 3_000 },
    recorded: {},
  },
  stt: { name: 'mine', open: () => ({ send() {}, close() {} }) },
  llm: { name: 'mine', model: 'none', warm() {}, stream() {}, async close() {} },
  tts,
  clips: { get: () => undefined },
  clock: systemClock,
};
const journal = new Journal(systemClock, { keepsTranscripts: true });
const line = { media() {}, mark() {}, clear() {}, together: (write: () => void) => write(), bufferedBytes: () => 0 };
const call = composeCall(parts, line, journal);
call.start();
call.hangUp('done');
const summary = await call.ended;
const reason = 'reason' in summary ? summary.reason : summary.code;
const broken = violationsOf(journal.entries, parts.settings.input);
process.stdout.write(JSON.stringify({ reason, broken, version: MACHINE_VERSION }));
`;

const folder = mkdtempSync(join(tmpdir(), 'parley-package-'));
const modules = sourceFile('node_modules');
const tsc = (cwd: string): string => {
  try {
    return execFileSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', '.'], {
      cwd,
      encoding: 'utf8',
    });
  } catch (thrown) {
    return String((thrown as { stdout?: unknown }).stdout);
  }
};

/** The package in one folder, and in another a program that depends on it. */
beforeAll(() => {
  const [packed, program] = [join(folder, 'parley'), join(folder, 'program')];
  mkdirSync(packed);
  mkdirSync(join(program, 'node_modules'), { recursive: true });
  copyFileSync(sourceFile('package.json'), join(packed, 'package.json'));
  symlinkSync(modules, join(packed, 'node_modules'));
  symlinkSync(sourceFile('machines'), join(packed, 'machines'));
  symlinkSync(packed, join(program, 'node_modules/parley'));
  execFileSync(process.execPath, [
    '--import',
    TSX,
    sourceFile('scripts/build-package.ts'),
    join(packed, 'dist'),
  ]);
  writeFileSync(join(program, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(program, 'embedder.ts'), EMBEDDER);
  const compilerOptions = {
    module: 'nodenext',
    strict: true,
    target: 'es2023',
    types: ['node'],
    typeRoots: [join(modules, '@types')],
  };
  writeFileSync(join(program, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('has types and code with which a program composes a call of its own', () => {
    const program = join(folder, 'program');
    expect(tsc(program)).toBe('');
    const said = execFileSync(process.execPath, ['embedder.js'], { cwd: program, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ reason: 'operatorHungUp', broken: [], version: MACHINE_VERSION });
  });
});
