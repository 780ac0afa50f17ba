/**
 * Pure text rules about what the caller said.
 *
 * A unit is a word; in scripts without blanks between words, a character: there, a dictionary's words change when more
 * text follows, and the same audio transcribed twice would not be recognised.
 */
import { folded } from './text/words.ts';
import { isUnspaced, joined, writtenUnits } from './text/written.ts';

const bare = (unit: string): string => folded(unit).replace(/[^\p{L}\p{N}\p{M}]/gu, '');
const textOf = (units: readonly string[]): string => units.join('').trim();

/** How much units prove: a word is one word, and two characters of a script without blanks are about one. */
const weightOf = (units: readonly string[]): number =>
  units.reduce((sum, unit) => sum + (isUnspaced(unit) ? 0.5 : 1), 0);

/**
 * One text from the words of a lost STT connection and those that its successor transcribed of the replayed audio:
 * the longest overlap of whole words is kept once. `I would like` + `would like a table` = `I would like a table`.
 */
export function joinTranscripts(kept: string, next: string): string {
  const before = writtenUnits(kept);
  const after = writtenUnits(next);
  const inside = endInside(before, after);
  if (inside !== undefined) return textOf(before.slice(0, inside));
  const starts = Math.min(before.length, after.length);
  for (let overlap = starts; overlap > 0; overlap--) {
    const tail = before.slice(-overlap);
    if (weightOf(tail) >= 1 && isSame(tail, after.slice(0, overlap)))
      return joined(textOf(before.slice(0, -overlap)), textOf(after));
  }
  return joined(textOf(before), textOf(after));
}

/**
 * The words that a lost STT connection had transcribed beyond the turn that its successor has ended: `I would like a
 * table` after `I would like` leaves `a table`, which the successor is about to transcribe.
 */
export function restOf(kept: string, next: string): string {
  const before = writtenUnits(kept);
  const inside = endInside(before, writtenUnits(next));
  return inside === undefined ? '' : textOf(before.slice(inside));
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.every((unit, i) => bare(unit) === bare(others[i] as string));

/** The place in `before` at which `after` ends, if `before` holds it and goes on. A single word is no proof. */
function endInside(before: readonly string[], after: readonly string[]): number | undefined {
  if (weightOf(after) < 2) return undefined;
  for (let end = before.length; end >= after.length; end--) {
    if (isSame(before.slice(end - after.length, end), after)) return end === before.length ? undefined : end;
  }
  return undefined;
}

/** The words alone, without case and punctuation. */
export const normalized = (text: string): string => writtenUnits(text).map(bare).filter(Boolean).join(' ');

/** Whether two transcripts say the same words, whatever their case and punctuation. */
export const sameWords = (a: string, b: string): boolean => normalized(a) === normalized(b);

/**
 * The words of `text` beyond `known`, of which `text` is a later version: whole words, by their number where some were
 * revised. With `isCut`, the last known word may have been cut, and counts as new when it differs in `text`.
 */
export function wordsBeyond(known: string, text: string, isCut: boolean): string {
  const before = writtenUnits(known).map(bare).filter(Boolean);
  const after = writtenUnits(text);
  /** Positions of the words that have a letter or a digit. */
  const places = after.flatMap((word, at) => (bare(word) === '' ? [] : [at]));
  const last = places[before.length - 1];
  const hasGrown = isCut && last !== undefined && bare(after[last] as string) !== before.at(-1);
  const from = hasGrown ? last : places[before.length];
  return from === undefined ? '' : textOf(after.slice(from));
}
