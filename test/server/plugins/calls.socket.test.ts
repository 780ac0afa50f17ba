/** Calls whose files cannot be written: the log names the call, and the caller notices nothing. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { dialRaw } from '../../helpers/raw-phone.ts';
import { startApp } from '../../helpers/start/start-app.ts';
import { eventually, until } from '../../helpers/time/virtual-time.ts';

const journalDir = mkdtempSync(join(tmpdir(), 'parley-full-'));
afterAll(() => rmSync(journalDir, { recursive: true }));

it.runIf(process.platform === 'linux')(
  'a full disk costs a journal, and is reported with its call (perseo-fe#27)',
  async () => {
    symlinkSync('/dev/full', join(journalDir, 'CA78.jsonl.part'));
    const own = await startApp({ journalDir });
    for (const callSid of ['CA78', 'CA79']) {
      const phone = await dialRaw(own.mediaUrl, { callSid });
      phone.starts();
      await eventually(() => expect(own.app.calls.findLive(callSid)).toBeDefined());
      phone.stops();
      await until(phone.closed);
    }
    await own.close();
    expect(readdirSync(journalDir)).toEqual(['CA79.jsonl']);
    const errors = own.log.lines.filter(({ level }) => level >= 50);
    expect(errors.map(({ callId, systemCode, msg }) => [callId, systemCode, msg])).toEqual([
      [
        'CA78',
        'ENOSPC',
        `the journal of call CA78 could not be written: ${journalDir}/CA78.jsonl is on a disk that is full (ENOSPC)`,
      ],
    ]);
  },
);
