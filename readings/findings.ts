/**
 * What the doctor found: one finding a question, as data that terminal, log, route and page show.
 *
 *   examination ──> findings ──> lines, JSON, a table
 *
 * A finding never holds a key, a phone number or the words of a person.
 */

/** `skipped`: not asked, because something needed is not set or was found wrong before. */
export type Outcome = 'ok' | 'warning' | 'failure' | 'skipped';

export interface Finding {
  /** What was looked at and in which respect, e.g. `tts.speaks`. Unique in an examination. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was found. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  /** Durations in ms and counts, by name. */
  readonly figures?: Readonly<Record<string, number | string>>;
  /** No call can work until somebody changes a setting or an account: the server does not start with it. */
  readonly isFinal?: boolean;
}

export interface Examination {
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly tookMs: number;
  readonly findings: readonly Finding[];
}

export const OUTCOME_MARKS: Readonly<Record<Outcome, string>> = {
  ok: '✓',
  warning: '!',
  failure: '✗',
  skipped: '-',
};

/** Message and advice as one sentence. */
export const sentenceOf = ({ message, advice }: Finding): string =>
  advice === undefined ? message : `${message}: ${advice}`;

/** E.g. `2 failures, 1 warning, 20 well`. */
export function summaryOf({ findings }: Examination): string {
  const count = (outcome: Outcome): number => findings.filter((found) => found.outcome === outcome).length;
  const several = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  const parts = [
    ...(count('failure') > 0 ? [several(count('failure'), 'failure')] : []),
    ...(count('warning') > 0 ? [several(count('warning'), 'warning')] : []),
    `${count('ok')} well`,
    ...(count('skipped') > 0 ? [`${count('skipped')} not asked`] : []),
  ];
  return parts.join(', ');
}
