/**
 * Figures as people read them: percentiles, and tables whose first column is words.
 */

const digits = new Intl.NumberFormat('en');
/** Rounded, with its thousands apart: `1,240`. */
export const whole = (figure: number): string => digits.format(Math.round(figure));

/** Nearest rank; undefined of nothing. */
export function percentile(values: readonly number[], p: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
}

/** The first column is words, the others are figures. */
export function figureTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
