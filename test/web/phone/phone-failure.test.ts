/** The sentences shown when a call from the page cannot be made, or ends by itself. */
import { describe, expect, it } from 'vitest';
import { FAILURES, microphoneFailure, readClose } from '../../../web/phone/phone-failure.ts';

const named = (name: string) => Object.assign(new Error('a browser’s own words'), { name });

describe('a microphone that cannot be had', () => {
  it.each([
    ['NotAllowedError', /may not be used: allow it/],
    ['NotFoundError', /no microphone: connect one/],
    ['NotReadableError', /another program/],
    ['SomethingNewError', /could not be opened/],
  ])('after %s is explained in a sentence of ours', (name, sentence) => {
    expect(microphoneFailure(named(name)).message).toMatch(sentence);
  });

  it('is one plain sentence, whatever the reason', () => {
    for (const sentence of Object.values(FAILURES)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe('a socket that closes by itself', () => {
  it.each([
    [1000, 'silence', true, false, 'The agent ended the call.'],
    [1011, 'ACTOR_CRASHED', true, true, 'The server broke the call off (code 1011: ACTOR_CRASHED).'],
    [1006, '', true, true, 'The connection to the server was lost (code 1006).'],
    [1006, '', false, true, 'The server cannot be reached or refuses the call (code 1006).'],
    [1000, '', false, true, 'The server cannot be reached or refuses the call (code 1000).'],
  ])(
    'is shown with its code: %i "%s", talking %s, a failure %s',
    (code, reason, wasTalking, isFailure, sentence) => {
      expect(readClose({ code, reason }, wasTalking)).toEqual({ isFailure, reason: sentence });
    },
  );
});
