/**
 * The log: JSON lines for machines, `19:43:33.120 ◆ LISTENING → PROCESSING` for a person at a terminal.
 */
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export function createLogger(level: string, form: 'json' | 'pretty'): Logger {
  if (form === 'json') return pino({ level });
  const stream = pretty({
    colorize: process.stdout.isTTY === true,
    sync: true,
    ignore: 'pid,hostname,callId,carrierCallId,level,time',
    messageFormat: (log, messageKey) => `${timeOf(log.time)} ${warning(log.level)}${String(log[messageKey])}`,
    singleLine: true,
  });
  return pino({ level }, stream);
}

const timeOf = (time: unknown): string => {
  const at = new Date(Number(time));
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
};

/** Level 40 is `warn`. */
const warning = (level: unknown): string => (Number(level) >= 40 ? 'WARNING ' : '');
