/** The wait that a vendor advises: each row is a header or a sentence that a vendor sends. */
import { describe, expect, it } from 'vitest';
import { adviceMs, retryAfterMs } from '../../../actors/providers/retry-after.ts';

describe('the header Retry-After', () => {
  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['-1', 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['2m59s', 179_000],
    ['94ms', 94],
    ['1.5s', 1_500],
    ['5 apples', undefined],
    ['', undefined],
    [' ', undefined],
    ['soon', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%o is %o ms', (value, ms) => {
    expect(retryAfterMs(value)).toBe(ms);
  });

  it('may be a date to come: librefang/librefang PR#4257', () => {
    const wait = retryAfterMs(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
    expect(wait).toBeGreaterThan(55_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });
});

describe('the wait in the words of a refusal', () => {
  it.each([
    ['OpenAI, Tracer-Cloud/opensre#3171', 'Used 199900, Requested 300. Please try again in 94ms. Visit', 94],
    ['Groq, elizaOS/eliza#4040', 'Used 5034, Requested 1443. Please try again in 4.77s.', 4_770],
    ['Groq, with minutes', 'Please try again in 7m12.48s.', 432_480],
    ['Google, Tracer-Cloud/opensre#3171', '"@type":"RetryInfo","retryDelay":"1s"', 1_000],
    ['Google, in words', 'Please retry in 38.5s.', 38_500],
    ['Azure', 'have exceeded token rate limit. Please retry after 1 second.', 1_000],
    ['Moonshot', 'rate limited, please try again after 2 seconds', 2_000],
    ['no figure', 'Please try again soon.', undefined],
    ['another figure', 'Limit 200000, Used 5s', undefined],
    ['another word', 'Please try again in 3 months', undefined],
  ])('%s', (_source, text, ms) => {
    expect(adviceMs(text)).toBe(ms);
  });
});
