import { describe, expect, it } from 'vitest';
import { endError } from '../../../../actors/providers/deepgram/transport.ts';

/** The remedy of a close, without what comes before it. */
const remedy = (code: number, reason: string): string =>
  endError('Deepgram Nova', { kind: 'closed', code, reason }, true).message.split(': ').slice(1).join(': ');

describe('the close of a Deepgram session', () => {
  it.each([
    // developers.deepgram.com, "STT troubleshooting"
    [1_008, 'DATA-0000', /could not decode the audio/],
    [1_011, 'NET-0000', /had no result in time/],
    [1_011, 'NET-0001', /no audio reached the vendor/],
    // pipecat#1113, deepgram-python-sdk#319
    [
      1_011,
      'Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001',
      /no audio reached the vendor/,
    ],
    // deepgram-dotnet-sdk#133
    [
      1_011,
      'Deepgram did not provide a response message within the timeout window. See https://dpgr.am/net0000',
      /had no result in time/,
    ],
    // agents-js PR#1813: Flux closes without a code or a word
    [1_005, '', /reason in details/],
    [1_011, 'internal error', /reason in details/],
  ])('with %i "%s" says what to do', (code, reason, says) => {
    expect(remedy(code, reason)).toMatch(says);
  });

  it('loses an open session, and means that one which never opened was not reached', () => {
    const end = { kind: 'closed', code: 1_005, reason: '' } as const;
    expect([endError('D', end, true).code, endError('D', end, false).code]).toEqual([
      'STT_LOST',
      'STT_UNREACHABLE',
    ]);
  });
});
