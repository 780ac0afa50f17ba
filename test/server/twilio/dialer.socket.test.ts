/** Calling out through the carrier's stand-in: the error messages when it fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwilio, type TwilioStandIn } from '../../../sandbox/twilio/twilio.ts';
import { createDialer } from '../../../server/twilio/dialer.ts';

let twilio: TwilioStandIn;
beforeAll(async () => {
  const accountSid = `AC${'1'.repeat(32)}`;
  twilio = await startTwilio({ accountSid, authToken: 'secret-token', phoneNumber: '+15550002222' });
});
afterAll(() => twilio.close());

const dialer = (authToken: string) =>
  createDialer({
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_PHONE_NUMBER: twilio.phoneNumber,
    TWILIO_BASE_URL: twilio.url,
    PUBLIC_URL: 'https://parley.example',
  });

describe('a call that the carrier does not place', () => {
  it('for a wrong token names the keys to check, and not the token', async () => {
    const refused = dialer('wrong-token').dial('+15551230000');
    await expect(refused).rejects.toThrow(
      /^Twilio did not place the call: .*HTTP 401, code 20003.*check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN$/,
    );
    await expect(refused).rejects.not.toThrow(/wrong-token/);
  });

  it('for a number that is none carries the reason and its code', async () => {
    await expect(dialer('secret-token').dial('+12')).rejects.toThrow(/HTTP 400, code 21211/);
  });
});
