import { describe, expect, it } from 'vitest';
import { endError } from '../../../../actors/providers/assemblyai/errors.ts';

describe('the end of an AssemblyAI session', () => {
  // Every code of `StreamingErrorType` in assemblyai 4.41.5, of `RealtimeErrorType` before it, and of the vendor's page.
  it.each([
    [1_000, 'STT_UNREACHABLE', 'STT_LOST'],
    [1_006, 'STT_UNREACHABLE', 'STT_LOST'],
    [1_008, 'STT_REFUSED', 'STT_LOST'],
    [1_011, 'STT_UNREACHABLE', 'STT_LOST'],
    [3_005, 'STT_UNREACHABLE', 'STT_LOST'],
    [3_006, 'STT_REFUSED', 'STT_PROTOCOL'],
    [3_007, 'STT_PROTOCOL', 'STT_PROTOCOL'],
    [3_008, 'STT_UNREACHABLE', 'STT_LOST'],
    [3_009, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_000, 'STT_REFUSED', 'STT_LOST'],
    [4_001, 'STT_REFUSED', 'STT_LOST'],
    [4_002, 'STT_REFUSED', 'STT_LOST'],
    [4_003, 'STT_REFUSED', 'STT_LOST'],
    [4_004, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_008, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_010, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_029, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_030, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_031, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_032, 'STT_PROTOCOL', 'STT_PROTOCOL'],
    [4_033, 'STT_PROTOCOL', 'STT_PROTOCOL'],
    [4_034, 'STT_PROTOCOL', 'STT_PROTOCOL'],
    [4_100, 'STT_REFUSED', 'STT_PROTOCOL'],
    [4_101, 'STT_REFUSED', 'STT_PROTOCOL'],
    [4_102, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_103, 'STT_UNREACHABLE', 'STT_LOST'],
    [4_104, 'STT_REFUSED', 'STT_LOST'],
    [undefined, 'STT_UNREACHABLE', 'STT_LOST'],
  ])('with code %s is %s before Begin and %s after it', (code, before, after) => {
    const end = { kind: 'closed', reason: 'no luck', ...(code !== undefined && { code }) } as const;
    const [early, late] = [endError(end, false), endError(end, true)];
    expect([early.code, late.code]).toEqual([before, after]);
    expect(late.details).toEqual({ ...(code !== undefined && { closeCode: code }), reason: 'no luck' });
    expect(late.retryable).toBe(true);
  });

  // The same page has several causes for 1008; two public clients have met an error without a code.
  it.each([
    [1_008, 'Unauthorized Connection: Too many concurrent sessions', 'STT_UNREACHABLE', /concurrency limit/],
    [
      undefined,
      'Unauthorized Connection: Too many concurrent sessions',
      'STT_UNREACHABLE',
      /concurrency limit/,
    ],
    [1_008, 'Rate limit exceeded', 'STT_UNREACHABLE', /concurrency limit/],
    [1_008, 'Insufficient funds', 'STT_REFUSED', /check the account's balance/],
    [1_008, 'Unauthorized Connection: Missing Authorization header', 'STT_REFUSED', /API key/],
    [undefined, 'Unauthorized Connection: Invalid API key', 'STT_REFUSED', /API key/],
    // assemblyai-node-sdk#97: "Somewhat sporadically … I retry and it usually works"
    [1_008, 'Unauthorized connection: Incorrect padding', 'STT_UNREACHABLE', /API key.*tried again/],
    [1_008, 'See Error message for details', 'STT_REFUSED', /API key/],
  ])('before Begin with %s "%s" is %s', (code, reason, expected, says) => {
    const error = endError({ kind: 'closed', reason, ...(code !== undefined && { code }) }, false);
    expect(error.code).toBe(expected);
    expect(error.message).toMatch(says);
  });

  it.each([
    [401, 'STT_REFUSED'],
    [404, 'STT_REFUSED'],
    [429, 'STT_UNREACHABLE'],
    [503, 'STT_UNREACHABLE'],
  ])('before the upgrade, with HTTP %i, is %s', (status, code) => {
    expect(endError({ kind: 'refused', status }, false)).toMatchObject({ code, details: { status } });
  });

  it('names the system’s word for a failure of the network', () => {
    const cause = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    expect(endError({ kind: 'failed', cause }, false)).toMatchObject({
      code: 'STT_UNREACHABLE',
      details: { systemCode: 'ECONNREFUSED' },
    });
    expect(endError({ kind: 'failed', cause }, true).code).toBe('STT_LOST');
  });
});
