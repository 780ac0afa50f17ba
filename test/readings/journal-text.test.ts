/** A journal's text as it comes: with the ids that this version and earlier ones write, and with line ends that others gave it. */
import { describe, expect, it } from 'vitest';
import { callIdsOf } from '../../readings/journal-text.ts';
import { readJournal } from '../../server/journal/journal-file.ts';
import { forged, withLine } from '../helpers/forged-journal.ts';
import { recordCall } from '../helpers/record-call.ts';

const lines = recordCall().trimEnd().split('\n');
const IDS = '"callId":"CA1","carrierCallId":"CA1"';
const withIds = (ids: string) => forged(withLine(lines, 1, (line) => line.replace(IDS, ids)));

describe('the ids of a call', () => {
  it('are two: its own and the carrier’s', () => {
    expect(lines[0]).toContain(IDS);
    const { callId, carrierCallId } = readJournal(withIds('"callId":"CA1-2","carrierCallId":"CA1"'));
    expect([callId, carrierCallId]).toEqual(['CA1-2', 'CA1']);
  });

  it('are one in files of earlier versions, which open all the same', () => {
    const { callId, carrierCallId } = readJournal(withIds('"callSid":"CA7"'));
    expect([callId, carrierCallId]).toEqual(['CA7', 'CA7']);
    expect(callIdsOf({ callSid: 'CA7' })).toEqual({ callId: 'CA7', carrierCallId: 'CA7' });
  });

  it('are needed', () => {
    expect(() => readJournal(withIds('"callsign":"CA7"'))).toThrow(/line 1: .*callId/);
  });
});

// synthaea-lab/edr-new#196, QoderAI/better-harness PR#83, kevinchennewbee/PenglaiAgent PR#156: git on Windows
describe('a journal with the line ends of Windows', () => {
  const ended = `${lines.join('\r\n')}\r\n`;

  it('is the same call', () => {
    expect(readJournal(ended)).toEqual(readJournal(`${lines.join('\n')}\n`));
  });

  it('is refused where a line of it was changed', () => {
    expect(() => readJournal(ended.replace('"atMs"', '"atMS"'))).toThrow(/its checksum is wrong/);
  });
});
