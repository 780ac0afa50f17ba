/** Durations are measured by a call's clock; the time of day may be set back while a caller waits. */
import { describe, expect, it } from 'vitest';
import { read } from './repository.ts';
import { readSources, roomOf } from './source-files.ts';

/** Places where the time of day is meant. */
const TELLS_THE_TIME_OF_DAY = [
  'actors/providers/retry-after.ts', // a vendor's Retry-After may be a date
  'call/journal/journal.ts', // when the call began
  'server/boot.ts', // a model may be switched off by now; the doctor compares it with the vendors'
  'server/doctor/doctor.ts', // when an examination began
  'server/doctor/main.ts', // the same, when there are no settings
  'server/logger.ts', // when a line was written
  'server/plugins/carrier-calls.ts', // when a call was placed
  'server/plugins/viewers.ts', // when a session ends
  'server/routes/console-calls.ts', // a viewer's clock may be another
  'server/twilio/twiml.ts', // travels in a URL to another replica
];

describe('the time of day', () => {
  it('is read where it is to be shown, and nowhere to measure', () => {
    const tellers = readSources()
      .filter(({ path }) => ['machines', 'actors', 'call', 'server'].includes(roomOf(path) ?? ''))
      .filter(({ path }) => /\bDate\.now\b|\bnew Date\b/.test(read(path)));
    expect(tellers.map(({ path }) => path).sort()).toEqual(TELLS_THE_TIME_OF_DAY);
  });
});
