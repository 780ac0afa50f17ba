/** `npm run replay` as a process: its output for a journal, and its exit code. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forged, lineWith, withLine } from '../helpers/forged-journal.ts';
import { recordCall } from '../helpers/record-call.ts';

const file = recordCall();
const lines = file.trimEnd().split('\n');

describe('npm run replay', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-replay-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (args: readonly string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const argv = ['--import', 'tsx/esm', 'server/replay.ts', ...args];
      execFile(process.execPath, argv, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  const save = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('says that a call is as recorded', async () => {
    const { code, out } = await run([save('same.jsonl', file)]);
    expect(out).toMatch(/^CA1, .*\nAs recorded: \d+ events, \d+ steps, none different\.\n$/);
    expect(code).toBe(0);
  });

  it('says where a call first differs', async () => {
    const at = lineWith(lines, '"kind":"command","name":"silence"');
    const other = forged(withLine(lines, at, (line) => line.replace('silence', 'openGate')));
    const { code, out } = await run([save('other.jsonl', other)]);
    expect(out).toContain(`Differs at line ${at}, `);
    expect(out).toContain('  recorded  command openGate\n  replayed  command silence\n');
    expect(code).toBe(1);
  });

  // nodejs/node#947, agents-squads/squads-cli#138, LionSR/TeXRA#4372: npm run replay -- journals/*.jsonl | head
  it('ends as it would when nobody reads on', async () => {
    const argv = ['--import', 'tsx/esm', 'server/replay.ts', save('read.jsonl', file)];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([err, code]).toEqual(['', 0]);
  });

  it('refuses in one line what it cannot replay', async () => {
    const path = save('cut.jsonl', lines.slice(0, 9).join('\n'));
    const { code, out, err } = await run([path]);
    expect(err).toBe(`${path}: line 9: the journal ends here without its last line: it was cut\n`);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});
