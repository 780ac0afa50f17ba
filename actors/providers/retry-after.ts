/**
 * The wait that a vendor advises when it refuses: the header `Retry-After`, or a sentence of the refusal.
 *
 *   '2' │ a date │ 'Please try again in 1.77s' ──> ms from now
 */

/** A header's value, in seconds or as a date; undefined when it says nothing. */
export function retryAfterMs(value: string | null | undefined): number | undefined {
  if (!value?.trim()) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(wait) ? undefined : Math.max(0, Math.round(wait));
}

const UNITS = { ms: 1, mil: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const FIGURE = String.raw`\d+(?:\.\d+)?\s*(?:milliseconds?|ms|minutes?|mins?|seconds?|secs?|hours?|[smh])`;
const ADVICE = new RegExp(
  String.raw`(?:try again|retry)(?:[ _]?(?:in|after|delay))?["']?:?\s*["']?((?:${FIGURE}\s*)+)\b`,
  'i',
);

/** What a refusal says in words: `try again in 7m12.48s`, `"retryDelay": "1s"`. */
export function adviceMs(text: string): number | undefined {
  const [, advice] = ADVICE.exec(text) ?? [];
  if (advice === undefined) return undefined;
  let wait = 0;
  for (const [, figure, unit = ''] of advice.matchAll(/(\d+(?:\.\d+)?)\s*(ms|mil|[smh])[a-z]*/gi)) {
    wait += Number(figure) * (UNITS[unit.toLowerCase() as keyof typeof UNITS] ?? 0);
  }
  return Math.round(wait);
}
