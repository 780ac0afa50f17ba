/**
 * Percentiles, verdicts and tables.
 */
import { figureTable, percentile as nearestRank } from '../readings/turns/figures.ts';

/** Nearest rank; NaN of nothing. */
export const percentile = (values: readonly number[], p: number): number =>
  nearestRank(values, p) ?? Number.NaN;

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
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  figureTable([header, ...rows])
    .map((line) => `  ${line}`)
    .join('\n');
