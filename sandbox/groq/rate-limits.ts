/**
 * The x-ratelimit headers of every answer: requests are counted per day, tokens per minute. The counts refuse no
 * request; `faults.refuse(429)` does.
 */
const REQUESTS_PER_DAY = 14_400;
const TOKENS_PER_MINUTE = 250_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A duration as Groq writes it: `7.66s`, `2m59.56s`. */
function formatReset(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  const seconds = `${Number(((ms % MINUTE_MS) / 1000).toFixed(3))}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}

export function rateLimitHeaders(requestsSoFar: number, promptTokens: number): Record<string, string> {
  const usedRequests = Math.min(requestsSoFar, REQUESTS_PER_DAY);
  const usedTokens = Math.min(promptTokens, TOKENS_PER_MINUTE);
  return {
    'x-ratelimit-limit-requests': String(REQUESTS_PER_DAY),
    'x-ratelimit-limit-tokens': String(TOKENS_PER_MINUTE),
    'x-ratelimit-remaining-requests': String(REQUESTS_PER_DAY - usedRequests),
    'x-ratelimit-remaining-tokens': String(TOKENS_PER_MINUTE - usedTokens),
    'x-ratelimit-reset-requests': formatReset((usedRequests * DAY_MS) / REQUESTS_PER_DAY),
    'x-ratelimit-reset-tokens': formatReset((usedTokens * MINUTE_MS) / TOKENS_PER_MINUTE),
  };
}
