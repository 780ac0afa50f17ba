/** What a journal writes down of an error when nobody asked it to keep transcripts. */

import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { Journal } from '../../../call/journal/journal.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { toVoiceError, VoiceError } from '../../../machines/errors.ts';

const QUOTE = 'heard "my card is 4111" and gave up';
const lost = new VoiceError('STT_LOST', 'The socket closed', {
  details: { code: 1011, reason: QUOTE, vendorCode: 'NET-0001' },
});

function written(keepsTranscripts: boolean, data: Record<string, unknown>) {
  const journal = new Journal(new SimulatedClock() as CallClock, { keepsTranscripts });
  journal.append('event', 'anything', data);
  return journal.entries[0]?.data;
}

describe('without transcripts', () => {
  it('a vendor’s codes are kept, and its sentences are not', () => {
    expect(written(false, { error: lost })).toEqual({
      error: {
        code: 'STT_LOST',
        details: { code: 1011, vendorCode: 'NET-0001' },
        message: 'The socket closed',
      },
    });
  });

  it('a bug has a name and no message', () => {
    const error = toVoiceError(new TypeError(QUOTE));
    expect(written(false, { error })).toEqual({
      error: { code: 'ACTOR_CRASHED', details: {}, message: 'TypeError' },
    });
    expect(JSON.stringify(written(false, { error: new RangeError(QUOTE) }))).not.toContain('4111');
  });

  it('why a vendor closed is kept when it is a code', () => {
    expect(written(false, { vendorReason: 'policy_violation' })).toEqual({
      vendorReason: 'policy_violation',
    });
    expect(JSON.stringify(written(false, { vendorReason: QUOTE }))).not.toContain('4111');
  });
});

describe('with transcripts', () => {
  it('everything is kept', () => {
    expect(written(true, { error: lost, vendorReason: QUOTE })).toEqual({
      error: { code: 'STT_LOST', details: lost.details, message: 'The socket closed' },
      vendorReason: QUOTE,
    });
  });
});
