/** The parts of an error that a journal keeps with and without transcripts. */

import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { Journal } from '../../../call/journal/journal.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { toVoiceError, VoiceError } from '../../../machines/errors.ts';

const QUOTE = 'heard "my card is 4111" and gave up';
const lost = new VoiceError('STT_LOST', 'The socket closed', {
  details: { code: 1011, reason: QUOTE, vendorCode: 'NET-0001' },
});

/** The facts of the entry that is written. */
function written(keepsTranscripts: boolean, write: (journal: Journal) => void) {
  const journal = new Journal(new SimulatedClock() as CallClock, { keepsTranscripts });
  write(journal);
  return journal.entries[0]?.data;
}
const crash = (error: VoiceError) => (journal: Journal) => journal.append('note', 'call.crashed', { error });
const bug = (error: Error) => (journal: Journal) =>
  journal.append('event', 'xstate.error.actor.llm', { error, actorId: 'llm' });
const disconnect = (vendorReason: string) => (journal: Journal) =>
  journal.append('note', 'tts.disconnected', { code: 1000, vendorReason });

describe('without transcripts', () => {
  it('a vendor’s codes are kept, and its sentences are not', () => {
    expect(written(false, crash(lost))).toEqual({
      error: {
        code: 'STT_LOST',
        details: { code: 1011, vendorCode: 'NET-0001' },
        message: 'The socket closed',
      },
    });
  });

  it('a bug has a name and no message', () => {
    const error = toVoiceError(new TypeError(QUOTE));
    expect(written(false, crash(error))).toEqual({
      error: { code: 'ACTOR_CRASHED', details: {}, message: 'TypeError' },
    });
    expect(JSON.stringify(written(false, bug(new RangeError(QUOTE))))).not.toContain('4111');
  });

  it('why a vendor closed is kept when it is a code', () => {
    expect(written(false, disconnect('policy_violation'))).toEqual({
      code: 1000,
      vendorReason: 'policy_violation',
    });
    expect(JSON.stringify(written(false, disconnect(QUOTE)))).not.toContain('4111');
  });
});

describe('with transcripts', () => {
  it('everything is kept', () => {
    expect(written(true, crash(lost))).toEqual({
      error: { code: 'STT_LOST', details: lost.details, message: 'The socket closed' },
    });
    expect(written(true, disconnect(QUOTE))).toEqual({ code: 1000, vendorReason: QUOTE });
  });
});
