/**
 * Percentiles, verdicts and tables.
 */

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const ms = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(2));
export const times = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(2)}×`);

/** Verdicts of all sections, for the last line and the exit code. */
export const verdicts: { readonly what: string; readonly passed: boolean }[] = [];

/** Compares with a target and remembers the outcome. */
export function verdict(what: string, value: number, limit: number): string {
  const passed = value <= limit;
  verdicts.push({ what, passed });
  return passed ? 'PASS' : 'MISS';
}

export const print = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

/** The first column is words, the others are figures. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(header), ...rows.map(line)].map((text) => `  ${text.trimEnd()}`).join('\n');
}
