/** A call's files, on a disk that takes them and on one that does not. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { Journal } from '../../../call/journal/journal.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { writeCall } from '../../../server/journal/write-call.ts';
import { Recording } from '../../../server/recording/recording.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

/** Every write to this device of Linux fails with ENOSPC. */
const FULL = '/dev/full';

let folder: string;
let journal: Journal;
const recording = new Recording(new SimulatedClock() as CallClock);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  journal = startStreams().journal;
  journal.id = 'CA1';
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const codes = (unwritten: Awaited<ReturnType<typeof writeCall>>) =>
  unwritten.map(({ what, path, cause }) => [what, path, (cause as NodeJS.ErrnoException).code]);

describe('the files of a call', () => {
  it('are a journal and a recording', async () => {
    expect(await writeCall(folder, journal, recording)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['CA1.jsonl', 'CA1.wav']);
  });

  it.runIf(process.platform === 'linux')(
    'leave nothing of one that a full disk stops, and each is tried',
    async () => {
      symlinkSync(FULL, at('CA1.wav.part'));
      expect(codes(await writeCall(folder, journal, recording))).toEqual([
        ['recording', at('CA1.wav'), 'ENOSPC'],
      ]);
      expect(readdirSync(folder)).toEqual(['CA1.jsonl']);
      rmSync(at('CA1.jsonl'));
      symlinkSync(FULL, at('CA1.jsonl.part'));
      expect(codes(await writeCall(folder, journal, recording))).toEqual([
        ['journal', at('CA1.jsonl'), 'ENOSPC'],
      ]);
      expect(readdirSync(folder)).toEqual(['CA1.wav']);
    },
  );

  it('are both reported when their folder is gone', async () => {
    expect(codes(await writeCall(at('gone'), journal, recording))).toEqual([
      ['journal', at('gone/CA1.jsonl'), 'ENOENT'],
      ['recording', at('gone/CA1.wav'), 'ENOENT'],
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
