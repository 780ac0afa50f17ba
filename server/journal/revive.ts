/**
 * A journal's entry as the event that it recorded. Errors become `VoiceError`s. A text that was not kept becomes a
 * placeholder of as many words, and equal texts become equal placeholders:
 *
 *   { textWords: 2, textId: 7 } ──> { text: 'w7-0 w7-1' }
 *
 * The chart checks only whether a text has words and whether it equals another.
 */
import type { EventObject } from 'xstate';
import { ERROR_CODES, type ErrorCode, VoiceError } from '../../machines/errors.ts';
import { error, type Unchecked } from '../../readings/record/checks.ts';
import { type RecordedError, SPOKEN_FACTS } from '../../readings/record/recorded.ts';

/** The event of an entry. Data of another version is passed on unchanged. */
export function reviveEvent(type: string, data: Unchecked): EventObject {
  const event: Record<string, unknown> = { ...data };
  for (const fact of SPOKEN_FACTS) {
    const words = data[`${fact}Words`];
    if (typeof words === 'number') event[fact] = placeholder(words, data[`${fact}Id`]);
  }
  if (error(data.error)) event.error = revived(data.error) ?? data.error;
  return { ...event, type };
}

const placeholder = (words: number, id: unknown): string =>
  Array.from({ length: words }, (_, i) => `w${id}-${i}`).join(' ');

const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

function revived({ code = '', message, details = {} }: RecordedError): VoiceError | undefined {
  return isCode(code) ? new VoiceError(code, message, { details }) : undefined;
}
