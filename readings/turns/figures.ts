/**
 * Figures as people read them: percentiles, and tables whose first column is words.
 */

const digits = new Intl.NumberFormat('en');
/** A figure, rounded, with a separator for thousands: `1,240`. */
export const whole = (figure: number): string => digits.format(Math.round(figure));

/** The percentile by nearest rank; undefined for an empty list. */
export function percentile(values: readonly number[], p: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
}

/** Aligned lines of a table: the first column to the left, the others to the right. */
export function figureTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
