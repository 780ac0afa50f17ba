/**
 * A journal's entry as the event it was. Errors are errors again; words that were not kept have others in their place,
 * as many as there were and the same for the same:
 *
 *   { textWords: 2, textId: 7 } ──> { text: 'w7-0 w7-1' }
 *
 * The chart asks of a text only whether it has words and whether it is the same as another.
 */
import type { EventObject } from 'xstate';
import { ERROR_CODES, type ErrorCode, VoiceError } from '../../machines/errors.ts';
import { error, type Unchecked } from '../../readings/record/checks.ts';
import { type RecordedError, SPOKEN_FACTS } from '../../readings/record/recorded.ts';

/** The event of an entry. Facts of another version are passed on as they are: the chart was given them. */
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
