/**
 * What may be told of a call without telling what was said: how many words, which code, never whose sentence.
 */
import type { JournalEntry } from '../../readings/journal-entry.ts';

/** Fields that hold what somebody said. */
const SPOKEN = new Set(['text', 'rest', 'partial']);

type Facts = Readonly<Record<string, unknown>>;

/** Writes a field into `shown`, or what may be told of it. With `idOf`, equal texts can be told to be equal. */
export function withhold(
  shown: Record<string, unknown>,
  key: string,
  value: unknown,
  idOf?: (text: string) => number,
): void {
  if (key === 'vendorReason') shown[key] = isCode(value) ? value : '…';
  else if (SPOKEN.has(key)) {
    const text = String(value);
    shown[`${key}Words`] = text.split(/\s+/).filter(Boolean).length;
    if (idOf) shown[`${key}Id`] = idOf(text);
  } else shown[key] = value;
}

/** An entry of a journal that keeps transcripts, as one that does not would have it. */
export function discreetEntry(entry: JournalEntry): JournalEntry {
  const data: Record<string, unknown> = {};
  for (const key in entry.data) {
    const value = entry.data[key];
    if (key === 'error') data.error = withoutSentences(value as Facts, 'Error');
    else withhold(data, key, value);
  }
  return { ...entry, data };
}

/** A word such as vendors use for codes. Their sentences may quote what was said. */
const isCode = (value: unknown): boolean => typeof value !== 'string' || /^[\w.:/-]{0,64}$/.test(value);

/** An error without anything that somebody else wrote: not a vendor's sentence, and not the message of a bug. */
export function discreetly(error: Error): Facts {
  return withoutSentences(describe(error), (error.cause instanceof Error ? error.cause : error).name);
}

function withoutSentences({ code, details, message }: Facts, nameOfBug: string): Facts {
  if (code === undefined) return { message: nameOfBug };
  if (code === 'ACTOR_CRASHED') return { code, details: {}, message: nameOfBug };
  const codes = Object.entries((details ?? {}) as object).filter(([, value]) => isCode(value));
  return { code, details: Object.fromEntries(codes), message };
}

/** An error as plain facts. */
export function describe(error: Error): Facts {
  const { code, details } = error as { code?: unknown; details?: unknown };
  return { ...(code !== undefined && { code, details }), message: error.message };
}
