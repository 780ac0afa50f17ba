/** The files of calls on a real disk: what is there while a call lasts, after it, and when the disk is full. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../../../call/journal/journal.ts';
import { CallFiles, type UnwrittenFile } from '../../../server/journal/call-files.ts';
import { readJournal, writeJournal } from '../../../server/journal/journal-file.ts';
import { replay } from '../../../server/journal/replay.ts';
import { Recording } from '../../../server/recording/recording.ts';
import { recordedJournal } from '../../helpers/record-call.ts';

let folder: string;
let failures: (UnwrittenFile & { id: string })[];
let files: CallFiles;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
  failures = [];
  files = new CallFiles(folder, ({ id }, file) => failures.push({ id, ...file }));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const fileOf = (name: string): string => join(folder, name);
const textOf = (name: string): string => readFileSync(fileOf(name), 'utf8');
/** Lets the writer write what is new, and waits until the file has so many lines. */
async function secondPasses(name: string, lines: number): Promise<void> {
  vi.advanceTimersByTime(1_000);
  await vi.waitFor(() => expect(textOf(name).split('\n').length - 1).toBe(lines), { timeout: 20_000 });
}

describe('the journal of a call', () => {
  it('is in its file while the call lasts, and can be replayed from there', async () => {
    const journal = recordedJournal();
    files.begin(journal);
    await secondPasses('CA1.jsonl.part', journal.entries.length + 1);
    expect(readdirSync(folder)).toEqual(['CA1.jsonl.part']);
    const call = readJournal(textOf('CA1.jsonl.part'), { isUnfinished: true });
    expect(call.entries).toEqual(JSON.parse(JSON.stringify(journal.entries)));
    expect(replay(call, true).difference).toBeUndefined();
    expect(() => readJournal(textOf('CA1.jsonl.part'))).toThrow('without its last line');
    files.end(journal, undefined);
    await files.whenWritten();
  });

  // nvbn/thefuck#1621, Kieirra/murmure#462, paperclipai/paperclip#11611: readable by everybody on the machine
  it.skipIf(process.platform === 'win32')('is for its owner and group, and so is the recording', async () => {
    const journal = recordedJournal();
    files.begin(journal);
    const recording = new Recording({ now: () => 0, setTimeout: () => 0, clearTimeout: () => {} });
    files.end(journal, recording);
    await files.whenWritten();
    const modes = readdirSync(folder).map((name) => statSync(fileOf(name)).mode & 0o777);
    expect([modes.length, modes.filter((mode) => (mode & 0o007) !== 0)]).toEqual([2, []]);
  });

  it('can be replayed although the process died amid a line, or amid a step of the chart', () => {
    const text = writeJournal(recordedJournal());
    const lines = text.trimEnd().split('\n');
    for (let cut = 40; cut < lines.length; cut += 31) {
      const file = `${lines.slice(0, cut).join('\n')}\n${lines[cut]?.slice(0, 12)}`;
      const call = readJournal(file, { isUnfinished: true });
      expect(call.entries.length).toBe(cut - 1);
      expect(replay(call, true).difference).toBeUndefined();
    }
  });

  it('is complete after the call, with entries that the memory has dropped', async () => {
    let nowMs = 0;
    const clock = { now: () => nowMs, setTimeout: () => 0, clearTimeout: () => {} };
    const journal = new Journal(clock, { keepsTranscripts: true });
    journal.subject = recordedJournal().subject;
    journal.id = 'CA2';
    files.begin(journal);
    const many = 21_000;
    for (let i = 0; i < many; i++) {
      nowMs += 20;
      journal.append('wire', 'echo', { mark: `m${i}` });
      if (i % 7_000 === 6_999) await secondPasses('CA2.jsonl.part', i + 2);
    }
    files.end(journal, undefined);
    await files.whenWritten();
    expect(journal.entries[0]?.seq).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual(['CA2.jsonl']);
    expect(readJournal(textOf('CA2.jsonl')).entries.length).toBe(many);
  });

  it('holds nothing that came after its call had ended', async () => {
    const journal = recordedJournal();
    files.begin(journal);
    files.end(journal, undefined);
    await files.whenWritten();
    const whole = textOf('CA1.jsonl');
    journal.append('wire', 'echo', { mark: 'late' });
    vi.advanceTimersByTime(5_000);
    await files.whenWritten();
    expect(textOf('CA1.jsonl')).toBe(whole);
    expect(whole).toBe(writeJournal(recordedJournal()));
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  const full = (name: string): void => symlinkSync('/dev/full', fileOf(name));

  it('costs the call its journal: the failure names the call and the file, and no part of it stays', async () => {
    full('CA1.jsonl.part');
    const journal = recordedJournal();
    files.begin(journal);
    await vi.waitFor(() => expect(failures.length).toBe(1), { timeout: 20_000 });
    expect(failures).toMatchObject([
      { cause: { code: 'ENOSPC' }, id: 'CA1', path: fileOf('CA1.jsonl'), what: 'journal' },
    ]);
    expect(readdirSync(folder)).toEqual([]);
    vi.advanceTimersByTime(5_000);
    files.end(journal, undefined);
    await files.whenWritten();
    expect(failures.length).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('costs another call nothing, and a recording that does not fit is removed, too', async () => {
    full('CA1.wav.part');
    const journal = recordedJournal();
    const recording = new Recording({ now: () => 0, setTimeout: () => 0, clearTimeout: () => {} });
    recording.end();
    files.begin(journal);
    files.end(journal, recording);
    await files.whenWritten();
    expect(failures).toMatchObject([
      { cause: { code: 'ENOSPC' }, id: 'CA1', path: fileOf('CA1.wav'), what: 'recording' },
    ]);
    expect(readdirSync(folder)).toEqual(['CA1.jsonl']);
    expect(replay(readJournal(textOf('CA1.jsonl'))).difference).toBeUndefined();
  });
});

it('a folder that is gone is named, with the call', async () => {
  const gone = new CallFiles(join(folder, 'gone'), ({ id }, file) => failures.push({ id, ...file }));
  const journal = recordedJournal();
  gone.begin(journal);
  gone.end(journal, undefined);
  await gone.whenWritten();
  expect(failures).toMatchObject([{ cause: { code: 'ENOENT' }, id: 'CA1' }]);
});
