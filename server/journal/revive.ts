/**
 * A journal's entry as the event it was. Errors are errors again; words that were not kept have others in their place,
 * as many as there were and the same for the same:
 *
 *   { textWords: 2, textId: 7 } ──> { text: 'w7-0 w7-1' }
 *
 * The chart asks of a text only whether it has words and whether it is the same as another.
 */
import { ERROR_CODES, type ErrorCode, VoiceError } from '../../machines/errors.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';

const SPOKEN = ['text', 'partial'] as const;

export function reviveEvent({ name, data }: JournalEntry): CallEvent {
  const event: Record<string, unknown> = { type: name, ...data };
  for (const field of SPOKEN) {
    const words = data[`${field}Words`];
    if (typeof words === 'number') event[field] = placeholder(words, data[`${field}Id`]);
  }
  if (isRecordedError(data.error)) event.error = revived(data.error);
  return event as unknown as CallEvent;
}

const placeholder = (words: number, id: unknown): string =>
  Array.from({ length: words }, (_, i) => `w${id}-${i}`).join(' ');

interface RecordedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const isRecordedError = (error: unknown): error is RecordedError =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code) in ERROR_CODES;

const revived = ({ code, message, details = {} }: RecordedError): VoiceError =>
  new VoiceError(code, message, { details });
