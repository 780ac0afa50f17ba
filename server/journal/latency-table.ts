/**
 * The turns of a call as a table: how long the caller waited, stage by stage.
 */
import { percentile } from '../../readings/turns/figures.ts';
import type { Turn } from '../../readings/turns/turns.ts';

const COLUMNS = [
  'turn',
  'end of turn',
  'first token',
  'first audio',
  'first sent',
  'first heard',
  '',
] as const;

/** Milliseconds since the caller's last word, per stage. */
export function latencyTable(turns: readonly Turn[]): string {
  const rows = turns.map(({ turn, speechEndedAt, endOfTurnAt, speculated, cancelledAt, stages }) => {
    const zero = speechEndedAt ?? endOfTurnAt;
    const at = (time?: number) => (time === undefined ? '–' : `${Math.round(time - zero)} ms`);
    return [
      String(turn),
      speechEndedAt === undefined ? '–' : at(endOfTurnAt),
      at(stages.firstTokenAt),
      at(stages.firstAudioAt),
      at(stages.firstSentAt),
      at(stages.firstHeardAt),
      [speculated && 'begun early', cancelledAt !== undefined && 'interrupted'].filter(Boolean).join(', '),
    ];
  });
  const widths = COLUMNS.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => (row[i] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell.padStart(widths[i] as number)))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), ...rows.map(line)].join('\n');
}

/** Median wait in ms from the caller's last word to the first sound they heard; undefined without a wait. */
export function medianWait(turns: readonly Turn[]): number | undefined {
  const waits = turns.flatMap(({ speechEndedAt, stages: { firstHeardAt } }) =>
    speechEndedAt === undefined || firstHeardAt === undefined ? [] : [firstHeardAt - speechEndedAt],
  );
  return percentile(waits, 50);
}
