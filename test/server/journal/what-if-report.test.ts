/** The table of `--what-if`, and the settings it refuses. */
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../server/journal/journal-file.ts';
import { whatIfReport } from '../../../server/journal/what-if-report.ts';
import { recordCall } from '../../helpers/record-call.ts';

describe('the report', () => {
  const call = readJournal(recordCall());

  it('has a row for the recording and one for each setting, and says what it cannot know', () => {
    const report = whatIfReport([call], ['silenceTimeoutSeconds=1', 'messagePlan.fillerDelaySeconds=0.2']);
    const rows = report.split('\n');
    expect(rows[0]).toMatch(
      /^setting +waits +p50 +p95 +cut in on +begun in vain +wasted tokens +nudges +fillers$/,
    );
    expect(rows[1]).toMatch(/^as recorded .* 0 +0$/);
    expect(rows[2]).toMatch(/^silenceTimeoutSeconds=1 .* [1-9] +0$/);
    expect(report).toContain('what the caller does after it is unknown');
  });

  it.each([
    ['transcriber.eotThreshold=7', /transcriber\.eotThreshold .*at most 1/],
    ['transcriber.eotThreshold=high', /transcriber\.eotThreshold .*number/],
    ['transcriber.eagerEotThreshold=0.9', /not above eotThreshold/],
    ['model.temperature=1', /one of these keys: transcriber\.eotThreshold/],
    ['eotThreshold', /is not key=value/],
  ])('refuses %s, with the key and what is allowed', (setting, reason) => {
    expect(() => whatIfReport([call], [setting])).toThrow(reason);
  });
});
