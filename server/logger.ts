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
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,callSid,level',
    customPrettifiers: { time: (time) => String(time) },
    messageFormat: (log, messageKey) =>
      Number(log.level) >= 40 ? `WARNING ${String(log[messageKey])}` : String(log[messageKey]),
    singleLine: true,
  });
  return pino({ level }, stream);
}
