/** `npm start` as a process for each test, which ends with its test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { Run, sourceFile } from '../../helpers/start/run-main.ts';

/** Keys of vendors at addresses where no vendor answers. */
export const UNREACHABLE = {
  PORT: '0',
  HOST: '127.0.0.1',
  AGENT_FILE: sourceFile('agents/default.json'),
  DEEPGRAM_API_KEY: 'dg-hidden-key',
  DEEPGRAM_BASE_URL: 'ws://127.0.0.1:9',
  GROQ_API_KEY: 'gsk-hidden-key',
  GROQ_BASE_URL: 'http://127.0.0.1:9',
  ELEVENLABS_API_KEY: 'xi-hidden-key',
  ELEVENLABS_BASE_URL: 'ws://127.0.0.1:9',
  ELEVENLABS_VOICE_ID: 'a-voice',
};

interface Programs {
  /** A folder of this file's own; every program starts there unless told another. */
  readonly folder: string;
  start(env: Record<string, string>, flags?: readonly string[], folder?: string): Run;
}

/** For a test file: its programs are killed after each test, and its folder is gone after the last. */
export function programs(): Programs {
  let folder = '';
  const runs: Run[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-main-'));
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.gets('SIGKILL');
      await run.ended;
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    get folder() {
      return folder;
    },
    start(env, flags = [], from = folder) {
      const run = new Run(env, from, ...flags);
      runs.push(run);
      return run;
    },
  };
}
