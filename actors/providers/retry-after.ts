/**
 * The wait that a vendor advises when it refuses: the header `Retry-After`, a sentence of the refusal, or the headers that
 * count an account's limits.
 *
 *   '2' │ a date │ 'Please try again in 1.77s' │ '6m0s' ──> ms from now
 */

/** A header's value, in seconds, as a date or with units; undefined when it says nothing. */
export function retryAfterMs(value: string | null | undefined): number | undefined {
  if (!value?.trim()) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds)
    ? (durationMs(value) ?? Date.parse(value) - Date.now())
    : seconds * 1_000;
  return Number.isNaN(wait) ? undefined : Math.max(0, Math.round(wait));
}

/** Larger numbers of seconds are moments, in seconds or in ms since 1970. */
const FIRST_MOMENT_S = 1e9;
const FIRST_MOMENT_MS = 1e11;

/**
 * When the limit that a request has met is free again, by headers as `x-ratelimit-reset-tokens`; undefined when they do not
 * say. A limit of which something remains was not the one.
 */
export function resetMs(headers: Headers | undefined): number | undefined {
  const waits = [...(headers ?? [])]
    .filter(([name]) => /rate-?limit/.test(name) && name.includes('reset'))
    .filter(([name]) => !(remainingOf(headers, name) > 0))
    .map(([, value]) => waitUntil(value) ?? 0);
  const longest = Math.max(0, ...waits);
  return longest > 0 ? longest : undefined;
}

/** NaN where the header that belongs to this one is not sent. */
function remainingOf(headers: Headers | undefined, reset: string): number {
  const name = reset.replace('reset', 'remaining');
  return Number(headers?.get(name) ?? headers?.get(name.replace('rate-limit', 'ratelimit')) ?? Number.NaN);
}

function waitUntil(value: string): number | undefined {
  const moment = Number(value);
  if (!(moment > FIRST_MOMENT_S)) return retryAfterMs(value);
  return Math.max(0, Math.round((moment > FIRST_MOMENT_MS ? moment : moment * 1_000) - Date.now()));
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
  return advice === undefined ? undefined : sumOf(advice);
}

/** `6m0s`, `76ms`: undefined for what is no time with its units. */
const durationMs = (text: string): number | undefined =>
  /^\s*(?:\d+(?:\.\d+)?(?:ms|[smh]))+\s*$/.test(text) ? sumOf(text) : undefined;

function sumOf(advice: string): number {
  let wait = 0;
  for (const [, figure, unit = ''] of advice.matchAll(/(\d+(?:\.\d+)?)\s*(ms|mil|[smh])[a-z]*/gi)) {
    wait += Number(figure) * (UNITS[unit.toLowerCase() as keyof typeof UNITS] ?? 0);
  }
  return Math.round(wait);
}
