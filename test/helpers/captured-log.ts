/** A logger without output, and every line it was given. */
import pino, { type Logger } from 'pino';

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface CapturedLog {
  readonly logger: Logger;
  readonly lines: readonly LogLine[];
  /** The lines as they would have been written, for searching. */
  readonly text: () => string;
}

export function captureLog(): CapturedLog {
  const lines: LogLine[] = [];
  const raw: string[] = [];
  const logger = pino(
    { level: 'trace' },
    {
      write(line: string) {
        raw.push(line);
        lines.push(JSON.parse(line));
      },
    },
  );
  return { logger, lines, text: () => raw.join('') };
}
