/** Calling out through the carrier's stand-in: keys, reports, and what a person reads when it fails. */
import { afterEach, describe, expect, it } from 'vitest';
import { startTwilio, type TwilioOptions, type TwilioStandIn } from '../../../sandbox/twilio/twilio.ts';
import { createDialer } from '../../../server/twilio/dialer.ts';

const API_KEY = { sid: `SK${'2'.repeat(32)}`, secret: 'secret-of-the-key' };
let twilio: TwilioStandIn;
const start = async (habits: TwilioOptions['habits'] = {}) => {
  const accountSid = `AC${'1'.repeat(32)}`;
  const account = { accountSid, authToken: 'secret-token', phoneNumber: '+15550002222', apiKey: API_KEY };
  // The callee lets it ring: an answer would begin a call that ends by itself, for want of a server at PUBLIC_URL.
  twilio = await startTwilio({ ...account, habits, callee: () => ({ ringMs: 60_000 }) });
};
afterEach(() => twilio.close());

const dialer = (changes: Readonly<Record<string, string>> = {}) =>
  createDialer({
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: 'secret-token',
    TWILIO_PHONE_NUMBER: twilio.phoneNumber,
    TWILIO_BASE_URL: twilio.url,
    PUBLIC_URL: 'https://parley.example',
    ...changes,
  });
const TO = '+15551230000';

describe('a call', () => {
  it('is placed, asked for and ended with the auth token', async () => {
    await start();
    const { dial, hangUp, progressOf } = dialer();
    const placed = twilio.nextOutboundCall();
    const callSid = await dial(TO);
    expect((await placed).callSid).toBe(callSid);
    expect(await progressOf(callSid)).toMatchObject({ status: expect.stringMatching(/queued|ringing/) });
    await hangUp(callSid);
    expect(await progressOf(callSid)).toMatchObject({ status: 'canceled' });
    await hangUp(callSid);
  });

  it('is placed with an API key when there is one (twilio-node #220, aloha/laravel-twilio #197)', async () => {
    await start();
    const keys = { TWILIO_API_KEY: API_KEY.sid, TWILIO_API_SECRET: API_KEY.secret };
    const { dial, hangUp } = dialer({ ...keys, TWILIO_AUTH_TOKEN: 'for-signatures-only' });
    await hangUp(await dial(TO));
  });

  it('is ended, and asked for, when the connection breaks before the answer (twilio-node#338, #1023)', async () => {
    await start({ cutsRequests: true });
    const { dial, hangUp } = dialer();
    const callSid = await dial(TO);
    await hangUp(callSid);
    expect(await dialer().progressOf(callSid)).toMatchObject({ status: 'canceled' });
    await twilio.close();
    await start({ cutsRequests: true });
    expect(await dialer().progressOf(await dialer().dial(TO))).toMatchObject({
      status: expect.stringMatching(/queued|ringing/),
    });
  });

  /** pipecat-ai/pipecat#2145, openclaw PR#74606: error 21220; twilio.com/docs/api/errors/20404. */
  it('that is over, or that Twilio does not know, is ended without a failure', async () => {
    await start();
    const { dial, hangUp } = dialer();
    const callSid = await dial(TO);
    await hangUp(callSid);
    await expect(hangUp(callSid)).resolves.toBeUndefined();
    await expect(hangUp(`CA${'0'.repeat(32)}`)).resolves.toBeUndefined();
  });

  it('that Twilio does not know has no progress', async () => {
    await start();
    expect(await dialer().progressOf(`CA${'0'.repeat(32)}`)).toBeUndefined();
  });
});

describe('a call that the carrier does not place', () => {
  it('for a wrong token names the keys to check, and not the token', async () => {
    await start();
    const refused = dialer({ TWILIO_AUTH_TOKEN: 'wrong-token' }).dial(TO);
    await expect(refused).rejects.toThrow(
      /^Twilio did not place the call: .*HTTP 401, code 20003.*check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN/,
    );
    await expect(refused).rejects.not.toThrow(/wrong-token/);
  });

  it('for a number that is none carries the reason and its code', async () => {
    await start();
    await expect(dialer().dial('+12')).rejects.toThrow(/HTTP 400, code 21211/);
  });

  it('for want of an answer says what to check', async () => {
    await start();
    const refused = dialer({ TWILIO_BASE_URL: 'http://127.0.0.1:9' }).dial(TO);
    await expect(refused).rejects.toMatchObject({ statusCode: 502 });
    await expect(refused).rejects.toThrow(/did not answer: check the network/);
  });

  it.each<[code: number, source: string, statusCode: number, advice: RegExp]>([
    [10001, 'twilio.com/docs/api/errors', 502, /suspended, closed or out of credit/],
    [10002, 'twilio.com/docs/api/errors/10002', 502, /trial account may not do this/],
    [10004, 'twilio.com/docs/api/errors/10004', 503, /Primary Customer Profile/],
    [10005, 'twilio.com/docs/api/errors', 502, /switched off for the account/],
    [20008, 'twilio.com/docs/api/errors/20008', 502, /test credentials.*live account/],
    [20429, 'twilio.com/docs/api/errors', 503, /try again later/],
    [21210, 'twilio.com/docs/api/errors', 502, /TWILIO_PHONE_NUMBER must be/],
    [21211, 'twilio.com/docs/api/errors', 400, /check the number to call/],
    // sloan58/twilio-autodialer#27: numbers of ten digits with a + alone before them were of another country, which is not allowed
    [
      21215,
      'support.twilio.com 223180228',
      502,
      /own country code, then allow the country in Twilio's console/,
    ],
    [21216, 'twilio.com/docs/api/errors/21216', 400, /blocks this number.*\+1.*Primary Customer Profile/],
    [21219, 'docs.synthflow.ai: telephony errors', 400, /trial account calls verified numbers only/],
    [21609, 'twilio.com/docs/api/errors/21609', 502, /a host without underscores/],
    [32100, 'twilio.com/docs/api/errors/32100', 400, /trial account calls verified numbers only/],
    [70051, 'twilio.com/docs/api/errors/70051', 502, /restricted API key/],
    [573002, 'twilio.com/docs/api/errors/573002', 502, /set TWILIO_PHONE_NUMBER/],
    [573005, 'twilio.com/docs/api/errors/573005', 400, /trial account calls verified numbers only/],
    [29999, 'a code that is new', 502, /HTTP 400, code 29999\)$/],
  ])('with code %i says what to do (%s)', async (refusal, _source, statusCode, advice) => {
    await start({ refusal });
    const refused = dialer().dial(TO);
    await expect(refused).rejects.toThrow(advice);
    await expect(refused).rejects.toMatchObject({ statusCode, code: refusal });
  });
});
