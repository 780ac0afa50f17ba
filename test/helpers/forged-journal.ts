/** A journal's file as a forger would leave it: lines changed, and every checksum right all the same. */
import { crc32 } from 'node:zlib';

/** Where the first line with `what` in it is, from 1; 0 when there is none. */
export const lineWith = (lines: readonly string[], what: string): number =>
  lines.findIndex((line) => line.includes(what)) + 1;

export const withLine = (
  lines: readonly string[],
  number: number,
  change: (line: string) => string,
): string[] => lines.map((line, i) => (i === number - 1 ? change(line) : line));

/** The lines with right checksums, whatever was changed: only a replay on the chart can show it. */
export function forged(lines: readonly string[]): string {
  let sum = 0;
  return lines
    .map((line) => {
      const json = `${line.replace(/,"crc":"[0-9a-f]{8}"\}$/, '')}}`;
      sum = crc32(json, sum);
      return `${json.slice(0, -1)},"crc":"${sum.toString(16).padStart(8, '0')}"}\n`;
    })
    .join('');
}
