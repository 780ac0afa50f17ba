/**
 * Pure text rules about what the caller said.
 */

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const bare = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * One text from the words of a lost STT connection and those that its successor transcribed of the replayed audio:
 * the longest overlap of whole words is kept once. `I would like` + `would like a table` = `I would like a table`.
 */
export function joinTranscripts(kept: string, next: string): string {
  const before = words(kept);
  const after = words(next);
  const inside = endInside(before, after);
  if (inside !== undefined) return before.slice(0, inside).join(' ');
  const starts = Math.min(before.length, after.length);
  for (let overlap = starts; overlap > 0; overlap--) {
    const tail = before.slice(-overlap).map(bare);
    if (tail.every((word, i) => word === bare(after[i] as string))) {
      return [...before.slice(0, -overlap), ...after].join(' ');
    }
  }
  return [...before, ...after].join(' ');
}

/**
 * The words that a lost STT connection had transcribed beyond the turn that its successor has ended: `I would like a
 * table` after `I would like` leaves `a table`, which the successor is about to transcribe.
 */
export function restOf(kept: string, next: string): string {
  const before = words(kept);
  const inside = endInside(before, words(next));
  return inside === undefined ? '' : before.slice(inside).join(' ');
}

/** The place in `before` at which `after` ends, if `before` holds it and goes on. A single word is no proof. */
function endInside(before: readonly string[], after: readonly string[]): number | undefined {
  if (after.length < 2) return undefined;
  for (let end = before.length; end >= after.length; end--) {
    const run = before.slice(end - after.length, end);
    if (run.every((word, i) => bare(word) === bare(after[i] as string)))
      return end === before.length ? undefined : end;
  }
  return undefined;
}

/** The words alone, without case and punctuation. */
export const normalized = (text: string): string => words(text).map(bare).filter(Boolean).join(' ');

/** Whether two transcripts say the same words, whatever their case and punctuation. */
export const sameWords = (a: string, b: string): boolean => normalized(a) === normalized(b);

/**
 * The words of `text` beyond `known`, of which `text` is a later version: whole words, by their number where some were
 * revised. With `isCut`, the last known word may have been cut, and counts as new when it differs in `text`.
 */
export function wordsBeyond(known: string, text: string, isCut: boolean): string {
  const before = words(known).map(bare).filter(Boolean);
  const after = words(text);
  /** Positions of the words that have a letter or a digit. */
  const places = after.flatMap((word, at) => (bare(word) === '' ? [] : [at]));
  const last = places[before.length - 1];
  const hasGrown = isCut && last !== undefined && bare(after[last] as string) !== before.at(-1);
  const from = hasGrown ? last : places[before.length];
  return from === undefined ? '' : after.slice(from).join(' ');
}
