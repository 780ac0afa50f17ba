/** The ids of a call in a journal's header, as this version writes them and as earlier ones did. */
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
