/** An examination as text for a terminal: one line a finding, and a last line that counts them. */
import { type Examination, OUTCOME_MARKS, sentenceOf, summaryOf } from '../../readings/findings.ts';

export function reportOf(examination: Examination): string {
  const { findings, tookMs } = examination;
  const width = Math.max(...findings.map(({ check }) => check.length));
  return [
    ...findings.map(
      (finding) => `${OUTCOME_MARKS[finding.outcome]} ${finding.check.padEnd(width)}  ${sentenceOf(finding)}`,
    ),
    '',
    `${summaryOf(examination)} (${(tookMs / 1_000).toFixed(1)} s)`,
  ].join('\n');
}
