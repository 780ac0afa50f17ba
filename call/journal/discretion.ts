/**
 * Takes the words out of journal entries: numbers of words, ids of texts and codes stay, sentences do not.
 */
import type { VoiceError } from '../../machines/errors.ts';
import { countWords } from '../../machines/text/written.ts';
import type { JournalEntry } from '../../readings/journal-entry.ts';
import { type RecordedError, SPOKEN_FACTS } from '../../readings/record/recorded.ts';

const SPOKEN: ReadonlySet<string> = new Set(SPOKEN_FACTS);

/** Writes a field into `shown`; of spoken text only the number of words. With `idOf`, equal texts have equal ids. */
export function withhold(
  shown: Record<string, unknown>,
  key: string,
  value: unknown,
  idOf?: (text: string) => number,
): void {
  if (key === 'vendorReason') shown[key] = isCode(value) ? value : '…';
  else if (SPOKEN.has(key)) {
    const text = String(value);
    shown[`${key}Words`] = countWords(text);
    if (idOf) shown[`${key}Id`] = idOf(text);
  } else shown[key] = value;
}

/** An entry of a journal that keeps transcripts, in the form of a journal that does not. */
export function discreetEntry(entry: JournalEntry): JournalEntry {
  const shown: Record<string, unknown> = {};
  const { data } = entry;
  const facts: Readonly<Record<string, unknown>> = data;
  for (const fact in facts) withhold(shown, fact, facts[fact]);
  if ('error' in data && data.error) shown.error = withoutSentences(data.error, 'Error');
  return { ...entry, data: shown } as JournalEntry;
}

/** Whether a value is a vendor's code and not a sentence, which may quote what was said. */
const isCode = (value: unknown): boolean => typeof value !== 'string' || /^[\w.:/-]{0,64}$/.test(value);

/** An error without text that we did not write: no vendor's sentence, and no message of a bug. */
export function discreetly(error: Error): RecordedError {
  return withoutSentences(describe(error), (error.cause instanceof Error ? error.cause : error).name);
}

function withoutSentences({ code, details = {}, message }: RecordedError, nameOfBug: string): RecordedError {
  if (code === undefined) return { message: nameOfBug };
  if (code === 'ACTOR_CRASHED') return { code, details: {}, message: nameOfBug };
  const codes = Object.entries(details).filter(([, value]) => isCode(value));
  return { code, details: Object.fromEntries(codes), message };
}

/** An error as plain facts. */
export function describe(error: Error): RecordedError {
  const { message, code, details } = error as Error & Partial<Pick<VoiceError, 'code' | 'details'>>;
  return { ...(code !== undefined && { code, details }), message };
}
